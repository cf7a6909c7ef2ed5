/** The core's WebAssembly door as wasm-bindgen writes it; `build.mjs` lays it beside the page. */
import type { JudgeReply, JudgeRequest, SummaryInput } from "../extension/src/engine-types.ts";
import type { Words } from "../extension/src/messages.ts";

export default function init(source: { module_or_path: URL }): Promise<unknown>;

export class Engine {
  judge(request: JudgeRequest): JudgeReply;
}

export function renderSummary(root: Element, input: SummaryInput, onPick: (id: number) => void, words: Words): void;
