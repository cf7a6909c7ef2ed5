/** Saved real pages: what we cost each, and whether anything on it moves. */
import { whenRead } from "../../../tests/e2e/harness/session.mjs";
import { seen } from "../probe.mjs";
import { row, unmeasurable } from "../row.mjs";

const SHIFT = { budget: "0", limit: 0, unit: "" };
const QUICK_PAGES = 6;
const LOOK_MS = 600;

/** @param {import("../stage.mjs").Stage} stage */
export async function saved({ ours, bare, pages, isQuick }) {
  if (pages.real.length === 0) return [unmeasurable("saved pages: layout shift caused by us", SHIFT, "there are no saved pages beside the project")];
  const step = isQuick ? Math.ceil(pages.real.length / QUICK_PAGES) : 1;
  const visits = [];
  for (const file of pages.real.filter((_, i) => i % step === 0)) {
    const before = await visit(bare, pages.saved(file));
    const with_ = await visit(ours, pages.saved(file));
    visits.push({ file, ...with_, moved: differences(before.boxes, with_.boxes), shift: shift(with_, before), boxes: undefined });
  }
  const of = (figure) => visits.map(figure);
  const marked = visits.filter(({ drawn }) => typeof drawn === "number");
  const worst = (key) => visits.reduce((a, b) => (b[key] > a[key] ? b : a));
  const rows = [
    row(`${visits.length} saved pages: elements that stand elsewhere than without us, in all`, SHIFT, [of(({ moved }) => moved).reduce((a, b) => a + b, 0)], {
      note: visits.filter(({ moved }) => moved > 0).map(({ file, moved }) => `${file}: ${moved}`).join(", "),
    }),
    row("saved pages: script of ours", { unit: "ms" }, of(({ scriptMs }) => scriptMs), { detail: visits, note: `most: ${worst("scriptMs").file}` }),
    row("saved pages: longest task of ours", { budget: "<= 16 ms", limit: 16, unit: "ms" }, of(({ longestMs }) => longestMs), {
      note: `most: ${worst("longestMs").file}, ${worst("longestMs").longest[0]?.what ?? ""}`,
    }),
  ];
  if (marked.length > 0) {
    rows.push(row(`saved pages: first marks in view drawn after the page is idle, on the ${marked.length} that have any there`, { unit: "ms" }, marked.map(({ drawn, idle }) => Math.max(0, drawn - idle))));
  }
  if (visits[0].shift === null) return [...rows, unmeasurable("saved pages: layout shift caused by us", SHIFT, "the browser records none; see the places of elements")];
  return [...rows, row("saved pages: layout shift caused by us, in all", SHIFT, [of(({ shift }) => shift).reduce((a, b) => a + b, 0)])];
}

async function visit(player, url) {
  const { session, instruments } = player;
  const page = await player.tab();
  const { scriptMs, longestMs, longestByClockMs, longest, layoutShift } = await instruments.record(page, async () => {
    await page.goto(url, { waitUntil: "load" });
    if (session.id) await whenRead(session, page, 60_000);
    await pause(LOOK_MS);
  });
  const result = await seen(page);
  const boxes = await boxesOf(page);
  await page.close();
  return { ...result, scriptMs, longestMs, longestByClockMs, longest, layoutShift, boxes };
}

/** Where each element of the page's body stands, as text. */
function boxesOf(page) {
  return page.evaluate(() =>
    [...document.body.querySelectorAll("*")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return `${element.localName} ${x} ${y} ${width} ${height}`;
    }),
  );
}

function differences(before, after) {
  let count = Math.abs(before.length - after.length);
  for (let i = 0; i < Math.min(before.length, after.length); i++) if (before[i] !== after[i]) count += 1;
  return count;
}

/** The shift that the browser recorded, beyond what the page makes by itself. */
function shift(with_, without) {
  if (with_.layoutShift === null) return null;
  return Math.max(0, with_.layoutShift - without.layoutShift);
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
