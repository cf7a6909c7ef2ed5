/** Asks the worker, one question at a time; of those that pile up meanwhile only the newest is asked. */
import type { JudgeReply, JudgeRequest } from "../extension/src/engine-types.ts";
import type { Answer } from "./protocol.ts";

export interface Judged<Context> {
  context: Context;
  reply: JudgeReply;
  milliseconds: number;
}

export class Judge<Context> {
  #worker: Worker | null = null;
  #asked: { request: JudgeRequest; context: Context } | null = null;
  #next: { request: JudgeRequest; context: Context } | null = null;

  constructor(
    readonly onJudged: (judged: Judged<Context>) => void,
    readonly onBroken: (reason: string) => void,
  ) {}

  /** The context comes back with the answer. */
  ask(request: JudgeRequest, context: Context): void {
    this.#next = { request, context };
    if (!this.#asked) this.#askNext();
  }

  #askNext(): void {
    this.#asked = this.#next;
    this.#next = null;
    if (!this.#asked) return;
    this.#worker ??= this.#start();
    this.#worker.postMessage(this.#asked.request);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (data.kind === "broken") this.#giveUp(data.reason);
      else if (this.#asked) this.onJudged({ context: this.#asked.context, ...data });
      this.#askNext();
    });
    worker.addEventListener("error", (event) => {
      this.#giveUp(event.message || "it did not load");
      this.#askNext();
    });
    return worker;
  }

  /** What broke the engine is not asked again; the next question meets a fresh one. */
  #giveUp(reason: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.onBroken(reason);
  }
}
