/**
 * Whether a page is still worth watching. One that keeps yielding nothing is left alone: every listener and observer
 * goes, and only the background, which hears of new addresses and of tabs that are shown, can wake the frame again.
 */

/** Readings in a row, with something new each, that brought no mark. */
const FRUITLESS_READINGS = 20;
/** So long nothing new was read. A reader who scrolls makes a page load more, so there is time to begin with that. */
const QUIET_MS = 30_000;

export class Attention {
  readonly #rest: () => void;
  #fruitless = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rest: () => void) {
    this.#rest = rest;
  }

  /** A reading has ended: `isNews` if there was text that had not been read before. */
  read(hasMarks: boolean, isNews: boolean): void {
    if (hasMarks) {
      this.reset();
      return;
    }
    if (isNews) this.#fruitless += 1;
    if (this.#fruitless >= FRUITLESS_READINGS || isStill()) {
      this.#now();
    } else if (isNews || this.#timer === undefined) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#now(), QUIET_MS);
    }
  }

  /** Another page is shown, or there is a mark: whatever was in vain before counts no more. */
  reset(): void {
    this.pause();
    this.#fruitless = 0;
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #now(): void {
    this.reset();
    this.#rest();
  }
}

/** Without a script of its own a page has no way to change once it has been parsed. */
export function isStill(): boolean {
  return document.scripts.length === 0;
}
