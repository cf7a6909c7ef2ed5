/** Paints findings as CSS Custom Highlights: the page's nodes stay as they are, only the browser's own registry knows. */
import type { Label } from "../engine-types.ts";
import { standsOnDark } from "./backdrop.ts";
import type { Marked, MarkedFinding } from "./findings.ts";
import { adoptMarks } from "./quirks/firefox.ts";
import { shownIn } from "./read.ts";
import type { Stretch } from "./text-map.ts";

const PREFIX = "saltgrain-";
const FLASH = `${PREFIX}flash`;
const FLASH_MS = 1600;
/** Where marks overlap, the one a reader must not miss lies on top. */
const PRIORITY: Record<Label, number> = { disclaimer: 1, speculation: 2, call: 3 };

interface Painted {
  name: string;
  range: StaticRange;
}

export class Painter {
  readonly #highlights = new Map<string, Highlight>();
  // Iterating a `Highlight` throws in Firefox's content scripts, so what was painted is kept here.
  readonly #painted = new Map<Marked, Painted[]>();
  #flashEnds: ReturnType<typeof setTimeout> | undefined;

  get isEmpty(): boolean {
    return this.#painted.size === 0;
  }

  /** Paints a passage's findings, in place of what was painted for it. A finding whose words have changed is left out. */
  paint(marked: Marked): void {
    this.erase(marked);
    const findings = marked.findings.filter(({ sentence }) => marked.map.isIntact(...sentence));
    if (findings.length === 0) return;
    const onDark = standsOnDark(marked.element, shownIn);
    const painted: Painted[] = [];
    for (const finding of findings) {
      const name = nameOf(finding, onDark);
      for (const stretch of marked.map.stretches(...finding.sentence)) {
        const range = new StaticRange(stretch);
        this.#highlight(name, PRIORITY[finding.label]).add(range);
        painted.push({ name, range });
      }
    }
    this.#painted.set(marked, painted);
    const root = marked.element.getRootNode();
    if (root instanceof ShadowRoot) adoptMarks(root);
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

  /** Paints everything again: the ground may have turned dark. */
  repaint(): void {
    for (const marked of [...this.#painted.keys()]) this.paint(marked);
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
    for (const name of this.#highlights.keys()) CSS.highlights.delete(name);
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
}

function nameOf({ label, holder }: MarkedFinding, onDark: boolean): string {
  const quiet = holder === "reported" && label !== "disclaimer" ? "-reported" : "";
  return `${PREFIX}${label}${quiet}${onDark ? "-on-dark" : ""}`;
}
