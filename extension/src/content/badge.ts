/**
 * Badges: one small pill for each passage that holds marks, at its end or in the margin beside it. Only those near the
 * viewport exist. A badge never covers text: where there is no room it is drawn only while it has the keyboard's focus.
 */
import type { Label } from "../engine-types.ts";
import { KIND_NAMES, WORDS } from "../words.ts";
import { standsOnDark } from "./backdrop.ts";
import { element } from "./element.ts";
import { KINDS, type Marked } from "./findings.ts";
import { kindGlyph } from "./kind-glyph.ts";
import type { Overlay } from "./overlay.ts";
import { shownIn } from "./read.ts";

/** How far outside the viewport badges already exist, so that scrolling finds them in place. */
const NEARBY = "240px 0px";
const GAP = 6;
const EDGE = 4;

interface Badge {
  button: HTMLButtonElement;
  width: number;
  height: number;
}

interface Placement {
  x: number;
  y: number;
  roomless: boolean;
  covered: boolean;
}

export interface BadgeEvents {
  open(marked: Marked, badge: HTMLElement): void;
  leave(): void;
  step(by: 1 | -1): void;
}

export class Badges {
  readonly #overlay: Overlay;
  readonly #events: BadgeEvents;
  readonly #marked = new Map<Element, Set<Marked>>();
  readonly #near = new Map<Marked, Badge>();
  readonly #nearElements = new Set<Element>();
  readonly #observer: IntersectionObserver;
  #frame = 0;

  constructor(overlay: Overlay, events: BadgeEvents) {
    this.#overlay = overlay;
    this.#events = events;
    this.#observer = new IntersectionObserver((entries) => this.#follow(entries), { rootMargin: NEARBY });
  }

  /** The marked passages of an element. */
  of(element: Element): Iterable<Marked> {
    return this.#marked.get(element) ?? [];
  }

  buttonOf(marked: Marked): HTMLElement | null {
    return this.#near.get(marked)?.button ?? null;
  }

  add(marked: Marked): void {
    const siblings = this.#marked.get(marked.element);
    if (siblings) siblings.add(marked);
    else this.#marked.set(marked.element, new Set([marked]));
    this.#observer.observe(marked.element);
    if (this.#nearElements.has(marked.element)) this.#create(marked);
  }

  delete(marked: Marked): void {
    this.#remove(marked);
    const siblings = this.#marked.get(marked.element);
    siblings?.delete(marked);
    if (siblings?.size === 0) {
      this.#marked.delete(marked.element);
      this.#nearElements.delete(marked.element);
      this.#observer.unobserve(marked.element);
    }
  }

  /** Measures and places every badge in the next frame. */
  placeSoon(): void {
    if (this.#frame !== 0 || this.#near.size === 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#place();
    });
  }

