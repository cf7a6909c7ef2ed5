/** The card that says what a marked sentence does, which words gave it away, and how sure the engine is. */
import { element } from "../extension/src/content/element.ts";
import { kindGlyph } from "../extension/src/content/kind-glyph.ts";
import type { Slots, Span } from "../extension/src/engine-types.ts";
import { inWords, kindName, manner, namedSlots, percentSure, tagOf } from "../extension/src/words.ts";
import type { Mark } from "./marks.ts";

/** Long enough to move the pointer from the sentence onto the card. */
const LINGER_MS = 180;
const GAP = 6;

export class Card {
  #shown: readonly Mark[] = [];
  #leaves: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  constructor(readonly element: HTMLElement) {
    element.addEventListener("pointerenter", () => this.#stay());
    element.addEventListener("pointerleave", () => this.leave());
  }

  get isOpen(): boolean {
    return this.#shown.length > 0;
  }

  /** Shows the findings of one sentence beside it. `held`: the pointer's leaving does not close the card. */
  show(marks: readonly Mark[], held: boolean): void {
    this.#stay();
    this.#held = held;
    const [first] = marks;
    if (!first) return;
    if (marks.length !== this.#shown.length || marks.some((mark, index) => mark !== this.#shown[index])) {
      this.#shown = marks;
      this.element.replaceChildren(...marks.map(describe));
    }
    this.element.showPopover();
    this.#place(first.range);
  }

  /** The pointer is elsewhere: closes in a moment, unless it comes back. */
  leave(): void {
    if (this.isOpen && !this.#held && this.#leaves === undefined)
      this.#leaves = setTimeout(() => this.hide(), LINGER_MS);
  }

  hide(): void {
    this.#stay();
    this.#shown = [];
    this.element.hidePopover();
  }

  /** Stays beside its sentence when that has moved within `frame`, and closes when it has left it. */
  follow(frame: DOMRect): void {
    const [first] = this.#shown;
    if (!first) return;
    const { top, bottom } = first.range.getBoundingClientRect();
    if (bottom < Math.max(frame.top, 0) || top > Math.min(frame.bottom, innerHeight)) this.hide();
    else this.#place(first.range);
  }

  #stay(): void {
    clearTimeout(this.#leaves);
    this.#leaves = undefined;
  }

  /** Under the sentence's last line, or over its first where there is no room; never on the sentence itself. */
  #place(range: Range): void {
    const { top, bottom, left } = range.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = bottom + GAP + height <= innerHeight || top - GAP < height;
    const y = below ? bottom + GAP : top - GAP - height;
    const x = Math.max(GAP, Math.min(left, innerWidth - width - GAP));
    this.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  }
}

/** What a screen reader says of a sentence's findings. */
export function spoken(marks: readonly Mark[]): string {
  return marks
    .map(({ finding }) => `${kindName(finding.label)}, ${tagOf(finding.subtype)}: ${finding.message}`)
    .join(" ");
}

function describe({ finding, passage }: Mark): HTMLElement {
  const words = (span: Span) => passage.slice(...span);
  const cues = finding.cues.flatMap((cue, index) => [index > 0 ? " · " : "", element("b", {}, words(cue))]);
  const section = element(
    "section",
    { "data-kind": finding.label },
    element(
      "p",
      { class: "head" },
      kindGlyph(finding.label),
      element("strong", {}, kindName(finding.label)),
      element("span", {}, tagOf(finding.subtype)),
      element("span", { class: "sure" }, `${inWords(finding.confidence)}, ${percentSure(finding.confidence)}`),
    ),
    element("p", { class: "message" }, finding.message),
    element("p", { class: "cues" }, "Given away by ", ...cues),
  );
  const rows = finding.slots ? slotRows(finding.slots, words) : [];
  if (rows.length > 0) section.append(element("dl", {}, ...rows));
  const manners = manner(finding);
  if (manners.length > 0) section.append(element("p", { class: "cues" }, manners.join(" · ")));
  return section;
}

function slotRows(slots: Slots, words: (span: Span) => string): HTMLElement[] {
  return namedSlots(slots).flatMap(({ name, spans }) => [
    element("dt", {}, name),
    element("dd", { dir: "auto" }, [...new Set(spans.map(words))].join(", ")),
  ]);
}
