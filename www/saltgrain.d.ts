/** The core's WebAssembly door as wasm-bindgen writes it; `build.mjs` lays it beside the page. */
import type { JudgeReply, JudgeRequest, SummaryInput } from "../extension/src/engine-types.ts";

/** Loads the module; every other call needs it done. */
export default function init(): Promise<unknown>;

export class Engine {
  judge(request: JudgeRequest): JudgeReply;
}

export function renderSummary(root: Element, input: SummaryInput, onPick: (id: number) => void): void;
