/**
 * The one engine. It is pure, so an instance may be thrown away at any time: after a WebAssembly trap its memory can't be
 * trusted, the request is answered with the reason, and the next request gets a fresh instance.
 */
import type { JudgeReply, JudgeRequest } from "../engine-types.ts";

export interface Judge {
  judge(request: JudgeRequest): JudgeReply;
}

export type Judged = { kind: "judged"; reply: JudgeReply } | { kind: "engine-failed"; reason: string };

export class EngineHost {
  readonly #start: () => Promise<Judge>;
  #engine: Promise<Judge> | null = null;

  constructor(start: () => Promise<Judge>) {
    this.#start = start;
  }

  /** Has an engine started, if none is. A failure shows with the next request. */
  prepare(): void {
    this.#engine ??= this.#start();
    this.#engine.catch(() => {});
  }

  /** The next request meets a fresh engine: what it is built with has changed. */
  restart(): void {
    this.#engine = null;
  }

  async judge(request: JudgeRequest): Promise<Judged> {
    this.#engine ??= this.#start();
    const engine = this.#engine;
    try {
      return { kind: "judged", reply: (await engine).judge(request) };
    } catch (error) {
      // Another request may already have replaced the instance that failed here.
      if (this.#engine === engine) this.#engine = null;
      console.error("the engine stopped:", error);
      return { kind: "engine-failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
