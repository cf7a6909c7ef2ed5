/** Room for a badge: whether a place on the screen holds nothing but the ground around a passage. */
import { shownIn } from "./read.ts";

export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Distance of the points at which the screen is probed; letters are wider, lines are higher. */
const STEP_X = 7;
const STEP_Y = 5;
/** Badges keep this far from letters. */
const CLEARANCE = 1;

/** Made anew for each pass over the badges: what it measures holds until the page is laid out again. */
export class Room {
  readonly #host: Element;
  readonly #boxes = new Map<Node, DOMRect[]>();

  constructor(host: Element) {
    this.#host = host;
  }

  /** Whether nothing but the ground of `block` and of what it stands in lies there. Only what is on the screen can tell. */
  isFree(block: Element, place: Place): boolean {
    if (this.#boxesIn(block).some((box) => meet(box, place))) return false;
    return [...points(place)].every(([x, y]) => {
      const hit = this.elementAt(x, y);
      if (hit === null || !encloses(hit, block)) return false;
      // Its own words have been measured above.
      if (hit === block) return true;
      const words = document.caretPositionFromPoint(x, y)?.offsetNode;
      return !(words instanceof Text) || !this.#boxesIn(words).some((box) => meet(box, place));
    });
  }

  /** The page's uppermost element at a point of the screen. */
  elementAt(x: number, y: number): Element | null {
    const hit = document.elementFromPoint(x, y);
    if (hit !== this.#host) return hit;
    return document.elementsFromPoint(x, y).find((hit) => hit !== this.#host) ?? null;
  }

  /** The boxes of all that is written or drawn in a node. */
  #boxesIn(node: Node): DOMRect[] {
    let boxes = this.#boxes.get(node);
    if (boxes === undefined) {
      const range = document.createRange();
      range.selectNodeContents(node);
      boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
      this.#boxes.set(node, boxes);
    }
    return boxes;
  }
}

function meet(box: DOMRect, { x, y, width, height }: Place): boolean {
  return box.left < x + width + CLEARANCE && box.right > x - CLEARANCE && box.top < y + height && box.bottom > y;
}

/** A grid over the place, its edges included. */
function* points({ x, y, width, height }: Place): Generator<[number, number]> {
  const columns = Math.ceil(width / STEP_X);
  const rows = Math.ceil(height / STEP_Y);
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      yield [x + 0.5 + ((width - 1) * column) / columns, y + 0.5 + ((height - 1) * row) / rows];
    }
  }
}

/** `outer` is or holds `inner`, looking out of shadow roots. */
export function encloses(outer: Element, inner: Element): boolean {
  for (let at: Element | null = inner; at !== null; at = shownIn(at)) {
    if (at === outer) return true;
  }
  return false;
}
