/** What goes between the page and its worker: one answer to each question, in order. */
import type { JudgeReply, JudgeRequest } from "../extension/src/engine-types.ts";

/** To the worker. */
export type Question = JudgeRequest;

/** From the worker. `broken`: the engine stopped, and this worker is of no further use. */
export type Answer =
  | { kind: "judged"; reply: JudgeReply; milliseconds: number }
  | { kind: "broken"; reason: string };
