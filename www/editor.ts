/**
 * The text field: its text as the engine reads it, and the way between offsets in it and places in the document.
 *
 * It is a plain-text editing host and not a `<textarea>`, because only real text nodes can carry highlights.
 */
export class Editor {
  #reading: { text: string; runs: Run[] } | null = null;

  constructor(
    readonly element: HTMLElement,
    onInput: () => void,
  ) {
    element.addEventListener("input", () => {
      this.#reading = null;
      onInput();
    });
  }

  get text(): string {
    return this.#read().text;
  }

  /** Replaces everything; does not count as typing. */
  set text(text: string) {
    this.element.textContent = text;
    this.#reading = null;
  }

  /** A live range: it follows what is typed around it until the next painting. */
  range(start: number, end: number): Range {
    const range = document.createRange();
    range.selectNodeContents(this.element);
    const { runs } = this.#read();
    const first = runs.findLast((run) => run.at <= start) ?? runs[0];
    const last = runs.findLast((run) => run.at < end) ?? first;
    if (first && last) {
      range.setStart(first.node, Math.min(start - first.at, first.node.length));
      range.setEnd(last.node, Math.min(end - last.at, last.node.length));
    }
    return range;
  }

  /** The offset of a place in the document, or -1 if it lies outside of the field. */
  offsetAt(node: Node, offset: number): number {
    const { text, runs } = this.#read();
    const run = runs.find((candidate) => candidate.node === node);
    if (run) return run.at + offset;
    if (!this.element.contains(node)) return -1;
    // Between two children: where the text node after it begins.
    const child = node.childNodes[offset];
    const next = child && runs.find((candidate) => child === candidate.node || child.contains(candidate.node));
    return next ? next.at : text.length;
  }

  /** Puts the caret at an offset, with the focus. */
  placeCaret(offset: number): void {
    this.element.focus({ preventScroll: true });
    const range = this.range(offset, offset);
    getSelection()?.collapse(range.startContainer, range.startOffset);
  }

  #read(): { text: string; runs: Run[] } {
    if (this.#reading) return this.#reading;
    const runs: Run[] = [];
    let text = "";
    const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text) {
        runs.push({ node, at: text.length });
        text += node.data;
      } else if (node instanceof HTMLBRElement) {
        text += "\n";
      }
    }
    this.#reading = { text, runs };
    return this.#reading;
  }
}

interface Run {
  node: Text;
  /** Where the node's text begins in the whole. */
  at: number;
}
