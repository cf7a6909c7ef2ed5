/** axe, the accessibility checker, run inside a page or popup. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const path = createRequire(new URL("../../../extension/package.json", import.meta.url)).resolve("axe-core/axe.min.js");
const source = await readFile(path, "utf8");

const AsyncFunction = (async () => {}).constructor;

/**
 * What axe finds wrong on a surface; nothing where all is well. Where axe can't tell the contrast of words, because
 * something else lies on or under them, it is computed from the grounds that the words stand on.
 *
 * @param {{ evaluate: Function }} surface a page, or what `session.popup` gives
 * @param {string | null} within the selector of the only part to look at, in a page that is not ours
 * @returns {Promise<string[]>} one line a fault: rule, elements, why
 */
export function axeFaults(surface, within = null) {
  // Handed over as a function's own text: the policy of extension pages lets no script in by any other way.
  const run = new AsyncFunction(
    "within",
    `
    ${source}
    const { violations, incomplete } = await axe.run(within ?? document, { elementRef: true, resultTypes: ["violations", "incomplete"] });
    const named = (target) => target.flat().join(" ");
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ": " + named(target) + ": " + failureSummary.replace(/\\s+/g, " ")));
    const unsure = incomplete.filter(({ id }) => id === "color-contrast").flatMap(({ nodes }) => nodes);
    const faint = (${faintWords})(unsure.map(({ element }) => element));
    return found.concat(unsure.flatMap(({ target }, i) => (faint[i] === null ? [] : ["color-contrast: " + named(target) + ": " + faint[i]])));
  `,
  );
  return surface.evaluate(run, within);
}

/**
 * For each element why its words are too faint on the grounds painted behind them, as WCAG 2.2 counts (1.4.3); null where they
 * are not. Runs in the page.
 */
function faintWords(elements) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const around = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
  return elements.map((element) => {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const grounds = [];
    for (let at = element; at !== null; at = around(at)) {
      grounds.unshift(getComputedStyle(at).backgroundColor);
      // What is in the top layer stands before all that the page has.
      if (at.matches(":popover-open")) break;
    }
    const ground = ["white", ...grounds];
    const [text, under] = [luminance(painted([...ground, color])), luminance(painted(ground))];
    const ratio = (Math.max(text, under) + 0.05) / (Math.min(text, under) + 0.05);
    const size = Number.parseFloat(fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
    return ratio >= least ? null : `${ratio.toFixed(2)} : 1 where ${least} : 1 is wanted`;
  });
}
