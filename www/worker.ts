/** The engine, off the page's thread: typing never waits for it. */
import { Engine, loaded } from "./engine.ts";
import type { Answer, Question } from "./protocol.ts";

const engine = loaded.then(() => new Engine());

self.addEventListener("message", async (event: MessageEvent<Question>) => {
  let answer: Answer;
  try {
    const ready = await engine;
    const start = performance.now();
    const reply = ready.judge(event.data);
    answer = { kind: "judged", reply, milliseconds: performance.now() - start };
  } catch (error) {
    answer = { kind: "broken", reason: String(error) };
  }
  self.postMessage(answer);
});
