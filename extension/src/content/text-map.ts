/**
 * The text of one block as a person sees it, with the way back to the text nodes it came from.
 *
 * Every character of the text is one character of a text node, a line break from `<br>`, or a space that only shows.
 * Stretches where both count on in step are kept as runs; white space that the page collapses simply starts a new run.
 */

export interface Run {
  /** Where the run begins in the block's text. */
  at: number;
  node: Text;
  /** Where the run begins in the node's data. */
  from: number;
  length: number;
  /** Something that isn't read lies between this run and the one before: a range must not span it. */
  apart: boolean;
}

/** How white space is treated; the computed values of `white-space-collapse`. */
export type WhiteSpace = "collapse" | "preserve" | "preserve-breaks" | "preserve-spaces" | "break-spaces";

export interface Stretch {
  startContainer: Text;
  startOffset: number;
  endContainer: Text;
  endOffset: number;
}

const INK = /\S/g;
/** White space that does not show as it is; a single space between words does. */
const COLLAPSING = /[\t\n\r\f ]{2,}|[\t\n\r\f]/g;
const LEADING = /[\t\n\r\f ]*/y;
const BLANK = /[\t\n\r\f]/g;
const SPACE_BUT_BREAKS = /[\t\r\f ]+/g;

export class TextMap {
  #text = "";
  /** Nothing stands in the last line yet, or a space ends it. Looking at the growing text itself would copy it each time. */
  #endsInSpace = true;
  readonly #runs: Run[] = [];
  #apart = false;
  /** Characters that stand in links. */
  linked = 0;
  /** Links that begin in it. */
  links = 0;

  get text(): string {
    return this.#text;
  }

  get runs(): readonly Run[] {
    return this.#runs;
  }

  get isEmpty(): boolean {
    return this.#text === "";
  }

  /** Appends `data.slice(start, to)` of a text node, less the white space that would begin the text. */
  append(node: Text, whiteSpace: WhiteSpace, start: number, to: number, data: string): void {
    const isCollapsed = whiteSpace === "collapse";
    const goesOn = isCollapsed && this.#endsInSpace ? spaceTo(data, start) : start;
    const from = this.#text === "" ? inkFrom(data, start) : goesOn;
    if (from >= to) return;
    if (whiteSpace === "preserve" || whiteSpace === "break-spaces") {
      this.#add(node, from, data.slice(from, to));
      return;
    }
    const space = isCollapsed ? COLLAPSING : SPACE_BUT_BREAKS;
    space.lastIndex = from;
    let at = from;
    while (at < to) {
      const gap = space.exec(data);
      const end = gap === null || gap.index >= to ? to : gap.index;
      if (end > at) this.#add(node, at, data.slice(at, end));
      if (end === to) break;
      if (!this.#endsInSpace) this.#add(node, end, " ");
      at = space.lastIndex;
    }
  }

  /** A line break that no text node holds. */
  breakLine(): void {
    if (this.#text === "") return;
    this.#cut(this.#text.trimEnd().length);
    this.#text += "\n";
    this.#endsInSpace = true;
  }

  /** A space that no text node holds: two words stand apart on the page by a margin or a width. */
  space(): void {
    this.#text += " ";
    this.#endsInSpace = true;
  }

  /** Nothing that shows has come since the last line break. */
  endsInBreak(): boolean {
    return /\n\s*$/.test(this.#text);
  }

  /** Where the text ends in a line of at least `length` and its break: the line was only full, and goes on. */
  joinFullLine(length: number): void {
    const end = this.#text.length - 1;
    if (this.#text[end] !== "\n" || end - (this.#text.lastIndexOf("\n", end - 1) + 1) < length) return;
    this.#text = `${this.#text.slice(0, end)} `;
    this.#endsInSpace = true;
  }

  /** What comes next is not joined on the page to what came before. */
  setApart(): void {
    this.#apart = true;
  }

  /** Drops white space at the end. */
  close(): void {
    this.#cut(this.#text.trimEnd().length);
  }

  /** The stretches of the page that show `text.slice(start, end)`. */
  stretches(start: number, end: number): Stretch[] {
    const stretches: Stretch[] = [];
    let open: Stretch | null = null;
    for (let i = this.#runAt(start); i < this.#runs.length; i++) {
      const run = this.#runs[i];
      if (run === undefined || run.at >= end) break;
      const first = Math.max(start, run.at) - run.at;
      const last = Math.min(end, run.at + run.length) - run.at;
      if (first >= last) continue;
      if (open === null || run.apart) {
        open = { startContainer: run.node, startOffset: run.from + first, endContainer: run.node, endOffset: 0 };
        stretches.push(open);
      }
      open.endContainer = run.node;
      open.endOffset = run.from + last;
    }
    return stretches;
  }

  /** Whether the page still holds the characters of `text.slice(start, end)` where they were read. */
  isIntact(start: number, end: number): boolean {
    for (let i = this.#runAt(start); i < this.#runs.length; i++) {
      const run = this.#runs[i];
      if (run === undefined || run.at >= end) break;
      if (!run.node.isConnected) return false;
      const now = run.node.data.slice(run.from, run.from + run.length);
      const then = this.#text.slice(run.at, run.at + run.length);
      if (now !== then && now.replace(BLANK, " ") !== then.replace(BLANK, " ")) return false;
    }
    return true;
  }

  #add(node: Text, from: number, text: string): void {
    if (text === "") return;
    const last = this.#runs.at(-1);
    if (
      last &&
      !this.#apart &&
      last.node === node &&
      last.from + last.length === from &&
      last.at + last.length === this.#text.length
    ) {
      last.length += text.length;
    } else {
      this.#runs.push({ at: this.#text.length, node, from, length: text.length, apart: this.#apart });
      this.#apart = false;
    }
    this.#text += text;
    this.#endsInSpace = text.endsWith(" ") || text.endsWith("\n");
  }

  #cut(length: number): void {
    this.#text = this.#text.slice(0, length);
    this.#endsInSpace = length === 0;
    for (let last = this.#runs.at(-1); last && last.at + last.length > length; last = this.#runs.at(-1)) {
      if (last.at < length) {
        last.length = length - last.at;
        return;
      }
      this.#runs.pop();
    }
  }

  /** Index of the first run that ends after `offset`. */
  #runAt(offset: number): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const run = this.#runs[middle];
      if (run !== undefined && run.at + run.length <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Where the first character that is no white space stands, at or after `from`. */
function inkFrom(data: string, from: number): number {
  INK.lastIndex = from;
  return INK.exec(data)?.index ?? data.length;
}

/** Where the white space that begins at `from` ends; a space that does not break is no part of it. */
function spaceTo(data: string, from: number): number {
  LEADING.lastIndex = from;
  LEADING.exec(data);
  return LEADING.lastIndex;
}
