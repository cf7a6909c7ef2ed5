/**
 * The strip at the page's edge: where on the page the marks lie, as beside an editor's scroll bar. It is for the eye and the
 * pointer; the list in the popup says the same in words. Off, it costs nothing.
 */
import type { Label } from "../engine-types.ts";
import { list, say } from "../messages.ts";
import { kindName } from "../words.ts";
import { standsOnDark } from "./backdrop.ts";
import { element } from "./element.ts";
import { KINDS, type Marked, type MarkedFinding } from "./findings.ts";
import type { Overlay } from "./overlay.ts";
import { shownIn } from "./read.ts";
import type { Shown } from "./shown.ts";
import css from "./strip.css";

/** Marks nearer to each other than this are one tick, in px. */
const ROW = 6;
/** How often all marks are measured anew on a page that keeps moving, in ms. */
const MEASURE_MS = 200;

interface Placed {
  marked: Marked;
  finding: MarkedFinding;
  /** 0 at the top of the document, 1 at its end. */
  at: number;
}

/** The marks of one row; the weightiest kind is drawn. */
interface Tick {
  root: HTMLElement;
  kind: Label;
  marks: readonly Placed[];
}

export class Strip {
  readonly #overlay: Overlay;
  readonly #shown: Shown;
  readonly #show: (marked: Marked, finding: MarkedFinding) => void;
  readonly #root = element("div", { class: "strip", "aria-hidden": "true" });
  readonly #told = element("div", { class: "told" });
  readonly #ticks = new Map<number, Tick>();
  /** What was measured since the page last moved. */
  readonly #placed = new Map<Marked, Placed[]>();
  #isOn = false;
  #hasSheet = false;
  #frame = 0;
  #later: ReturnType<typeof setTimeout> | undefined;
  /** When all marks were last measured, in ms of the page's clock. */
  #measuredAt = Number.NEGATIVE_INFINITY;
  #wholeHeight = 0;
  /** The finding that a click led to last: the next click on its tick leads on. */
  #last: MarkedFinding | null = null;

  constructor(overlay: Overlay, shown: Shown, show: (marked: Marked, finding: MarkedFinding) => void) {
    this.#overlay = overlay;
    this.#shown = shown;
    this.#show = show;
    // A press on the strip leaves the page's focus and selection alone.
    this.#root.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** Only the page itself has an edge; a frame within it has none. */
  set isOn(wanted: boolean) {
    const isOn = wanted && window.parent === window;
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    if (!isOn) {
      this.destroy();
      return;
    }
    const { root } = this.#overlay;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    if (!this.#hasSheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.#hasSheet = true;
    root.prepend(this.#root);
    this.#draw();
  }

  /** Other findings of a passage are shown now. */
  update(marked: Marked): void {
    if (!this.#isOn) return;
    this.#placed.delete(marked);
    this.#draw();
  }

  /** The page was laid out anew: everything may stand elsewhere. */
  moved(): void {
    if (!this.#isOn || this.#later !== undefined) return;
    const wait = Math.max(0, this.#measuredAt + MEASURE_MS - performance.now());
    this.#later = setTimeout(() => {
      this.#later = undefined;
      this.#measuredAt = performance.now();
      this.#placed.clear();
      this.#draw();
    }, wait);
  }

  /** Pages grow while they are scrolled; nothing else of the strip hangs on the scrolling. */
  scrolled(): void {
    if (this.#isOn && heightOfPage() !== this.#wholeHeight) this.moved();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#placed.clear();
    this.#ticks.clear();
    this.#root.replaceChildren();
    this.#root.remove();
  }

  #draw(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawNow();
    });
  }

  /** All measuring before all writing: one layout. */
  #drawNow(): void {
    const body = document.body ?? document.documentElement;
    const isRtl = getComputedStyle(body).direction === "rtl";
    const scheme = standsOnDark(body, shownIn) ? "dark" : "light";
    this.#wholeHeight = heightOfPage();
    const height = this.#root.clientHeight;
    const rows = new Map<number, Placed[]>();
    for (const marked of this.#shown.passages) {
      for (const mark of this.#placesOf(marked, height)) {
        const row = Math.round((mark.at * Math.max(0, height - ROW)) / ROW);
        const there = rows.get(row);
        if (there) there.push(mark);
        else rows.set(row, [mark]);
      }
    }
    this.#root.dir = isRtl ? "rtl" : "ltr";
    this.#root.style.colorScheme = scheme;
    for (const [row, { root }] of this.#ticks) {
      if (rows.has(row)) continue;
      // Nobody points at it any more, and no event tells so.
      if (root.matches(":hover")) this.#told.remove();
      root.remove();
      this.#ticks.delete(row);
    }
    for (const [row, marks] of rows) this.#put(row, marks);
  }

