/** What the engine has said of this page's text, so that the same text is not asked about again when it comes back. */
import type { Finding, Role } from "../engine-types.ts";

export interface Verdict {
  findings: Finding[];
  sentences: number;
  unread: string | null;
}

const MAX_VERDICTS = 4000;
/** UTF-16 units of all keys together. */
const MAX_CHARS = 400_000;
const MAX_PASSAGE_CHARS = 8000;
/** A passage of few words means what its neighbour makes of it; a longer one speaks for itself. */
const SPEAKS_FOR_ITSELF = 40;

/** Belongs to one address: what a page is about is the context that it doesn't know of. */
export class Verdicts {
  // In order of use, the longest unused first.
  readonly #verdicts = new Map<string, Verdict>();
  #chars = 0;

  get(text: string, role: Role, before: string): Verdict | null {
    const key = keyOf(text, role, before);
    const verdict = this.#verdicts.get(key);
    if (verdict === undefined) return null;
    this.#verdicts.delete(key);
    this.#verdicts.set(key, verdict);
    return verdict;
  }

  keep(text: string, role: Role, before: string, verdict: Verdict): void {
    if (text.length > MAX_PASSAGE_CHARS) return;
    const key = keyOf(text, role, before);
    if (!this.#verdicts.delete(key)) this.#chars += key.length;
    this.#verdicts.set(key, verdict);
    for (const oldest of this.#verdicts.keys()) {
      if (this.#verdicts.size <= MAX_VERDICTS && this.#chars <= MAX_CHARS) break;
      this.#verdicts.delete(oldest);
      this.#chars -= oldest.length;
    }
  }

  clear(): void {
    this.#verdicts.clear();
    this.#chars = 0;
  }
}

function keyOf(text: string, role: Role, before: string): string {
  return `${role}\n${text.length < SPEAKS_FOR_ITSELF ? before : ""}\0${text}`;
}
