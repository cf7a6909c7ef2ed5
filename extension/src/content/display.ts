/** What a frame shows: highlights, badges, the card, and the listeners they need. It exists from the first mark on. */
import { Badges } from "./badge.ts";
import { Card } from "./card.ts";
import type { Marked } from "./findings.ts";
import { Overlay } from "./overlay.ts";
import { Painter } from "./paint.ts";
import { Pointing } from "./pointing.ts";

const RECOLOUR_MS = 400;

export class Display {
  readonly painter = new Painter();
  readonly #overlay = new Overlay();
  readonly #badges: Badges;
  readonly #card: Card;
  readonly #pointing: Pointing;
  readonly #listening = new AbortController();
  readonly #resized: ResizeObserver;
  #recolour: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#badges = new Badges(this.#overlay, {
      open: (marked, badge) => this.#pointing.openFor(marked, badge),
      leave: () => this.#pointing.leaveBadge(),
      step: (by) => this.#card.step(by),
    });
    this.#card = new Card(this.#overlay.root, {
      close: () => this.#pointing.closed(),
      leave: () => this.#pointing.leaveBadge(),
    });
    this.#pointing = new Pointing(this.#badges, this.#card);
    const moved = () => this.moved();
    const options = { passive: true, capture: true, signal: this.#listening.signal };
    for (const event of ["scroll", "scrollend", "load", "transitionend", "toggle"]) {
      document.addEventListener(event, moved, options);
    }
    addEventListener("resize", moved, options);
    this.#resized = new ResizeObserver(moved);
    this.#resized.observe(document.documentElement);
    if (document.body) this.#resized.observe(document.body);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolourSoon(), options);
  }

  get host(): Element {
    return this.#overlay.host;
  }

  /** The page has moved: badges and card follow in the next frame. */
  moved(): void {
    this.#badges.placeSoon();
    this.#card.place();
  }

  /** The page may have changed its colours; it is given time to fade into them. */
  recolourSoon(): void {
    clearTimeout(this.#recolour);
    this.#recolour = setTimeout(() => {
      this.painter.repaint();
      this.#badges.recolour();
    }, RECOLOUR_MS);
  }

  add(marked: Marked): void {
    this.#overlay.show();
    this.painter.paint(marked);
    this.#badges.add(marked);
  }

  delete(marked: Marked): void {
    if (this.#card.shown?.marked === marked) this.#pointing.close();
    this.painter.erase(marked);
    this.#badges.delete(marked);
    if (this.painter.isEmpty) this.#overlay.hide();
  }

  destroy(): void {
    this.#listening.abort();
    clearTimeout(this.#recolour);
    this.#resized.disconnect();
    this.#pointing.destroy();
    this.#badges.destroy();
    this.painter.destroy();
    this.#overlay.hide();
  }
}
