/** Pointing at marks: which finding lies under the pointer, when the card opens, when it goes. */
import { standsOnDark } from "./backdrop.ts";
import type { Card } from "./card.ts";
import { KINDS, type Marked, type MarkedFinding } from "./findings.ts";
import { shownIn } from "./read.ts";
import type { Shown } from "./shown.ts";

/** A pointer that merely crosses a mark opens nothing. */
const REST_MS = 140;
const LEAVE_MS = 260;

interface Hit {
  marked: Marked;
  finding: MarkedFinding;
  /** Which of the sentence's lines is under the pointer. */
  line: number;
}

export class Pointing {
  readonly #shown: Shown;
  readonly #card: Card;
  readonly #listening = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #at: { x: number; y: number; path: EventTarget[] } | null = null;
  /** The finding that the timer is about to show. */
  #coming: MarkedFinding | null = null;
  #leaving = false;
  /** The badge that the card was opened from. */
  #expanded: HTMLElement | null = null;
  /** Opened from a badge by keyboard: it stays until it is left by keyboard. */
  #pinned = false;

  constructor(shown: Shown, card: Card) {
    this.#shown = shown;
    this.#card = card;
    const options = { passive: true, capture: true, signal: this.#listening.signal };
    addEventListener("pointermove", (event) => this.#move(event), options);
    addEventListener("click", (event) => this.#click(event), options);
    addEventListener("keydown", (event) => event.key === "Escape" && this.close(), options);
    document.documentElement.addEventListener("pointerleave", () => this.#leave(), options);
  }

  /** Opens the card for a passage's badge. */
  openFor(marked: Marked, badge: HTMLElement): void {
    const order = inOrder(this.#shown.findings(marked));
    const [first] = order;
    if (first === undefined) return;
    this.#stopTimer();
    this.#pinned = badge.matches(":focus");
    if (this.#expanded === badge) return;
    this.#collapse();
    this.#expanded = badge;
    badge.setAttribute("aria-expanded", "true");
    badge.setAttribute("aria-describedby", "card");
    const dark = standsOnDark(marked.element, shownIn);
    this.#card.open(
      marked,
      first,
      order,
      () => (badge.isConnected ? badge.getBoundingClientRect() : null),
      dark,
      badge,
    );
  }

  /** Opens the card for a finding that was stepped to: it stays until it is closed or another one is opened. */
  openAt(marked: Marked, finding: MarkedFinding): void {
    this.#stopTimer();
    this.#open({ marked, finding, line: 0 });
    this.#pinned = true;
  }

  leaveBadge(): void {
    this.#pinned = false;
    this.#leave();
  }

  close(): void {
    this.#stopTimer();
    this.#pinned = false;
    const badge = this.#card.hasFocus ? this.#expanded : null;
    this.#card.close();
    badge?.focus({ preventScroll: true });
  }

  /** After the card has closed, by whatever way. */
  closed(): void {
    this.#pinned = false;
    this.#collapse();
  }

  destroy(): void {
    this.#listening.abort();
    cancelAnimationFrame(this.#frame);
    this.close();
  }

  #collapse(): void {
    const shown = this.#expanded;
    this.#expanded = null;
    shown?.setAttribute("aria-expanded", "false");
    shown?.removeAttribute("aria-describedby");
  }

  #move(event: PointerEvent): void {
    // A pressed button means that the reader selects or drags.
    if (event.pointerType === "touch" || event.buttons !== 0) return;
    this.#at = { x: event.clientX, y: event.clientY, path: event.composedPath() };
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#at !== null) this.#look(this.#at.path, this.#at.x, this.#at.y);
    });
  }

  #look(path: EventTarget[], x: number, y: number): void {
    const hit = this.#hit(path, x, y);
    const shown = this.#card.shown;
    if (hit === null) {
      this.#coming = null;
      if (shown === null) this.#stopTimer();
      else if (this.#card.isNear(x, y)) this.#stay();
      else this.#leave();
      return;
    }
    if (shown?.finding === hit.finding) {
      this.#stay();
      return;
    }
    if (this.#pinned || this.#coming === hit.finding || (shown !== null && this.#card.isNear(x, y))) return;
    this.#stopTimer();
    this.#coming = hit.finding;
    this.#timer = setTimeout(() => this.#open(hit), REST_MS);
  }

  #click(event: MouseEvent): void {
    if (this.#card.holds(event)) return;
    const path = event.composedPath();
    const touch = (event as PointerEvent).pointerType === "touch";
    const isControl = path.some((at) => at instanceof Element && at.matches("a[href], button, input, label, summary"));
    const hit = touch && !isControl ? this.#hit(path, event.clientX, event.clientY) : null;
    if (hit !== null) this.#open(hit);
    else if (!this.#isOnBadge(path)) this.close();
  }

  #isOnBadge(path: EventTarget[]): boolean {
    return path.some((at) => at instanceof Element && at.tagName === "SALTGRAIN-OVERLAY");
  }

  #open({ marked, finding, line }: Hit): void {
    this.#coming = null;
    this.#collapse();
    const anchor = () => linesOf(marked, finding)[line] ?? null;
    this.#card.open(
      marked,
      finding,
      inOrder(this.#shown.findings(marked)),
      anchor,
      standsOnDark(marked.element, shownIn),
    );
  }

  #stay(): void {
    if (this.#leaving) this.#stopTimer();
  }

  #leave(): void {
    if (this.#leaving || this.#pinned || this.#card.shown === null) return;
    this.#stopTimer();
    this.#leaving = true;
    this.#timer = setTimeout(() => {
      this.#leaving = false;
      // Tab may have led from the badge into the card.
      if (!this.#card.hasFocus) this.close();
    }, LEAVE_MS);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#coming = null;
    this.#leaving = false;
  }

  #hit(path: EventTarget[], x: number, y: number): Hit | null {
    for (const element of path) {
      if (!(element instanceof Element)) continue;
      for (const marked of this.#shown.of(element)) {
        for (const finding of this.#shown.findings(marked).toSorted((a, b) => rank(a) - rank(b))) {
          const line = linesOf(marked, finding).findIndex(
            (box) => x >= box.left && x <= box.right && y >= box.top - 2 && y <= box.bottom + 2,
          );
          if (line >= 0) return { marked, finding, line };
        }
      }
    }
    return null;
  }
}

function inOrder(findings: readonly MarkedFinding[]): MarkedFinding[] {
  return findings.toSorted((a, b) => a.sentence[0] - b.sentence[0] || rank(a) - rank(b));
}

function rank({ label }: MarkedFinding): number {
  return KINDS.indexOf(label);
}

/** The boxes of a sentence's lines on the screen. */
function linesOf(marked: Marked, { sentence }: MarkedFinding): DOMRect[] {
  if (!marked.map.isIntact(...sentence)) return [];
  return marked.map.stretches(...sentence).flatMap((stretch) => {
    const range = document.createRange();
    range.setStart(stretch.startContainer, stretch.startOffset);
    range.setEnd(stretch.endContainer, stretch.endOffset);
    return [...range.getClientRects()];
  });
}
