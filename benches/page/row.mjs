/**
 * One line of the table.
 *
 * @typedef {object} Row
 * @property {string} what what was measured, and on what
 * @property {string} budget in words, as in the table of budgets; empty for a figure that has none
 * @property {number | null} limit the greatest figure that passes; with `isAtLeast` the least
 * @property {boolean} isAtLeast
 * @property {string} unit
 * @property {ReturnType<import("./statistics.mjs").summed> | null} figure null where it can't be measured
 * @property {string} note what a reader has to know, or why it can't be measured
 * @property {unknown} detail kept in the JSON
 */
import { summed } from "./statistics.mjs";

/** @returns {Row} */
export function row(what, { budget = "", limit = null, isAtLeast = false, unit }, values, { note = "", detail = null } = {}) {
  return { what, budget, limit, isAtLeast, unit, figure: summed(values), note, detail };
}

/** @returns {Row} */
export function unmeasurable(what, { budget = "", limit = null, unit }, reason) {
  return { what, budget, limit, isAtLeast: false, unit, figure: null, note: reason, detail: null };
}

/** `pass`, `over`, `-` without a budget, `not measurable here`. Judged by the median. */
export function verdict({ figure, limit, isAtLeast }) {
  if (figure === null) return "not measurable here";
  if (limit === null) return "-";
  return (isAtLeast ? figure.median >= limit : figure.median <= limit) ? "pass" : "over";
}

/** A wrong answer: what was measured was not what should have been. */
export class WrongAnswer extends Error {}

export function expect(isSo, message) {
  if (!isSo) throw new WrongAnswer(message);
}
