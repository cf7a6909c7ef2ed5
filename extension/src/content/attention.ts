/**
 * When to look at a page that is not listened to. A look is a timer and a frame of the page's own: where nothing is drawn, as
 * in a hidden tab, nobody looks.
 */

const SOON_MS = 500;
const LATE_MS = 10_000;
/** So many looks in a row may find something new and still be followed by another one soon. */
const NEWS_IN_A_ROW = 20;

export class Attention {
  readonly #look: () => boolean;
  #wait = SOON_MS;
  #news = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  /** How often it was begun or stopped. */
  #turns = 0;

  /** `look` tells whether there was anything new; it may call `soon` and `stop`. */
  constructor(look: () => boolean) {
    this.#look = look;
  }

  /** Looks at once, or as soon as the page is shown, and then again and again. */
  now(): void {
    this.#restart();
    if (document.hidden) this.#inFrame();
    else this.#lookNow();
  }

  /** Looks before long, and then again and again. */
  soon(): void {
    this.#restart();
    this.#later();
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#timer = this.#frame = undefined;
    this.#turns += 1;
  }

  #restart(): void {
    this.stop();
    this.#wait = SOON_MS;
    this.#news = 0;
  }

  #later(): void {
    this.#timer = setTimeout(() => this.#inFrame(), this.#wait);
    this.#wait = Math.min(LATE_MS, this.#wait * 2);
  }

  #inFrame(): void {
    this.#frame = requestAnimationFrame(() => this.#lookNow());
  }

  #lookNow(): void {
    const turns = this.#turns;
    const isNews = this.#look();
    if (this.#turns !== turns) return;
    this.#news = isNews ? this.#news + 1 : 0;
    if (isNews && this.#news <= NEWS_IN_A_ROW) this.#wait = SOON_MS;
    this.#later();
  }
}
