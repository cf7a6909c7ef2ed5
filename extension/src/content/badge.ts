/**
 * Badges: one small pill for each passage that shows marks, at its end or in the margin beside it. Only those near the
 * viewport exist. A badge never covers text: where there is no room nothing is drawn, and the keyboard's focus is shown by a
 * ring around the passage's last line.
 */
import type { Label } from "../engine-types.ts";
import { list, number, say } from "../messages.ts";
import { kindName } from "../words.ts";
import { standsOnDark } from "./backdrop.ts";
import { element } from "./element.ts";
import { byPlace, KINDS, type Marked, type MarkedFinding } from "./findings.ts";
import { kindGlyph } from "./kind-glyph.ts";
import type { Overlay } from "./overlay.ts";
import { shownIn } from "./read.ts";
import { encloses, type Place, Room } from "./room.ts";
import type { Shown } from "./shown.ts";
import { SLICE_MS } from "./slices.ts";

/** How far outside the viewport badges already exist, so that the keyboard and scrolling find them in place. */
const NEARBY = "240px 0px";
const GAP = 6;
const EDGE = 4;
/** Lines lower than this, in CSS pixels, get a smaller badge: it would reach into the line above. */
const SMALL_LINE = 17;

/**
 * Why badges are placed anew. While the page scrolls a badge keeps its side of the passage and hides behind what slides over
 * it; when the page changes it moves if its place was taken; a new width is a new layout.
 */
type Cause = "scroll" | "change" | "resize";
const CAUSES: readonly Cause[] = ["scroll", "change", "resize"];

interface Badge {
  button: HTMLButtonElement;
  /** Of the findings that it counts. */
  key: string;
  width: number;
  height: number;
  /** Which of the candidates it takes; `null` until it was looked for, -1 where none is free. */
  side: number | null;
  /** Where its passage's last line stood when it was placed, from the overlay's corner; `null` if it isn't placed. */
  at: Point | null;
}

interface Point {
  x: number;
  y: number;
}

interface Placing {
  place: Place;
  state: "shown" | "hidden" | "roomless";
}

export interface BadgeEvents {
  open(marked: Marked, badge: HTMLElement): void;
  leave(): void;
  step(by: 1 | -1): void;
}

export class Badges {
  readonly #overlay: Overlay;
  readonly #shown: Shown;
  readonly #events: BadgeEvents;
  readonly #badges = new Map<Marked, Badge>();
  readonly #near = new Set<Element>();
  readonly #observer: IntersectionObserver;
  #isOn = true;
  /** Those that are not known to stand where they should, and why, the longest waiting first. */
  readonly #waiting = new Map<Marked, Cause>();
  #frame = 0;

  constructor(overlay: Overlay, shown: Shown, events: BadgeEvents) {
    this.#overlay = overlay;
    this.#shown = shown;
    this.#events = events;
    this.#observer = new IntersectionObserver((entries) => this.#follow(entries), { rootMargin: NEARBY });
  }

