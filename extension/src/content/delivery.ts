/** Brings marks to the painter in slices, those on screen first: a large reply must not stop the page. */
import type { Marked } from "./findings.ts";
import { Slices } from "./slices.ts";

export interface DeliveryEvents {
  show(marked: Marked): void;
  hide(marked: Marked): void;
}

export class Delivery {
  readonly #events: DeliveryEvents;
  /** On their way, in the order in which they are shown. */
  #waiting = new Set<Marked>();
  readonly #shown = new Set<Marked>();
  readonly #slices = new Slices((isOver) => this.#deliver(isOver));

  constructor(events: DeliveryEvents) {
    this.#events = events;
  }

  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether it is shown or on its way. */
  has(marked: Marked): boolean {
    return this.#shown.has(marked) || this.#waiting.has(marked);
  }

  /** Takes marks in; where they come in a task of their own, what is on screen is shown in it as far as one slice goes. */
  add(marks: Iterable<Marked>, isOwnTask: boolean): void {
    const [near, far]: [Marked[], Marked[]] = [[], []];
    for (const marked of marks) (isOnScreen(marked.element) ? near : far).push(marked);
    if (near.length + far.length === 0) return;
    this.#waiting = new Set([...near, ...this.#waiting, ...far]);
    if (document.hidden) return;
    if (near.length > 0 && isOwnTask) this.#slices.now();
    else this.#slices.soon();
  }

  delete(marked: Marked): void {
    this.#waiting.delete(marked);
    if (this.#shown.delete(marked)) this.#events.hide(marked);
  }

  clear(): void {
    this.#slices.stop();
    this.#waiting.clear();
    for (const marked of this.#shown) this.#events.hide(marked);
    this.#shown.clear();
  }

  pause(): void {
    this.#slices.stop();
  }

  resume(): void {
    if (this.#waiting.size > 0) this.#slices.soon();
  }

  #deliver(isOver: () => boolean): boolean {
    for (const marked of this.#waiting) {
      this.#waiting.delete(marked);
      // Shown already, it has moved to other text nodes.
      this.#shown.add(marked);
      this.#events.show(marked);
      if (isOver()) break;
    }
    return this.#waiting.size > 0;
  }
}

function isOnScreen(element: Element): boolean {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
}
