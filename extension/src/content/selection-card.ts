/** The verdict on a selection: every finding in it, or one line that there is none. It never takes the focus. */
import type { Finding } from "../engine-types.ts";
import { say } from "../messages.ts";
import { inWords, kindName, percentSure, tagOf } from "../words.ts";
import { standsOnDark } from "./backdrop.ts";
import { element } from "./element.ts";
import { cutAtCues } from "./findings.ts";
import { kindGlyph } from "./kind-glyph.ts";
import type { Overlay } from "./overlay.ts";
import { shownIn } from "./read.ts";
import css from "./selection-card.css";

const GAP = 8;
const MARGIN = 8;
/** Nobody reads more than these in a card; the popup lists a whole page. */
const MOST = 25;

export interface SelectedFinding {
  /** The text of the finding's block. */
  text: string;
  finding: Finding;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

export class SelectionCard {
  readonly #overlay: Overlay;
  readonly #anchor: () => DOMRect | null;
  readonly #closed: () => void;
  readonly #card = element("div", { class: "card selection", role: "dialog", popover: "manual" });
  readonly #listening = new AbortController();
  #isClosed = false;

  constructor(overlay: Overlay, anchor: () => DOMRect | null, closed: () => void) {
    this.#overlay = overlay;
    this.#anchor = anchor;
    this.#closed = closed;
    this.#card.setAttribute("aria-label", say("selectionTitle"));
    if (!overlay.root.adoptedStyleSheets.includes(sheet)) {
      overlay.root.adoptedStyleSheets = [...overlay.root.adoptedStyleSheets, sheet];
    }
    const { signal } = this.#listening;
    addEventListener("keydown", (event) => event.key === "Escape" && this.close(), { capture: true, signal });
    addEventListener("pointerdown", (event) => this.#holds(event) || this.close(), { capture: true, signal });
    const move = () => this.#place();
    document.addEventListener("scroll", move, { capture: true, passive: true, signal });
    addEventListener("resize", move, { passive: true, signal });
    // A press would take the page's selection away.
    this.#card.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** Shows one line. */
  tell(words: string): void {
    this.#show(say("selectionTitle"), element("p", { class: "message" }, words));
  }

  list(findings: readonly SelectedFinding[]): void {
    const list = element("ol", {}, ...findings.slice(0, MOST).map(describe));
    if (findings.length > MOST)
      list.append(element("li", { class: "rest" }, say("selectionMore", { count: findings.length - MOST })));
    this.#show(say("selectionFound", { count: findings.length }), list);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listening.abort();
    this.#card.remove();
    this.#overlay.root.adoptedStyleSheets = this.#overlay.root.adoptedStyleSheets.filter((other) => other !== sheet);
    this.#closed();
  }

  #show(title: string, body: HTMLElement): void {
    if (this.#isClosed) return;
    const close = element("button", { type: "button", "aria-label": say("cardClose"), title: say("cardClose") });
    close.append(cross());
    close.addEventListener("click", () => this.close());
    // Read out as it comes: the focus stays where the reader has it.
    const verdict = element("div", { class: "verdict", role: "status" });
    this.#card.replaceChildren(element("div", { class: "head" }, element("h2", {}, title), close), verdict);
    const under = getSelection()?.anchorNode;
    const ground = under instanceof Element ? under : (under?.parentElement ?? document.body);
    this.#card.style.colorScheme = standsOnDark(ground, shownIn) ? "dark" : "light";
    this.#overlay.show();
    this.#overlay.root.append(this.#card);
    this.#card.showPopover();
    verdict.append(body);
    this.#place();
  }

  #holds(event: Event): boolean {
    // A closed shadow root tells the page's listeners, and ours, of its host only.
    return event.composedPath().some((at) => at === this.#card || at === this.#overlay.host);
  }

  /** Below the selection, or above where there is no room; at the screen's edge while the selection is out of sight. */
  #place(): void {
    const anchor = this.#anchor() ?? new DOMRect(MARGIN, MARGIN, 0, 0);
    const width = document.documentElement.clientWidth || innerWidth;
    const box = this.#card.getBoundingClientRect();
    const below = anchor.bottom + GAP;
    const above = anchor.top - GAP - box.height;
    const top = below + box.height <= innerHeight - MARGIN || above < MARGIN ? below : above;
    this.#card.style.top = `${Math.max(MARGIN, Math.min(top, innerHeight - box.height - MARGIN))}px`;
    this.#card.style.left = `${Math.max(MARGIN, Math.min(anchor.left, width - box.width - MARGIN))}px`;
  }
}

function describe({ text, finding }: SelectedFinding): HTMLElement {
  const quote = element("blockquote", { dir: "auto" });
  for (const piece of cutAtCues(text, finding.sentence, finding.cues)) {
    quote.append(piece.isCue ? element("strong", {}, piece.text) : piece.text);
  }
  return element(
    "li",
    { "data-kind": finding.label },
    element(
      "p",
      { class: "kind" },
      kindGlyph(finding.label),
      element("b", {}, kindName(finding.label)),
      element("span", {}, tagOf(finding.subtype)),
      element("span", { class: "sure" }, `${inWords(finding.confidence)} (${percentSure(finding.confidence)})`),
    ),
    element("p", { class: "message" }, finding.message),
    quote,
  );
}

function cross(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "m3 3 8 8m0-8-8 8");
  svg.append(line);
  return svg;
}
