/** Work cut into slices: each ends within its limit and gives way to whatever the page and its reader have waiting. */

/** A frame has 16 ms, most of them the page's. */
export const SLICE_MS = 4;

export class Slices {
  readonly #work: (isOver: () => boolean) => boolean;
  readonly #isUrgent: () => boolean;
  #next: AbortController | null = null;

  /**
   * `work` goes on until it is done (`false`) or `isOver` says that its time has passed (`true`: there is more).
   * `isUrgent`: what comes next is on the screen.
   */
  constructor(work: (isOver: () => boolean) => boolean, isUrgent: () => boolean = () => false) {
    this.#work = work;
    this.#isUrgent = isUrgent;
  }

  /** Starts in an idle moment; what the reader is looking at waits for input and drawing alone. */
  soon(): void {
    if (this.#next !== null) return;
    const next = new AbortController();
    this.#next = next;
    const run = () => {
      this.#next = null;
      this.now();
    };
    // Rejects when it is called off.
    const priority = this.#isUrgent() ? "user-visible" : "background";
    scheduler.postTask(run, { priority, signal: next.signal }).catch(() => {});
  }

  /** Does the first slice at once. */
  now(): void {
    const end = performance.now() + SLICE_MS;
    if (this.#work(() => performance.now() > end)) this.soon();
  }

  stop(): void {
    this.#next?.abort();
    this.#next = null;
  }
}
