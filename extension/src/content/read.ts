/**
 * Reads the page: walks the tree a person sees and gathers the text of each block-level element.
 *
 * The walk keeps its own stack, so it can stop after any node and go on in a later slice, however deep the page is nested.
 */
import type { Role } from "../engine-types.ts";
import { enter, isBoxed, isNoteMark, OUTSIDE, type Place, settle } from "./place.ts";
import { type Run, TextMap } from "./text-map.ts";

/** One passage: the text of a block-level element, or of the part of it between two inner blocks. */
export interface Passage {
  element: Element;
  map: TextMap;
  text: string;
  role: Role;
}

/** A passage that is still being gathered; its element and role are those around its first words. */
interface Gathering {
  map: TextMap;
  block: Element;
  role: Role;
}

/**
 * How an element stands to the text around it. `inline`: part of it. `block`: ends it. `aside`: out of the flow or floated;
 * the text around it runs on as if it were not there.
 */
type Flow = "inline" | "block" | "aside";

/** What is left out: the element, or it and all that follows. */
export type Skip = "nothing" | "element" | "rest";

/** An element whose children are being walked. */
interface Level {
  /** The block-level element whose passage is being gathered. */
  block: Element;
  place: Place;
  next: Node | null;
  /** What a slot shows stands elsewhere in the tree: a list instead of siblings. */
  slotted: Node[] | null;
  endsPassage: boolean;
  /** What an aside interrupted, to be gone on with after it. */
  around: Gathering | null;
  /** No range may lead out of it: it holds nodes of another tree. */
  isOtherTree: boolean;
}

const INLINE = new Set(["inline", "contents", "ruby", "ruby-base", "ruby-text", "math"]);
/** Boxes that stand in a line: words that must not break, and columns side by side. */
const INLINE_BOX = new Set(["inline-block", "inline-flex", "inline-grid"]);
const PHRASING = new Set(
  (
    "a abbr b bdi bdo big button cite code data dfn em font i ins kbd label mark output q small samp slot span strong " +
    "sub sup time tt u var"
  ).split(" "),
);
const BLANK_LINE = /\n[ \t]*\n/g;
/** A line at least this long was wrapped by hand: its break is no end of a sentence. */
const WRAPPED_LINE = 50;
/** Letters that are farther apart than this share of their height have a space between them. */
const SPACE_WIDTH = 0.16;
const LOWER_BEGINS = /^\s*\p{Ll}/u;
const WORD_BEGINS = /^[\p{L}\p{N}$€£]/u;
const WORD_ENDS = /[\p{L}\p{N}%]$/u;

export class Reader {
  readonly #levels: Level[] = [];
  readonly #skip: (element: Element) => Skip;
  #now: Gathering;
  readonly #ready: Passage[] = [];
  /** Whether anything was left out by `skip`. */
  hasSkipped = false;
  /** Open shadow roots met on the way. */
  readonly shadowRoots: ShadowRoot[] = [];
  /** Elements that were not read, or whose text is invisible. */
  readonly leftOut: Element[] = [];

  /** Reads `root` and what is under it, less the block-level elements that `skip` leaves out. */
  constructor(root: Element, skip: (element: Element) => Skip = () => "nothing") {
    this.#skip = skip;
    this.#now = begin(root);
    const around = placeAround(root);
    if (around !== null) this.#descend(root, around, root);
  }

  get isDone(): boolean {
    return this.#levels.length === 0 && this.#ready.length === 0;
  }

  /** The next passage; `null` if `pause` asked to stop first, or at the end. */
  next(pause: () => boolean): Passage | null {
    for (;;) {
      const ready = this.#ready.shift();
      if (ready) return ready;
      const level = this.#levels.at(-1);
      if (level === undefined) return null;
      if (pause()) return null;
      this.#step(level);
    }
  }

