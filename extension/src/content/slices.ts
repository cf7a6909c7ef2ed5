/** Work cut into slices: each ends within its limit and gives way to whatever the page and its reader have waiting. */

/** A frame has 16 ms, most of them the page's. */
const SLICE_MS = 4;

export class Slices {
  readonly #work: (isOver: () => boolean) => boolean;
  #next: AbortController | null = null;

  /** `work` goes on until it is done (`false`) or `isOver` says that its time has passed (`true`: there is more). */
  constructor(work: (isOver: () => boolean) => boolean) {
    this.#work = work;
  }

  /** Starts in an idle moment. */
  soon(): void {
    if (this.#next !== null) return;
    const next = new AbortController();
    this.#next = next;
    const run = () => {
      this.#next = null;
      this.now();
    };
    // Rejects when it is called off.
    scheduler.postTask(run, { priority: "background", signal: next.signal }).catch(() => {});
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
