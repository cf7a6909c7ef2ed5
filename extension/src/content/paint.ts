/**
 * Paints findings as CSS Custom Highlights: the page's nodes stay as they are, only the browser's own registry knows.
 *
 * Where findings overlap, a call weighs more than speculation, speculation more than a disclaimer. The weightier mark lies
 * on top; the other goes on beneath it under a name of its own, whose line runs lower, so both can be seen.
 */
import { FLASH, markName } from "../design/look.ts";
import type { Label } from "../engine-types.ts";
import { standsOnDark } from "./backdrop.ts";
import type { Marked, MarkedFinding } from "./findings.ts";
import { shownIn } from "./read.ts";
import type { Stretch } from "./text-map.ts";

const FLASH_MS = 1600;
const WEIGHT: Record<Label, number> = { disclaimer: 1, speculation: 2, call: 3 };

interface Painted {
  name: string;
  range: StaticRange;
}

/** A part of a passage, in UTF-16 offsets of its text, end exclusive. */
interface Part {
  start: number;
  end: number;
}

export class Painter {
  readonly #highlights = new Map<string, Highlight>();
  // Iterating a `Highlight` throws in Firefox's content scripts, so what was painted is kept here.
  readonly #painted = new Map<Marked, Painted[]>();
  #grounds: Map<Element, boolean> | null = null;
  #flashEnds: ReturnType<typeof setTimeout> | undefined;

  /** Paints findings of a passage, in place of what was painted for it. Their words must stand where they were read. */
  paint(marked: Marked, findings: readonly MarkedFinding[]): void {
    this.erase(marked);
    if (findings.length === 0) return;
    const painted: Painted[] = [];
    for (const finding of findings) {
      const kind = finding.label;
      const isReported = finding.holder === "reported" && kind !== "disclaimer";
      for (const { start, end, isUnder } of partsOf(finding, findings)) {
        for (const ground of this.#groundsOf(marked, start, end)) {
          const name = markName({ kind, isReported, isUnder, isOnDark: ground.isDark });
          for (const stretch of marked.map.stretches(ground.start, ground.end)) {
            const range = new StaticRange(stretch);
            this.#highlight(name, WEIGHT[kind]).add(range);
            painted.push({ name, range });
          }
        }
      }
    }
    this.#painted.set(marked, painted);
  }

  erase(marked: Marked): void {
    for (const { name, range } of this.#painted.get(marked) ?? []) {
      const highlight = this.#highlights.get(name);
      highlight?.delete(range);
      if (highlight?.size === 0) {
        this.#highlights.delete(name);
        CSS.highlights.delete(name);
      }
    }
    this.#painted.delete(marked);
  }

  /** Draws the eye to a sentence for a moment. */
  flash(stretches: Stretch[]): void {
    clearTimeout(this.#flashEnds);
    const highlight = new Highlight(...stretches.map((stretch) => new StaticRange(stretch)));
    highlight.priority = 9;
    CSS.highlights.set(FLASH, highlight);
    this.#flashEnds = setTimeout(() => CSS.highlights.delete(FLASH), FLASH_MS);
  }

  destroy(): void {
    clearTimeout(this.#flashEnds);
    for (const [name, highlight] of this.#highlights) {
      // After an update the script that came after us may paint under this name already.
      if (CSS.highlights.get(name) === highlight) CSS.highlights.delete(name);
    }
    CSS.highlights.delete(FLASH);
    this.#highlights.clear();
    this.#painted.clear();
  }

  #highlight(name: string, priority: number): Highlight {
    let highlight = this.#highlights.get(name);
    if (highlight === undefined) {
      highlight = new Highlight();
      highlight.priority = priority;
      this.#highlights.set(name, highlight);
      CSS.highlights.set(name, highlight);
    }
    return highlight;
  }

  /** Cuts a part where the ground turns from light to dark or back: words may stand on a ground of their own. */
  #groundsOf({ map }: Marked, start: number, end: number): (Part & { isDark: boolean })[] {
    const parts: (Part & { isDark: boolean })[] = [];
    for (const run of map.runs) {
      if (run.at + run.length <= start) continue;
      if (run.at >= end) break;
      const isDark = this.#isOnDark(shownIn(run.node));
      const last = parts.at(-1);
      const to = Math.min(end, run.at + run.length);
      if (last?.isDark === isDark) last.end = to;
      else parts.push({ start: Math.max(start, run.at), end: to, isDark });
    }
    return parts;
  }

  /** Grounds are remembered until this task ends: hundreds of passages stand in the same elements. */
  #isOnDark(element: Element | null): boolean {
    if (element === null) return false;
    if (this.#grounds === null) {
      this.#grounds = new Map();
      queueMicrotask(() => {
        this.#grounds = null;
      });
    }
    let isDark = this.#grounds.get(element);
    if (isDark === undefined) {
      isDark = standsOnDark(element, shownIn);
      this.#grounds.set(element, isDark);
    }
    return isDark;
  }
}

/** The parts of a finding's sentence on which a weightier one lies, and those where none does. */
export function partsOf(
  { label, sentence: [start, end] }: MarkedFinding,
  all: readonly MarkedFinding[],
): (Part & { isUnder: boolean })[] {
  const above = all
    .filter((other) => WEIGHT[other.label] > WEIGHT[label])
    .map(({ sentence }) => sentence)
    .sort((a, b) => a[0] - b[0]);
  const parts: (Part & { isUnder: boolean })[] = [];
  const add = (from: number, to: number, isUnder: boolean) => {
    if (to > from) parts.push({ start: from, end: to, isUnder });
  };
  let at = start;
  for (const [first, last] of above) {
    const from = Math.max(at, first);
    const to = Math.min(end, last);
    if (to <= from) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, end, false);
  return parts;
}