  #step(level: Level): void {
    const node = level.slotted ? (level.slotted.shift() ?? null) : level.next;
    if (node === null) {
      this.#levels.pop();
      this.#leave(level);
      return;
    }
    if (!level.slotted) level.next = node.nextSibling;
    // A CDATA section is text, too.
    if (node instanceof Text) this.#take(node, level);
    else if (node.nodeType === Node.ELEMENT_NODE) this.#descend(node as Element, level.place, level.block);
  }

  #leave({ endsPassage, around, isOtherTree }: Level): void {
    if (endsPassage) this.#endPassage();
    if (around !== null) this.#now = around;
    if (around !== null || isOtherTree) this.#now.map.setApart();
  }

  #take(node: Text, { place, block }: Level): void {
    if (place.hidden) {
      this.#now.map.setApart();
      return;
    }
    if (this.#now.map.isEmpty) this.#now = begin(block, place.role);
    const data = place.whiteSpace === "collapse" ? node.data : unwrapped(node.data);
    this.#join(node, data);
    const before = this.#now.map.text.length;
    let from = 0;
    if (place.whiteSpace !== "collapse") {
      // In text whose line breaks count, a blank line parts two paragraphs.
      for (const blank of data.matchAll(BLANK_LINE)) {
        this.#now.map.append(node, place.whiteSpace, from, blank.index, data);
        this.#endPassage();
        this.#now = begin(block, place.role);
        from = blank.index + blank[0].length;
      }
    }
    const { map } = this.#now;
    map.append(node, place.whiteSpace, from, data.length, data);
    if (place.link) map.linked += Math.max(0, map.text.length - before);
  }

  /** Lines that were broken by hand go on; words that touch in the tree may stand apart on the page. */
  #join(node: Text, data: string): void {
    const { map } = this.#now;
    const last = map.runs.at(-1);
    if (last === undefined || last.node === node) return;
    if (LOWER_BEGINS.test(data)) map.joinFullLine(WRAPPED_LINE);
    if (WORD_BEGINS.test(data) && WORD_ENDS.test(map.text) && standApart(last, node)) map.space();
  }

  #descend(element: Element, around: Place, block: Element): void {
    const style = getComputedStyle(element);
    const { localName } = element;
    if (localName === "br") {
      if (style.display !== "none") this.#breakLine();
      return;
    }
    if (localName === "wbr") return;
    const flow = flowOf(element, style);
    const place = localName === "sup" && isNoteMark(element, this.#now.map.text) ? null : enter(around, element, style);
    if (place === null || (place.hidden && !around.hidden)) this.leftOut.push(element);
    if (place === null) {
      if (flow === "block" && style.display !== "none") this.#endPassage();
      else this.#now.map.setApart();
      return;
    }
    const skipped = flow === "inline" ? "nothing" : this.#skip(element);
    if (skipped !== "nothing") {
      this.hasSkipped = true;
      if (flow === "block" || skipped === "rest") this.#endPassage();
      if (skipped === "rest") this.#levels.length = 0;
      return;
    }
    const isControl =
      flow === "inline" && place.role === "ui" && around.role !== "ui" && this.#isControl(element, style);
    const level: Level = {
      block: flow === "inline" && !isControl ? block : element,
      place,
      next: element.firstChild,
      slotted: null,
      endsPassage: flow !== "inline" || isControl,
      around: null,
      isOtherTree: false,
    };
    if (flow === "aside" && !this.#now.map.isEmpty) {
      level.around = this.#now;
      this.#now = begin(element);
    } else if (level.endsPassage) {
      this.#endPassage();
    }
    if (localName === "a") this.#now.map.links += 1;
    this.#enterTree(element, level);
    this.#levels.push(level);
  }

  /** Goes where the children that show come from. */
  #enterTree(element: Element, level: Level): void {
    const shadow = element.shadowRoot;
    if (shadow !== null) {
      this.shadowRoots.push(shadow);
      this.#now.map.setApart();
      level.next = shadow.firstChild;
      level.isOtherTree = true;
    } else if (element instanceof HTMLSlotElement) {
      const assigned = element.assignedNodes();
      if (assigned.length === 0) return;
      this.#now.map.setApart();
      level.slotted = assigned;
      level.isOtherTree = true;
    } else if (element instanceof HTMLDetailsElement && !element.open) {
      const summary = summaryOf(element);
      level.slotted = summary === null ? [] : [summary];
      for (const child of element.children) if (child !== summary) this.leftOut.push(child);
    }
  }

  /** A button or the like, and not one that is worded and styled as a part of the sentence around it. */
  #isControl(element: Element, style: CSSStyleDeclaration): boolean {
    if (!isBoxed(style)) return false;
    const isInSentence = /[\p{L}\p{N},;:]\s*$/u.test(this.#now.map.text);
    return !(isInSentence && /^\s*[\p{Ll},;:.]/u.test(element.nextSibling?.nodeValue ?? ""));
  }

  /** Two breaks in a row part paragraphs. */
  #breakLine(): void {
    if (this.#now.map.endsInBreak()) this.#endPassage();
    else this.#now.map.breakLine();
  }

  #endPassage(): void {
    const { map, block, role } = this.#now;
    if (map.isEmpty) return;
    this.#now = begin(block);
    map.close();
    const text = map.text;
    if (!/\p{L}/u.test(text)) return;
    this.#ready.push({ element: block, map, text, role: settle(role, map) });
  }
}