  #put(row: number, marks: readonly Placed[]): void {
    const kind = KINDS.find((kind) => marks.some(({ finding }) => finding.label === kind)) ?? "disclaimer";
    const known = this.#ticks.get(row);
    const root = known?.root ?? this.#tick(row);
    root.className = `tick ${kind}`;
    this.#ticks.set(row, { root, kind, marks });
  }

  #tick(row: number): HTMLElement {
    const root = element("div");
    root.style.top = `${row * ROW}px`;
    root.addEventListener("click", () => this.#go(row));
    root.addEventListener("pointerenter", () => this.#tell(row));
    root.addEventListener("pointerleave", () => this.#told.remove());
    this.#root.append(root);
    return root;
  }

  /** To the first mark of the kind that is drawn; a second click leads to the next of the row. */
  #go(row: number): void {
    const tick = this.#ticks.get(row);
    if (tick === undefined) return;
    const marks = KINDS.flatMap((kind) => tick.marks.filter(({ finding }) => finding.label === kind));
    const next = marks[(marks.findIndex(({ finding }) => finding === this.#last) + 1) % marks.length];
    if (next === undefined) return;
    this.#last = next.finding;
    this.#show(next.marked, next.finding);
  }

  /** Kind and count, beside the tick. */
  #tell(row: number): void {
    const marks = this.#ticks.get(row)?.marks ?? [];
    const parts = KINDS.flatMap((kind) => {
      const count = marks.filter(({ finding }) => finding.label === kind).length;
      return count > 0 ? [say("badgeKind", { kind: kindName(kind), count })] : [];
    });
    this.#told.textContent = list(parts);
    this.#told.dir = say("direction");
    // Whole in the window at both ends.
    const share = (row * ROW) / Math.max(1, this.#root.clientHeight);
    this.#told.style.top = `${row * ROW}px`;
    this.#told.style.translate = `0 ${-100 * share}%`;
    this.#root.append(this.#told);
  }

  #placesOf(marked: Marked, height: number): Placed[] {
    let placed = this.#placed.get(marked);
    if (placed === undefined) {
      placed = placesOf(marked, this.#shown.findings(marked), this.#wholeHeight, height);
      this.#placed.set(marked, placed);
    }
    return placed;
  }
}

/** A passage that takes one row is measured as a whole; in a longer one each sentence is. */
function placesOf(marked: Marked, findings: readonly MarkedFinding[], whole: number, height: number): Placed[] {
  if (findings.length === 0) return [];
  const box = marked.element.getBoundingClientRect();
  const isLong = (box.height / Math.max(1, whole)) * height > ROW;
  return findings
    .filter(({ continues }) => !continues)
    .map((finding) => {
      const { top, bottom } = (isLong ? boxOf(marked, finding) : null) ?? box;
      const at = ((top + bottom) / 2 + scrollY) / Math.max(1, whole);
      return { marked, finding, at: Math.min(1, Math.max(0, at)) };
    });
}

function boxOf({ map }: Marked, { sentence }: MarkedFinding): DOMRect | null {
  const [stretch] = map.stretches(...sentence);
  if (stretch === undefined) return null;
  const { startContainer, startOffset, endContainer, endOffset } = stretch;
  if (startOffset > startContainer.length || endOffset > endContainer.length) return null;
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  return range.getBoundingClientRect();
}

function heightOfPage(): number {
  return (document.scrollingElement ?? document.documentElement).scrollHeight;
}