  /** The person may keep the marks and do without badges. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    for (const marked of this.#shown.passages) this.update(marked);
  }

  buttonOf(marked: Marked): HTMLElement | null {
    return this.#badges.get(marked)?.button ?? null;
  }

  /** Follows what is shown of a passage now. */
  update(marked: Marked): void {
    const { element } = marked;
    const findings = this.#shown.findings(marked);
    if (!this.#isOn || this.#badges.get(marked)?.key !== keyOf(findings)) this.#remove(marked);
    if (this.#isOn && findings.length > 0) {
      this.#observer.observe(element);
      if (this.#near.has(element)) this.#create([marked]);
    } else if (
      [...this.#shown.of(element)].every((sibling) => !this.#isOn || this.#shown.findings(sibling).length === 0)
    ) {
      this.#observer.unobserve(element);
      this.#near.delete(element);
    }
  }

  /** Measures and places every badge from the next frame on. */
  placeSoon(cause: Cause): void {
    this.#due(this.#badges.keys(), cause);
  }

  #due(passages: Iterable<Marked>, cause: Cause): void {
    for (const marked of passages) {
      const before = this.#waiting.get(marked);
      if (before === undefined || CAUSES.indexOf(cause) > CAUSES.indexOf(before)) this.#waiting.set(marked, cause);
    }
    if (this.#frame !== 0 || this.#waiting.size === 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#place();
    });
  }

  /** The ground may have turned dark. */
  recolour(): void {
    const schemes = [...this.#badges].map(([marked, { button }]) => [button, schemeOf(marked)] as const);
    for (const [button, scheme] of schemes) button.style.colorScheme = scheme;
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    for (const { button } of this.#badges.values()) button.remove();
    this.#badges.clear();
    this.#near.clear();
    this.#waiting.clear();
  }

  #follow(entries: IntersectionObserverEntry[]): void {
    const come: Marked[] = [];
    for (const { target, isIntersecting } of entries) {
      const passages = this.#shown.of(target);
      if (isIntersecting) {
        this.#near.add(target);
        come.push(...passages);
      } else {
        this.#near.delete(target);
        for (const marked of passages) this.#remove(marked);
      }
    }
    this.#create(come);
  }

  /** All reading before all writing, here and in `#place`: one layout, not one a badge. */
  #create(passages: readonly Marked[]): void {
    const fresh = passages
      .filter((marked) => !this.#badges.has(marked) && this.#shown.findings(marked).length > 0)
      .map((marked) => ({ marked, line: lastLine(marked), scheme: schemeOf(marked) }));
    for (const { marked, line, scheme } of fresh) {
      const findings = this.#shown.findings(marked);
      const button = this.#button(marked, findings);
      button.style.colorScheme = scheme;
      button.classList.toggle("small", line !== null && line.height < SMALL_LINE);
      this.#overlay.show();
      this.#insertInOrder(marked, button);
      this.#badges.set(marked, { button, key: keyOf(findings), width: 0, height: 0, side: null, at: null });
    }
    this.#due(
      fresh.map(({ marked }) => marked),
      "scroll",
    );
  }

  #button(marked: Marked, findings: readonly MarkedFinding[]): HTMLButtonElement {
    const button = element("button", { class: "badge hidden", type: "button", "aria-expanded": "false" });
    const counts = countsOf(findings);
    const names = counts.map(({ kind, count }) => say("badgeKind", { kind: kindName(kind), count }));
    button.setAttribute("aria-label", say("badgeLabel", { kinds: list(names) }));
    for (const { kind, count } of counts) {
      const part = element("span", { class: "part" });
      part.append(kindGlyph(kind));
      if (count > 1) part.append(number(count));
      button.append(part);
    }
    button.addEventListener("click", () => this.#events.open(marked, button));
    button.addEventListener("focus", () => {
      if (button.matches(":focus-visible")) this.#events.open(marked, button);
    });
    button.addEventListener("blur", () => this.#events.leave());
    button.addEventListener("pointerenter", ({ pointerType }) => {
      if (pointerType === "mouse") this.#events.open(marked, button);
    });
    button.addEventListener("keydown", (event) => {
      const by = STEPS[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.#events.step(by);
    });
    return button;
  }

  /** The tab order follows the page. */
  #insertInOrder(marked: Marked, button: HTMLElement): void {
    let before: HTMLElement | null = null;
    let nearest: Marked | null = null;
    for (const [other, badge] of this.#badges) {
      if (byPlace(marked, other) < 0 && (nearest === null || byPlace(other, nearest) < 0)) {
        nearest = other;
        before = badge.button;
      }
    }
    this.#overlay.badges.insertBefore(button, before);
  }

  #remove(marked: Marked): void {
    this.#badges.get(marked)?.button.remove();
    this.#badges.delete(marked);
    this.#waiting.delete(marked);
  }

  /**
   * Asking what lies at a point of the screen is dear on a long page, so a frame asks for as long as a slice lasts and leaves
   * the rest to the next. What can't wait is a badge that no longer goes with its words: it hides until its turn has come.
   */
  #place(): void {
    if (this.#waiting.size === 0) return;
    this.#overlay.show();
    const origin = this.#overlay.origin();
    const room = new Room(this.#overlay.host);
    const end = performance.now() + SLICE_MS;
    const placings: [Badge, Placing | null][] = [];
    for (const [marked, cause] of this.#waiting) {
      const badge = this.#badges.get(marked);
      if (badge === undefined) continue;
      measure(badge);
      const line = lastLine(marked);
      if (performance.now() < end) {
        this.#waiting.delete(marked);
        placings.push([badge, line && find(marked, line, badge, room, cause)]);
        badge.at = line && { x: line.x - origin.x, y: line.y - origin.y };
      } else if (badge.at === null || !isAt(line, badge.at, origin)) {
        badge.at = null;
        placings.push([badge, null]);
      }
    }
    for (const [badge, placing] of placings) put(badge, placing, origin);
    this.#due([], "scroll");
  }
}

function put({ button }: Badge, placing: Placing | null, origin: Point): void {
  button.classList.toggle("hidden", placing?.state !== "shown");
  button.classList.toggle("roomless", placing?.state === "roomless");
  if (placing === null) return;
  const { x, y, width, height } = placing.place;
  button.style.translate = `${x - origin.x}px ${y - origin.y}px`;
  button.style.width = placing.state === "roomless" ? `${width}px` : "";
  button.style.height = placing.state === "roomless" ? `${height}px` : "";
}

/** Less than a pixel is rounding. */
function isAt(line: DOMRect | null, { x, y }: Point, origin: Point): boolean {
  return line !== null && Math.abs(line.x - origin.x - x) < 1 && Math.abs(line.y - origin.y - y) < 1;
}

const STEPS: Record<string, 1 | -1> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Until the overlay has its style sheet it has no boxes, and its badges have no size. */
function measure(badge: Badge): void {
  if (badge.width > 0) return;
  badge.width = badge.button.offsetWidth;
  badge.height = badge.button.offsetHeight;
}

/** Where a badge goes; `null` where it has no size yet. */
function find(marked: Marked, line: DOMRect, badge: Badge, room: Room, cause: Cause): Placing | null {
  if (badge.width === 0) return null;
  const candidates = candidatesFor(marked, badge, line);
  if (cause === "resize") badge.side = null;
  if (badge.side === -1 && cause !== "scroll") badge.side = null;
  const isTestable = ({ y, height }: Place) => y >= 0 && y + height <= innerHeight;
  const chosen = badge.side === null ? null : (candidates[badge.side] ?? null);
  // Out of sight nothing can be told of a place; it is looked at when it comes into sight.
  if (!isTestable(chosen ?? candidates[0] ?? line)) return { place: chosen ?? placeOf(line), state: "hidden" };
  if (!isInSight(marked.element, line, room)) return { place: chosen ?? placeOf(line), state: "hidden" };
  const isFree = (place: Place) => fits(place) && isTestable(place) && room.isFree(marked.element, place);
  if (chosen !== null) {
    if (isFree(chosen)) return { place: chosen, state: "shown" };
    if (cause === "scroll") return { place: chosen, state: "hidden" };
  }
  if (badge.side !== -1) badge.side = candidates.findIndex(isFree);
  const place = candidates[badge.side];
  return place === undefined ? { place: placeOf(line), state: "roomless" } : { place, state: "shown" };
}

/** The places that suit a badge, the best first: the end of the last line, the margins, the line below. */
function candidatesFor({ element: block }: Marked, { width, height }: Badge, line: DOMRect): Place[] {
  const box = block.getBoundingClientRect();
  const isRtl = getComputedStyle(block).direction === "rtl";
  // Whole pixels keep the pill's edges sharp; rounding up and down away from the text keeps it off the letters.
  const y = Math.round((line.top + line.bottom - height) / 2);
  const leftOf = (x: number) => ({ x: Math.floor(x - GAP - width), y, width, height });
  const rightOf = (x: number) => ({ x: Math.ceil(x + GAP), y, width, height });
  const below = { x: Math.floor(isRtl ? line.left : line.right - width), y: Math.ceil(line.bottom + 1), width, height };
  return isRtl
    ? [leftOf(line.left), leftOf(box.left), rightOf(box.right), below]
    : [rightOf(line.right), rightOf(box.right), leftOf(box.left), below];
}

function fits({ x, width }: Place): boolean {
  return x >= EDGE && x + width <= document.documentElement.clientWidth - EDGE;
}

function placeOf({ left, top, width, height }: DOMRect): Place {
  return { x: left, y: top, width, height };
}

/** Whether the passage's last words can be seen: not under a sticky header, nor scrolled out of their box. */
function isInSight(block: Element, line: DOMRect, room: Room): boolean {
  const x = Math.min(Math.max(0, line.right - 2), document.documentElement.clientWidth - 1);
  const y = (line.top + line.bottom) / 2;
  const hit = room.elementAt(x, y);
  if (hit === null) return false;
  if (encloses(block, hit)) return true;
  // Words that let the pointer through, or that a box around them has scrolled away.
  return encloses(hit, block) && !isClipped(block, hit, x, y);
}

/** Whether a box between `block` and `outer` hides what of it lies at a point. */
function isClipped(block: Element, outer: Element, x: number, y: number): boolean {
  for (let at: Element | null = block; at !== null && at !== outer; at = shownIn(at)) {
    if (getComputedStyle(at).overflow === "visible") continue;
    const { left, right, top, bottom } = at.getBoundingClientRect();
    if (x < left || x > right || y < top || y > bottom) return true;
  }
  return false;
}

function schemeOf(marked: Marked): "dark" | "light" {
  return standsOnDark(marked.element, shownIn) ? "dark" : "light";
}

function countsOf(findings: readonly MarkedFinding[]): { kind: Label; count: number }[] {
  return KINDS.map((kind) => ({ kind, count: findings.filter(({ label }) => label === kind).length })).filter(
    ({ count }) => count > 0,
  );
}

function keyOf(findings: readonly MarkedFinding[]): string {
  return findings.map(({ id }) => id).join();
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
