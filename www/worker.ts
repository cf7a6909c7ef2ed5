/** The engine, off the page's thread: typing never waits for it. */
import init, { Engine } from "saltgrain";
import type { Answer, Question } from "./protocol.ts";

const engine = init().then(() => new Engine());

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