  /** The ground may have turned dark. */
  recolour(): void {
    for (const [marked, { button }] of this.#near) {
      button.style.colorScheme = standsOnDark(marked.element, shownIn) ? "dark" : "light";
    }
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    for (const { button } of this.#near.values()) button.remove();
    this.#near.clear();
    this.#marked.clear();
    this.#nearElements.clear();
  }

  #follow(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const passages = this.#marked.get(target) ?? [];
      if (isIntersecting) {
        this.#nearElements.add(target);
        for (const marked of passages) this.#create(marked);
      } else {
        this.#nearElements.delete(target);
        for (const marked of passages) this.#remove(marked);
      }
    }
  }

  #create(marked: Marked): void {
    if (this.#near.has(marked)) return;
    const counts = KINDS.map((kind) => ({ kind, count: countOf(marked, kind) })).filter(({ count }) => count > 0);
    const button = element("button", { class: "badge", type: "button", "aria-expanded": "false" });
    const names = counts.map(({ kind, count }) => WORDS.kindCount(KIND_NAMES[kind], count)).join(", ");
    button.setAttribute("aria-label", WORDS.badge(names));
    for (const { kind, count } of counts) {
      const part = element("span", { class: "part" });
      part.append(kindGlyph(kind));
      if (count > 1) part.append(String(count));
      button.append(part);
    }
    button.style.colorScheme = standsOnDark(marked.element, shownIn) ? "dark" : "light";
    button.addEventListener("click", () => this.#events.open(marked, button));
    button.addEventListener("focus", () => {
      if (button.matches(":focus-visible")) this.#events.open(marked, button);
    });
    button.addEventListener("blur", () => this.#events.leave());
    button.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse") this.#events.open(marked, button);
    });
    button.addEventListener("keydown", (event) => {
      const by =
        event.key === "ArrowRight" || event.key === "ArrowDown"
          ? 1
          : event.key === "ArrowLeft" || event.key === "ArrowUp"
            ? -1
            : 0;
      if (by === 0) return;
      event.preventDefault();
      this.#events.step(by);
    });
    this.#overlay.show();
    this.#insertInOrder(marked, button);
    this.#near.set(marked, { button, width: button.offsetWidth, height: button.offsetHeight });
    this.placeSoon();
  }

  /** The tab order follows the page. */
  #insertInOrder(marked: Marked, button: HTMLElement): void {
    const start = firstNode(marked);
    let before: HTMLElement | null = null;
    let nearest: Node | null = null;
    for (const [other, badge] of this.#near) {
      const node = firstNode(other);
      if (precedes(start, node) && (nearest === null || precedes(node, nearest))) {
        nearest = node;
        before = badge.button;
      }
    }
    this.#overlay.badges.insertBefore(button, before);
  }

  #remove(marked: Marked): void {
    const badge = this.#near.get(marked);
    if (badge === undefined) return;
    this.#near.delete(marked);
    badge.button.remove();
  }

  #place(): void {
    if (this.#near.size === 0) return;
    this.#overlay.show();
    const origin = this.#overlay.origin();
    // All reading before all writing: one layout, not one a badge.
    const placements = [...this.#near].map(([marked, badge]) => [badge, this.#find(marked, badge)] as const);
    for (const [{ button }, placement] of placements) {
      button.classList.toggle("covered", placement === null || placement.covered);
      if (placement === null) continue;
      button.classList.toggle("roomless", placement.roomless);
      button.style.translate = `${Math.round(placement.x - origin.x)}px ${Math.round(placement.y - origin.y)}px`;
    }
  }

  #find(marked: Marked, { width, height }: Badge): Placement | null {
    const end = lastLine(marked);
    if (end === null) return null;
    const onScreen = end.bottom > 0 && end.top < innerHeight;
    const block = marked.element.getBoundingClientRect();
    const rtl = getComputedStyle(marked.element).direction === "rtl";
    const middle = (end.top + end.bottom - height) / 2;
    const right = document.documentElement.clientWidth - EDGE - width;
    const before = { x: block.left - GAP - width, y: middle };
    const after = { x: block.right + GAP, y: middle };
    const candidates = [
      rtl ? { x: end.left - GAP - width, y: middle } : { x: end.right + GAP, y: middle },
      ...(rtl ? [before, after] : [after, before]),
      { x: Math.min(end.right - width, right), y: end.bottom + 1 },
    ].filter(({ x }) => x >= EDGE && x <= right);
    // Out of sight nothing can be tested; the badge is placed again when it comes into sight.
    const isFree = ({ x, y }: { x: number; y: number }) =>
      y + height / 2 < 0 || y + height / 2 > innerHeight || this.#isFree(marked.element, x, y, width, height);
    const covered = onScreen && !this.#isShown(marked.element, end);
    const place = candidates.find(isFree);
    if (place !== undefined) return { ...place, roomless: false, covered };
    return { x: Math.max(EDGE, Math.min(end.right - width, right)), y: middle, roomless: true, covered };
  }

  /** Whether the passage's last words can be seen: not under a sticky header, nor scrolled out of their box. */
  #isShown(block: Element, end: DOMRect): boolean {
    const hit = this.#elementAt(Math.max(0, end.right - 2), (end.top + end.bottom) / 2);
    return hit === null || encloses(block, hit) || encloses(hit, block);
  }

  /** Whether a badge there would lie on nothing but the ground around its passage. */
  #isFree(block: Element, x: number, y: number, width: number, height: number): boolean {
    const inset = 1;
    for (const [px, py] of [
      [x + 1, y + inset],
      [x + width / 2, y + height / 2],
      [x + width - 1, y + height - inset],
    ] as const) {
      if (px < 0 || py < 0 || px >= innerWidth || py >= innerHeight) continue;
      const hit = this.#elementAt(px, py);
      if (hit === null || !(hit === block || encloses(hit, block)) || isTextAt(px, py)) return false;
    }
    return true;
  }

  #elementAt(x: number, y: number): Element | null {
    return document.elementsFromPoint(x, y).find((hit) => hit !== this.#overlay.host) ?? null;
  }
}

function countOf(marked: Marked, kind: Label): number {
  return marked.findings.filter(({ label }) => label === kind).length;
}

function firstNode(marked: Marked): Node {
  return marked.map.runs[0]?.node ?? marked.element;
}

function precedes(a: Node, b: Node): boolean {
  return (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

/** `outer` holds `inner`, looking out of shadow roots. */
function encloses(outer: Element, inner: Element): boolean {
  for (let at: Element | null = inner; at !== null; at = shownIn(at)) {
    if (at === outer) return true;
  }
  return false;
}

/** How far back the last line is looked for. */
const LINE_CHARS = 240;

/** The box of the passage's last line. With writing in both directions its last character may stand anywhere in it. */
function lastLine({ map, text }: Marked): DOMRect | null {
  const boxes = map.stretches(Math.max(0, text.length - LINE_CHARS), text.length).flatMap((stretch) => {
    const { startContainer, startOffset, endContainer, endOffset } = stretch;
    if (startOffset > startContainer.length || endOffset > endContainer.length) return [];
    const range = document.createRange();
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return [...range.getClientRects()];
  });
  const end = boxes.at(-1);
  if (end === undefined) return null;
  const middle = (end.top + end.bottom) / 2;
  const line = boxes.filter(({ top, bottom }) => top <= middle && bottom >= middle);
  const left = Math.min(...line.map((box) => box.left));
  return new DOMRect(left, end.top, Math.max(...line.map((box) => box.right)) - left, end.height);
}

/** The nearest caret lies beside a character; whether the point is on that character is for its box to say. */
function isTextAt(x: number, y: number): boolean {
  const caret = document.caretPositionFromPoint(x, y);
  if (!(caret?.offsetNode instanceof Text)) return false;
  const range = document.createRange();
  range.setStart(caret.offsetNode, Math.max(0, caret.offset - 1));
  range.setEnd(caret.offsetNode, Math.min(caret.offsetNode.length, caret.offset + 1));
  for (const box of range.getClientRects()) {
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) return true;
  }
  return false;
}
