/** Stepping from mark to mark in the order of the page, for the keyboard. */
import type { Standing } from "../protocol.ts";
import type { Marked, MarkedFinding } from "./findings.ts";

export interface Mark {
  marked: Marked;
  finding: MarkedFinding;
}

export class Stepping {
  readonly #marks: () => Mark[];
  /** Id of the finding that was shown last. */
  #shown: number | null = null;
  #shownAt = 0;

  /** `marks`: those of the page that can be shown now, in its order. */
  constructor(marks: () => Mark[]) {
    this.#marks = marks;
  }

  get standing(): Standing {
    return { marks: this.#marks().length, shownAt: this.#shownAt };
  }

  get shown(): number | null {
    return this.#shown;
  }

  note({ finding }: Mark): void {
    this.#shown = finding.id;
    this.#shownAt = Date.now();
  }

  /** The mark that was shown last, or else the first one on the screen or after it, with its place among all. */
  here(): { mark: Mark; index: number; count: number } | null {
    const marks = this.#marks();
    const known = marks.findIndex(({ finding }) => finding.id === this.#shown);
    return this.#at(marks, known >= 0 ? known : Math.max(0, firstInSight(marks)));
  }

  /** `null` at the end of the frame. From the edge, a step leads to the first or the last mark. */
  next(by: 1 | -1, from: "here" | "edge"): { mark: Mark; index: number; count: number } | null {
    const marks = this.#marks();
    if (from === "edge") return this.#at(marks, by === 1 ? 0 : marks.length - 1);
    const known = marks.findIndex(({ finding }) => finding.id === this.#shown);
    if (known >= 0) return this.#at(marks, known + by);
    // Nothing has been shown yet: the reader's place is what is on the screen.
    const first = firstInSight(marks);
    if (first < 0) return by === 1 ? null : this.#at(marks, marks.length - 1);
    return this.#at(marks, by === 1 ? first : first - 1);
  }

  #at(marks: Mark[], index: number) {
    const mark = marks[index];
    return mark === undefined ? null : { mark, index, count: marks.length };
  }
}

/** The first mark that has not been scrolled past; -1 if all have. */
function firstInSight(marks: readonly Mark[]): number {
  return marks.findIndex(({ marked }) => marked.element.getBoundingClientRect().bottom > 0);
}
