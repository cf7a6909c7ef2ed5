/**
 * The strip beside the list: where on the page the marks lie. Each kind has a lane of its own, so it reads without colour.
 * It is for the eye and the pointer; the list says the same in words.
 */
import type { Label } from "../engine-types.ts";
import type { PageItem } from "../report/merge.ts";

/** Marks nearer to each other than this are drawn as one, in px. */
const ROW = 4;
/** How far from a mark a click still means it, in px. */
const NEAR = 24;
const LANES: readonly Label[] = ["speculation", "call", "disclaimer"];

export class Ruler {
  readonly #strip: HTMLElement;
  readonly #pick: (id: number) => void;
  #items: readonly PageItem[] = [];
  #shown: number | null = null;

  constructor(strip: HTMLElement, pick: (id: number) => void) {
    this.#strip = strip;
    this.#pick = pick;
    strip.addEventListener("click", (event) => {
      const nearest = this.#nearest(event.clientX, event.clientY);
      if (nearest !== null) this.#pick(nearest.id);
    });
    new ResizeObserver(() => this.#paint()).observe(strip);
  }

  draw(items: readonly PageItem[], shown: number | null): void {
    this.#items = items.filter(({ at, continues }) => at !== null && !continues);
    this.#shown = shown;
    this.#paint();
  }

  #paint(): void {
    const height = this.#strip.clientHeight;
    const rows = new Map<string, HTMLElement>();
    for (const { id, label, at, tag } of this.#items) {
      if (at === null) continue;
      const row = Math.round((at * Math.max(0, height - ROW)) / ROW);
      const key = `${label} ${row}`;
      let tick = rows.get(key);
      if (tick === undefined) {
        tick = document.createElement("span");
        tick.className = `tick ${label}`;
        tick.style.top = `${row * ROW}px`;
        tick.title = tag;
        rows.set(key, tick);
      }
      if (id === this.#shown) tick.classList.add("shown");
    }
    this.#strip.replaceChildren(...rows.values());
  }

  #nearest(x: number, y: number): PageItem | null {
    const box = this.#strip.getBoundingClientRect();
    const lane = LANES[Math.floor(((x - box.left) / box.width) * LANES.length)];
    const distance = ({ at, label }: PageItem) =>
      Math.abs((at ?? 0) * box.height - (y - box.top)) + (label === lane ? 0 : ROW);
    const [nearest] = this.#items.toSorted((a, b) => distance(a) - distance(b));
    return nearest !== undefined && distance(nearest) <= NEAR ? nearest : null;
  }
}
