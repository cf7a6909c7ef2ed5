/** The card that says what a marked sentence does, which words gave it away, and how sure the engine is. */
import { inWords, KIND_NAMES, percent } from "../extension/src/content/findings.ts";
import type { Slots, Span } from "../extension/src/engine-types.ts";
import type { Mark } from "./marks.ts";

/** Long enough to move the pointer from the sentence onto the card. */
const LINGER_MS = 180;
const GAP = 6;

export class Card {
  #shown: readonly Mark[] = [];
  #leaves: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly element: HTMLElement) {
    element.addEventListener("pointerenter", () => this.#stay());
    element.addEventListener("pointerleave", () => this.leave());
  }

  get isOpen(): boolean {
    return this.#shown.length > 0;
  }

  /** Shows the findings of one sentence beside it. */
  show(marks: readonly Mark[]): void {
    this.#stay();
    const [first] = marks;
    if (!first) return;
    if (marks.length !== this.#shown.length || marks.some((mark, index) => mark !== this.#shown[index])) {
      this.#shown = marks;
      this.element.replaceChildren(...marks.map(describe));
    }
    this.element.showPopover();
    this.#place(first.range);
  }

  /** Hides the card in a moment, unless something brings it back. */
  leave(): void {
    if (this.isOpen && this.#leaves === undefined) this.#leaves = setTimeout(() => this.hide(), LINGER_MS);
  }

  hide(): void {
    this.#stay();
    this.#shown = [];
    this.element.hidePopover();
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
  return marks.map(({ finding }) => `${KIND_NAMES[finding.label]}, ${finding.tag}: ${finding.message}`).join(" ");
}

function describe({ finding, text }: Mark): HTMLElement {
  const section = element("section", `card-finding card-${finding.label}`);
  const head = element("p", "card-head");
  head.append(
    element("span", "line-sample"),
    element("strong", "card-kind", KIND_NAMES[finding.label]),
    element("span", "card-tag", finding.tag),
    element("span", "card-sure", `${inWords(finding.confidence)}, ${percent(finding.confidence)}`),
  );
  section.append(head, element("p", "card-message", finding.message));

  // Finding offsets are of the block; those of the sentence's words need the sentence's own start taken off.
  const words = ([from, to]: Span) => text.slice(from - finding.sentence[0], to - finding.sentence[0]);
  const given = element("p", "card-cues", finding.cues.length > 1 ? "Words that gave it away: " : "Given away by: ");
  finding.cues.forEach((cue, index) => {
    if (index > 0) given.append(" · ");
    given.append(element("b", "card-cue", words(cue)));
  });
  section.append(given);
  if (finding.slots) {
    const slots = slotRows(finding.slots, words);
    if (slots.length > 0) {
      const list = element("dl", "card-slots");
      for (const [name, value] of slots) list.append(element("dt", "", name), element("dd", "", value));
      section.append(list);
    }
  }
  return section;
}

function slotRows(slots: Slots, words: (span: Span) => string): [string, string][] {
  const rows: [string, Span[]][] = [
    ["Instrument", slots.instruments],
    ["Entry", slots.entry ? [slots.entry] : []],
    ["Target", slots.targets],
    ["Stop", slots.stop ? [slots.stop] : []],
    ["Leverage", slots.leverage ? [slots.leverage] : []],
  ];
  return rows.filter(([, spans]) => spans.length > 0).map(([name, spans]) => [name, spans.map(words).join(", ")]);
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