function begin(block: Element, role: Role = "unknown"): Gathering {
  return { map: new TextMap(), block, role };
}

/** Breaks of lines wrapped by hand become spaces; the length stays, so offsets hold. */
function unwrapped(text: string): string {
  return text.replace(/\n(?=[ \t]*\p{Ll})/gu, (_, at: number) =>
    at - (text.lastIndexOf("\n", at - 1) + 1) >= WRAPPED_LINE ? " " : "\n",
  );
}

/** Whether the page shows a space, or the end of a line, between what was read last and the first letter of `next`. */
function standApart(last: Run, next: Text): boolean {
  const { float, writingMode } = styleAround(last.node);
  // A drop cap belongs to its word, however wide its margin.
  if (float !== "none" || writingMode !== "horizontal-tb") return false;
  const a = boxOf(last.node, last.from + last.length - 1);
  const b = boxOf(next, 0);
  if (a.width === 0 || b.width === 0) return false;
  if (b.top >= a.bottom || b.bottom <= a.top) return true;
  return Math.max(b.left - a.right, a.left - b.right) > SPACE_WIDTH * Math.max(a.height, b.height);
}

function styleAround(node: Text): CSSStyleDeclaration {
  return getComputedStyle(node.parentElement ?? document.documentElement);
}

function boxOf(node: Text, at: number): DOMRect {
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + 1);
  return range.getBoundingClientRect();
}

function flowOf(element: Element, { display, float, position }: CSSStyleDeclaration): Flow {
  if (position === "absolute" || position === "fixed") return "aside";
  if (float !== "none") return isDropCap(element) ? "inline" : "aside";
  if (INLINE.has(display)) return "inline";
  if (INLINE_BOX.has(display) && (PHRASING.has(element.localName) || isWord(element))) return "inline";
  return "block";
}

/** A floated letter or two belong to the word they begin. */
function isDropCap(element: Element): boolean {
  return (
    element.childElementCount === 0 &&
    (element.textContent ?? "").trim().length <= 2 &&
    element.nextSibling?.nodeType === Node.TEXT_NODE
  );
}

/** Headings that move in word by word have each word in a box of its own. */
function isWord(element: Element): boolean {
  return element.childElementCount <= 30 && /^\S{1,30}$/.test((element.textContent ?? "").trim());
}

function summaryOf(details: Element): Element | null {
  for (const child of details.children) if (child.localName === "summary") return child;
  return null;
}

/** The element that shows `node`'s parent on the page: through slots and out of shadow roots. */
export function shownIn(node: Node): Element | null {
  const slot = node instanceof Element || node instanceof Text ? node.assignedSlot : null;
  if (slot) return slot;
  const parent = node.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent instanceof Element ? parent : null;
}

/** The place that `element` stands in; `null` if nothing is read there. */
function placeAround(element: Element): Place | null {
  const path = [element];
  for (let at = shownIn(element); at !== null; at = shownIn(at)) path.push(at);
  let place: Place | null = OUTSIDE;
  for (let i = path.length - 1; i > 0; i--) {
    const [ancestor, inner] = [path[i], path[i - 1]];
    if (ancestor === undefined || ancestor === document.documentElement) continue;
    if (ancestor instanceof HTMLDetailsElement && !ancestor.open && inner !== summaryOf(ancestor)) return null;
    place = enter(place, ancestor, getComputedStyle(ancestor));
    if (place === null) return null;
  }
  return place;
}

/** The nearest block-level element at or around a node: what has to be read again when the node changes. */
export function blockAround(node: Node): Element | null {
  let at: Element | null = node instanceof Element ? node : node instanceof ShadowRoot ? node.host : shownIn(node);
  while (at !== null && at !== document.body && flowOf(at, getComputedStyle(at)) === "inline") at = shownIn(at);
  return at;
}
