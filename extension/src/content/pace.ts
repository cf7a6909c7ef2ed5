/** How soon a changing page is read again. A page that storms is read rarely, and the reader is told. */

/** Soon at first; later and later while there is always something new to ask the engine about. */
const SOON_MS = 120;
const LATE_MS = 1000;
const GROWTH = 1.5;
/** So long without a change, and the page is calm again. */
const CALM_MS = 2000;
/** Reading takes at most one part in so many of the time. */
const SHARE = 20;

/** A moment is busy with more changes than this: more than anybody could read. */
const MOMENT_MS = 250;
const BUSY_CHANGES = 100;
/** In a storm most moments are busy. A page that is being built is busy once. */
const BUSY_SHARE = 0.6;
/** So much time is looked at before anything is called a storm. */
const WINDOW_MS = 2000;
const STORM_MS = 6000;
/** The longest wait, and from where on a wait is worth telling. */
const LONGEST_MS = 24_000;
const LONG_MS = 3000;

export class Pace {
  #delay = SOON_MS;
  /** The wait while the page storms, or 0. */
  #storm = 0;
  #lastRead = Number.NEGATIVE_INFINITY;
  #costMs = 0;
  #hasAsked = false;
  #windowFrom: number | null = null;
  #moment = 0;
  #changes = 0;
  #busyMoments = 0;

  /** Milliseconds between two readings where the page's changes make them rare; 0 otherwise. */
  slowedTo(now: number): number {
    const wait = this.#wait();
    return wait >= LONG_MS && !this.#isCalm(now) ? wait : 0;
  }

  /** `count` changes were seen. */
  changed(count: number, now: number): void {
    if (this.#windowFrom === null) this.#look(now);
    const moment = Math.floor(now / MOMENT_MS);
    if (moment !== this.#moment) {
      this.#moment = moment;
      this.#changes = 0;
    }
    const before = this.#changes;
    this.#changes += count;
    if (before <= BUSY_CHANGES && this.#changes > BUSY_CHANGES) this.#busyMoments += 1;
  }

  /** Reading took `ms`. */
  spent(ms: number): void {
    this.#costMs += ms;
  }

  /** The engine had to be asked. */
  asked(): void {
    this.#hasAsked = true;
  }

  /** How long to wait for the next reading, in ms. */
  delay(now: number): number {
    if (this.#isCalm(now)) this.calm();
    return this.#wait();
  }

  /** The reading that was waited for begins. */
  read(now: number): void {
    const elapsed = now - (this.#windowFrom ?? now);
    if (elapsed >= WINDOW_MS) {
      const storms = this.#busyMoments * MOMENT_MS > BUSY_SHARE * elapsed;
      this.#storm = storms ? Math.min(LONGEST_MS, Math.max(STORM_MS, this.#storm * 2)) : 0;
      this.#look(now);
    }
    this.#delay = this.#hasAsked ? Math.min(LATE_MS, this.#delay * GROWTH) : SOON_MS;
    this.#hasAsked = false;
    this.#costMs = 0;
    this.#lastRead = now;
  }

  /** What was before counts no more. */
  calm(): void {
    this.#delay = SOON_MS;
    this.#storm = 0;
    this.#costMs = 0;
    this.#windowFrom = null;
  }

  #wait(): number {
    return Math.min(LONGEST_MS, Math.max(this.#delay, this.#storm, this.#costMs * SHARE));
  }

  #isCalm(now: number): boolean {
    return now - this.#lastRead > this.#wait() + CALM_MS;
  }

  #look(from: number): void {
    this.#windowFrom = from;
    this.#busyMoments = 0;
  }
}
