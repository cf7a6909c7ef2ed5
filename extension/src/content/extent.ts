/** What can be told of a page without listening to it and without reading it: how much there is of it, and how it is called. */

/** In a page of more elements than this, the text alone is too much to be measured every now and then. */
const MANY_ELEMENTS = 10_000;

export class Extent {
  readonly #shadowRoots: Iterable<ShadowRoot>;
  #last = "";

  /** `shadowRoots`: those of the page that are known; what they hold counts, too. */
  constructor(shadowRoots: Iterable<ShadowRoot>) {
    this.#shadowRoots = shadowRoots;
  }

  /** Whether the page is another one than at the last call. */
  hasChanged(): boolean {
    const now = this.#measure();
    const hasChanged = now !== this.#last;
    this.#last = now;
    return hasChanged;
  }

  #measure(): string {
    const body = document.body ?? document.documentElement;
    const roots = [...this.#shadowRoots].filter(({ isConnected }) => isConnected);
    const elements = roots.reduce(
      (sum, root) => sum + root.querySelectorAll("*").length,
      body.getElementsByTagName("*").length,
    );
    const isMeasurable = elements <= MANY_ELEMENTS;
    const text = isMeasurable
      ? [body, ...roots].reduce((sum, { textContent }) => sum + (textContent?.length ?? 0), 0)
      : 0;
    return `${elements} ${text} ${document.title}`;
  }
}
