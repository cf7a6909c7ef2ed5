/** The door of the engine, as the build hands it over: a factory, because a fresh instance needs fresh glue as well. */
declare module "engine" {
  import type {
    EngineOptions,
    JudgeReply,
    JudgeRequest,
    OwnPhrase,
    PageSummary,
    PhraseFault,
    SummaryInput,
  } from "./engine-types.ts";
  import type { Words } from "./messages.ts";

  export interface Door {
    default(source: { module_or_path: WebAssembly.Module | string }): Promise<unknown>;
    /** Throws where an option makes no sense; the message says which. */
    Engine: new (
      options?: Partial<EngineOptions>,
    ) => { judge(request: JudgeRequest): JudgeReply };
    checkPhrase(phrase: OwnPhrase): PhraseFault | null;
    renderSummary(root: Element, input: SummaryInput, onPick: (id: number) => void, words: Words): void;
    searchSummary(root: Element, query: string): number;
    showInSummary(root: Element, id: number): void;
    listedInSummary(root: Element): Uint32Array;
    listAllInSummary(root: Element): void;
    sumUp(input: SummaryInput): PageSummary;
  }

  export function door(): Door;
}
