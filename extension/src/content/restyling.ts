/**
 * Tells that a script moves the page about by inline styles, which no event tells of. Mutations are heard instead of sizes: a
 * `ResizeObserver` of ours on the page's root would make the page's own ones end in an error event at its window.
 */

/** A page that animates by its styles is followed no closer than this. */
const REST_MS = 200;

export class Restyling {
  readonly #observer: MutationObserver;
  readonly #restyled: () => void;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #isDue = false;

  /** `restyled`: called at the first change and then at most every 200 ms, once more after the last. */
  constructor(restyled: () => void) {
    this.#restyled = restyled;
    this.#observer = new MutationObserver(() => this.#hear());
    this.#observer.observe(document, { subtree: true, attributes: true, attributeFilter: ["style"] });
  }

  destroy(): void {
    this.#observer.disconnect();
    clearTimeout(this.#rest);
  }

  #hear(): void {
    this.#isDue = true;
    if (this.#rest === undefined) this.#tell();
  }

  #tell(): void {
    this.#rest = undefined;
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#rest = setTimeout(() => this.#tell(), REST_MS);
    this.#restyled();
  }
}
