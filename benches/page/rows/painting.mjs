/** Painting 2,000 marks with the shipped painter, and with mark.js, which wraps text in elements. */
import { createRequire } from "node:module";
import { inProject } from "../../../tests/e2e/harness/session.mjs";
import { expect, row } from "../row.mjs";
import { examples } from "../sentences.mjs";
import { median } from "../statistics.mjs";

const require = createRequire(new URL("../../../extension/package.json", import.meta.url));
const MARKS = 2000;

/** @param {import("../stage.mjs").Stage} stage */
export async function painting({ bare, pages, runs }) {
  const { build } = require("esbuild");
  const bundle = await build({
    entryPoints: [inProject("benches/page/painting-in-page.ts")],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2023",
    minify: true,
    nodePaths: [inProject("extension/node_modules")],
  });
  const script = bundle.outputFiles[0].text;
  const sentences = await examples();
  const timings = [];
  for (let i = 0; i <= runs; i++) {
    const page = await bare.session.browser.newPage();
    await page.goto(pages.made("marks"), { waitUntil: "load" });
    await page.evaluate(script);
    const timing = await page.evaluate((sentences, marks) => globalThis.comparePainting(sentences, marks), sentences, MARKS);
    expect(timing.marks === MARKS, `${timing.marks} marks were painted, ${MARKS} expected`);
    expect(timing.markJs.marks === MARKS, `mark.js made ${timing.markJs.marks} marks, ${MARKS} expected`);
    // The first run of all warms the browser up.
    if (i > 0) timings.push(timing);
    await page.close();
  }
  const of = (figure) => timings.map(figure);
  const ms = (values) => `${median(values).toFixed(1)} ms`;
  const ours = of(({ paint }) => paint.withLayout);
  const theirs = of(({ markJs }) => markJs.paint.withLayout);
  const budget = { budget: ">= 10 times cheaper", limit: 10, isAtLeast: true, unit: "times" };
  return [
    row(`painting ${MARKS} marks: script and layout of mark.js over ours`, budget, of(({ paint, markJs }) => markJs.paint.withLayout / paint.withLayout), {
      note: `ours ${ms(ours)} (script ${ms(of(({ paint }) => paint.script))}), mark.js ${ms(theirs)} (script ${ms(of(({ markJs }) => markJs.paint.script))})`,
      detail: timings,
    }),
    row(`taking ${MARKS} marks away: mark.js over ours`, { unit: "times" }, of(({ erase, markJs }) => markJs.erase.withLayout / erase.withLayout), {
      note: `ours ${ms(of(({ erase }) => erase.withLayout))}, mark.js ${ms(of(({ markJs }) => markJs.erase.withLayout))}`,
    }),
  ];
}
