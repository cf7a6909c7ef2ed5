/** Paints findings over the field's text, under the names and with the rules of the extension. */

import { FLASH, markName, marksCss } from "../extension/src/design/look.ts";
import type { Finding, Label } from "../extension/src/engine-types.ts";
import { DEFAULTS } from "../extension/src/settings.ts";
import type { Editor } from "./editor.ts";

export interface Mark {
  id: number;
  finding: Finding;
  /** The sentence, in UTF-16 offsets of the whole text. */
  start: number;
  end: number;
  text: string;
  /** The text of its block; the finding's spans are offsets of it. */
  passage: string;
  range: Range;
}

const FLASH_MS = 1600;
/** Where marks overlap, the one a reader must not miss lies on top. */
const PRIORITY: Record<Label, number> = { disclaimer: 1, speculation: 2, call: 3 };
const dark = matchMedia("(prefers-color-scheme: dark)");

const sheet = new CSSStyleSheet();
sheet.replaceSync(marksCss(DEFAULTS.look));
document.adoptedStyleSheets.push(sheet);

export class Marks {
  #marks: readonly Mark[] = [];

  constructor(readonly editor: Editor) {
    dark.addEventListener("change", () => this.#paint());
  }

  get all(): readonly Mark[] {
    return this.#marks;
  }

  show(marks: readonly Mark[]): void {
    this.#marks = marks;
    this.#paint();
  }

  /** The findings of the sentence at an offset, the weightiest kind first. */
  at(offset: number): Mark[] {
    return this.#marks
      .filter((mark) => mark.start <= offset && offset < mark.end)
      .sort((a, b) => PRIORITY[b.finding.label] - PRIORITY[a.finding.label]);
  }

  /** The same for a point of the window; a point beside the words is on no mark. */
  atPoint(x: number, y: number): Mark[] {
    const caret = document.caretPositionFromPoint(x, y);
    if (!caret || !this.editor.element.contains(caret.offsetNode)) return [];
    const offset = this.editor.offsetAt(caret.offsetNode, caret.offset);
    // The caret's place is between two characters: the point may be on either.
    const near = this.at(offset).length > 0 ? this.at(offset) : this.at(offset - 1);
    return near.filter(({ range }) =>
      Array.from(range.getClientRects()).some(
        (box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom,
      ),
    );
  }

  /** Draws the eye to a sentence for a moment. */
  flash(mark: Mark): void {
    const highlight = new Highlight(mark.range);
    highlight.priority = 9;
    CSS.highlights.set(FLASH, highlight);
    setTimeout(() => {
      if (CSS.highlights.get(FLASH) === highlight) CSS.highlights.delete(FLASH);
    }, FLASH_MS);
  }

  #paint(): void {
    CSS.highlights.clear();
    for (const { finding, range } of this.#marks) {
      const name = markName({
        kind: finding.label,
        isReported: finding.holder === "reported" && finding.label !== "disclaimer",
        isUnder: false,
        isOnDark: dark.matches,
      });
      let highlight = CSS.highlights.get(name);
      if (!highlight) {
        highlight = new Highlight();
        highlight.priority = PRIORITY[finding.label];
        CSS.highlights.set(name, highlight);
      }
      highlight.add(range);
    }
  }
}
