/**
 * Reads the page: walks the tree a person sees and gathers the text of each block-level element.
 *
 * The walk keeps its own stack, so it can stop after any node and go on in a later slice, however deep the page is nested.
 */
import type { Role } from "../engine-types.ts";
import { enter, OUTSIDE, type Place, settle } from "./place.ts";
import { TextMap } from "./text-map.ts";

/** One passage: the text of a block-level element, or of the part of it between two inner blocks. */
export interface Passage {
  element: Element;
  map: TextMap;
  text: string;
  role: Role;
}

interface Level {
  /** The block-level element whose passage is being gathered. */
  block: Element;
  place: Place;
  next: Node | null;
  /** What a slot shows stands elsewhere in the tree: a list instead of siblings. */
  slotted: Node[] | null;
  ends: "passage" | "nothing";
  /** Holds nodes of another tree: no range may lead out of it. */
  isOtherTree: boolean;
}

const INLINE = new Set(["inline", "inline-block", "inline-flex", "inline-grid", "contents", "ruby", "ruby-base"]);
const BLANK_LINE = /\n[ \t]*\n/g;
/** A line at least this long was wrapped by hand: its break is no end of a sentence. */
const WRAPPED_LINE = 50;

export class Reader {
  readonly #levels: Level[] = [];
  readonly #skip: (element: Element) => boolean;
  #map = new TextMap();
  #block: Element;
  #role: Role = "unknown";
  readonly #ready: Passage[] = [];
  /** Open shadow roots met on the way. */
  readonly shadowRoots: ShadowRoot[] = [];

  /** Reads `root` and what is under it; block-level elements for which `skip` holds are left out. */
  constructor(root: Element, skip: (element: Element) => boolean = () => false) {
    this.#skip = skip;
    this.#block = root;
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
      if (level.ends === "passage") this.#endPassage();
      else if (level.isOtherTree) this.#map.setApart();
      return;
    }
    if (!level.slotted) level.next = node.nextSibling;
    if (node.nodeType === Node.TEXT_NODE) this.#take(node as Text, level);
    else if (node.nodeType === Node.ELEMENT_NODE) this.#descend(node as Element, level.place, level.block);
  }

  #take(node: Text, { place, block }: Level): void {
    if (place.hidden) {
      this.#map.setApart();
      return;
    }
    if (this.#map.isEmpty) {
      this.#block = block;
      this.#role = place.role;
    }
    const data = place.whiteSpace === "collapse" ? node.data : unwrapped(node.data);
    const before = this.#map.text.length;
    if (place.whiteSpace === "collapse") {
      this.#map.append(node, "collapse", 0, data.length, data);
    } else {
      // In text whose line breaks count, a blank line parts two paragraphs.
      let from = 0;
      for (const blank of data.matchAll(BLANK_LINE)) {
        this.#map.append(node, place.whiteSpace, from, blank.index, data);
        this.#endPassage();
        this.#block = block;
        this.#role = place.role;
        from = blank.index + blank[0].length;
      }
      this.#map.append(node, place.whiteSpace, from, data.length, data);
    }
    if (place.link) this.#map.linked += Math.max(0, this.#map.text.length - before);
  }

  #descend(element: Element, around: Place, block: Element): void {
    if (element.tagName === "BR") {
      // Two in a row part paragraphs.
      if (this.#map.endsInBreak()) this.#endPassage();
      else this.#map.breakLine();
      return;
    }
    if (element.tagName === "WBR") return;
    const style = getComputedStyle(element);
    const place = enter(around, element, style);
    if (place === null) {
      if (isInline(element, style) || isOutOfFlow(style)) this.#map.setApart();
      else this.#endPassage();
      return;
    }
    const inline = isInline(element, style);
    if (!inline) {
      this.#endPassage();
      if (this.#skip(element)) return;
    }
    const level: Level = {
      block: inline ? block : element,
      place,
      next: element.firstChild,
      slotted: null,
      ends: inline ? "nothing" : "passage",
      isOtherTree: false,
    };
    const shadow = element.shadowRoot;
    if (shadow !== null) {
      this.shadowRoots.push(shadow);
      this.#map.setApart();
      level.next = shadow.firstChild;
      level.isOtherTree = true;
    } else if (element.tagName === "SLOT") {
      const assigned = (element as HTMLSlotElement).assignedNodes();
      if (assigned.length > 0) {
        this.#map.setApart();
        level.slotted = assigned;
        level.isOtherTree = true;
      }
    } else if (element.tagName === "DETAILS" && !(element as HTMLDetailsElement).open) {
      level.slotted = [...element.children].filter((child) => child.tagName === "SUMMARY").slice(0, 1);
    }
    this.#levels.push(level);
  }

  #endPassage(): void {
    const map = this.#map;
    this.#map = new TextMap();
    if (map.isEmpty) return;
    map.close();
    const text = map.text;
    if (!/\p{L}/u.test(text)) return;
    this.#ready.push({ element: this.#block, map, text, role: settle(this.#role, text, map.linked) });
  }
}

/** Breaks of lines wrapped by hand become spaces; the length stays, so offsets hold. */
function unwrapped(text: string): string {
  return text.replace(/\n(?=[ \t]*\p{Ll})/gu, (_, at: number) =>
    at - (text.lastIndexOf("\n", at - 1) + 1) >= WRAPPED_LINE ? " " : "\n",
  );
}

/** A floated letter or two is a drop cap: it belongs to the word it begins. */
function isInline(element: Element, style: CSSStyleDeclaration): boolean {
  if (INLINE.has(style.display)) return true;
  return (
    style.float !== "none" &&
    element.childElementCount === 0 &&
    (element.textContent ?? "").trim().length <= 2 &&
    element.nextSibling?.nodeType === Node.TEXT_NODE
  );
}

/** The text around it runs on as if it were not there. */
function isOutOfFlow({ display, position }: CSSStyleDeclaration): boolean {
  return display === "none" || position === "absolute" || position === "fixed";
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
  const above: Element[] = [];
  for (let at = shownIn(element); at !== null; at = shownIn(at)) above.push(at);
  let place: Place | null = OUTSIDE;
  for (const ancestor of above.reverse()) {
    if (ancestor === document.documentElement) continue;
    if (ancestor.tagName === "DETAILS" && !(ancestor as HTMLDetailsElement).open && !element.closest("summary"))
      return null;
    place = enter(place, ancestor, getComputedStyle(ancestor));
    if (place === null) return null;
  }
  return place;
}

/** The nearest block-level element at or around a node: what has to be read again when the node changes. */
export function blockAround(node: Node): Element | null {
  let at: Element | null = node instanceof Element ? node : node instanceof ShadowRoot ? node.host : shownIn(node);
  while (at !== null && at !== document.body && isInline(at, getComputedStyle(at))) at = shownIn(at);
  return at;
}
