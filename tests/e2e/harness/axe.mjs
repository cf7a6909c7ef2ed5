/** axe, the accessibility checker, run inside a page or popup. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const path = createRequire(new URL("../../../extension/package.json", import.meta.url)).resolve("axe-core/axe.min.js");
const source = await readFile(path, "utf8");

const AsyncFunction = (async () => {}).constructor;

/**
 * What axe finds wrong on a surface; nothing where all is well.
 *
 * @param {{ evaluate: Function }} surface a page, or what `session.popup` gives
 * @returns {Promise<string[]>} one line a fault: rule, elements, why
 */
export function axeFaults(surface) {
  // Handed over as a function's own text: the policy of extension pages lets no script in by any other way.
  const run = new AsyncFunction(`
    ${source}
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ": " + target.join(" ") + ": " + failureSummary.replace(/\\s+/g, " ")));
  `);
  return surface.evaluate(run);
}
