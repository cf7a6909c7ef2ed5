/** Few words that stand on a page again and again are its furniture: labels, buttons, column heads. */
import type { Known } from "./findings.ts";

const REPEATED = 3;
const SHORT_CHARS = 60;
const SHORT_WORDS = 4;

export class Repeats {
  readonly #standing = new Map<string, Set<Known>>();

  /** Notes a passage, and gives those that are known for furniture by it. */
  enter(known: Known): Known[] {
    if (!isShort(known.text)) return [];
    const standing = this.#standing.get(known.text) ?? new Set();
    this.#standing.set(known.text, standing.add(known));
    if (standing.size < REPEATED) return [];
    return standing.size === REPEATED ? [...standing] : [known];
  }

  leave(known: Known): void {
    const standing = this.#standing.get(known.text);
    if (standing?.delete(known) && standing.size === 0) this.#standing.delete(known.text);
  }

  clear(): void {
    this.#standing.clear();
  }
}

function isShort(text: string): boolean {
  return text.length <= SHORT_CHARS && text.split(/\s+/, SHORT_WORDS + 1).length <= SHORT_WORDS;
}
