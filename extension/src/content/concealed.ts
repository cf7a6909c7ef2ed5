/**
 * Text that was left out because of its style. A rule, a popover or a click may show it without any change of the tree, so its
 * elements are kept in mind.
 */
import { UNREAD } from "./place.ts";

/** More elements than this are not kept in mind. */
const MOST = 500;
/** So far from the screen elements are heard of. */
const NEAR = "10000px";

export class Concealed {
  readonly #elements = new Set<Element>();
  #observer: IntersectionObserver | null = null;

  /** Notes an element that was left out, if it was because it doesn't show. */
  add(element: Element): void {
    if (this.#elements.size >= MOST || this.#elements.has(element)) return;
    if (UNREAD.has(element.localName) || !element.hasChildNodes() || isShown(element)) return;
    this.#elements.add(element);
    this.#observer?.observe(element);
  }

  /** Those that show by now; they are forgotten, as are those that have gone. */
  take(): Element[] {
    const shown: Element[] = [];
    for (const element of this.#elements) {
      const isThere = element.isConnected;
      if (isThere && !isShown(element)) continue;
      this.#elements.delete(element);
      this.#observer?.unobserve(element);
      if (isThere) shown.push(element);
    }
    return shown;
  }

  /** Calls `shown` as soon as something that had no box gets one. What is merely invisible has one: only `take` tells of it. */
  watch(shown: () => void): void {
    const hear = (entries: IntersectionObserverEntry[]) =>
      entries.some(({ isIntersecting }) => isIntersecting) && shown();
    this.#observer = new IntersectionObserver(hear, { rootMargin: NEAR });
    for (const element of this.#elements) this.#observer.observe(element);
  }

  unwatch(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }
}

function isShown(element: Element): boolean {
  return element.checkVisibility({ visibilityProperty: true });
}
