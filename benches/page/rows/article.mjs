/** An article of 100 KB: how soon its first marks stand, with the background asleep and awake. */
import { seen, settled } from "../probe.mjs";
import { expect, row } from "../row.mjs";
import { median } from "../statistics.mjs";

const QUIET_MS = 800;
/** Of the sentences that families say must be found; some need other words around them. */
const FOUND = 0.85;

/** @param {import("../stage.mjs").Stage} stage */
export async function article(stage) {
  const { ours, bare, pages, runs } = stage;
  const visits = { asleep: [], awake: [] };
  const [paint, paintBare] = [[], []];
  // The first visit of all warms the browser's caches and counts for nothing.
  await visit(stage, "awake");
  for (let i = 0; i < runs; i++) {
    await ours.instruments.sleep();
    visits.asleep.push(await visit(stage, "asleep"));
    const awake = await visit(stage, "awake");
    visits.awake.push(awake);
    paint.push(awake.idle);
    paintBare.push(await withoutUs(bare, pages));
  }
  const of = (state, figure) => visits[state].map(figure);
  const marks = new Set([...of("asleep", ({ marks }) => marks), ...of("awake", ({ marks }) => marks)]);
  expect(marks.size === 1, `the same page has different numbers of marks: ${[...marks].join(", ")}`);
  const least = Math.round(FOUND * pages.workloads.article.planted);
  expect([...marks][0] >= least, `${[...marks][0]} marks on the article, at least ${least} expected`);
  const wait = ({ drawn, idle }) => Math.max(0, drawn - idle);
  return [
    row("article, 100 KB: first marks drawn after the page is idle, background asleep", { budget: "< 100 ms", limit: 100, unit: "ms" }, of("asleep", wait), {
      detail: visits.asleep,
    }),
    row("article: the same, awake", { budget: "< 40 ms", limit: 40, unit: "ms" }, of("awake", wait), { detail: visits.awake }),
    row("article: script of ours, in all", { unit: "ms" }, of("awake", ({ scriptMs }) => scriptMs)),
    row("article: longest task of ours", { unit: "ms" }, of("awake", ({ longestMs }) => longestMs), {
      note: visits.awake[0].longest[0]?.what ?? "",
    }),
    row("article: the page's own first drawing, later by", { unit: "ms" }, [median(paint) - median(paintBare)], {
      note: "medians with less without the extension",
    }),
  ];
}

async function visit({ ours, pages }, _state) {
  const page = await ours.tab();
  let result = null;
  const recorded = await ours.instruments.record(page, async () => {
    await page.goto(pages.made("article"), { waitUntil: "load" });
    result = await settled(page, QUIET_MS);
  });
  await page.close();
  const { scriptMs, longestMs, longest, renderingMs, layoutShift } = recorded;
  return { ...result, scriptMs, longestMs, longest, renderingMs, layoutShift };
}

async function withoutUs(bare, pages) {
  const page = await bare.tab();
  await page.goto(pages.made("article"), { waitUntil: "load" });
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  const { idle } = await seen(page);
  await page.close();
  return idle;
}
