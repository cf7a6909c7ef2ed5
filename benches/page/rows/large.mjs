/** A page of 5 MB and 50,000 sentences. */
import { whenRead } from "../../../tests/e2e/harness/session.mjs";
import { settled } from "../probe.mjs";
import { expect, row } from "../row.mjs";

const QUIET_MS = 2500;
/** On so long a page what is said of markets is thin, so the engine doubts more of it. */
const FOUND = 0.6;

/** @param {import("../stage.mjs").Stage} stage */
export async function large({ ours, pages, isQuick }) {
  const visits = [];
  const { planted, sentences, bytes } = pages.workloads.large;
  for (let i = 0; i < (isQuick ? 2 : 5); i++) {
    const page = await ours.tab();
    let result = null;
    const { scriptMs, longestMs, longestByClockMs, longest, stretches } = await ours.instruments.record(page, async () => {
      await page.goto(pages.made("large"), { waitUntil: "load", timeout: 120_000 });
      result = await settled(page, QUIET_MS);
    });
    const { state, items, sentences: judged, unread } = await whenRead(ours.session, page, 60_000);
    expect(state === "read" && unread.length === 0, `the large page is ${state}, ${unread.length} passages unread`);
    expect(judged > 0.98 * sentences, `${judged} of ${sentences} sentences were judged`);
    expect(items.length >= FOUND * planted, `${items.length} findings on the large page, ${planted} sentences planted`);
    const over = stretches.filter(({ cpuMs }) => cpuMs > 16);
    visits.push({ ...result, findings: items.length, scriptMs, longestMs, longestByClockMs, longest, over16: over.length });
    await page.close();
  }
  const of = (figure) => visits.map(figure);
  const [visit] = visits;
  const causes = [...new Set(visit.longest.filter(({ cpuMs }) => cpuMs > 16).map(({ what }) => what))].join(", ");
  return [
    row(`large page, ${(bytes / 1e6).toFixed(1)} MB, ${sentences} sentences: first marks drawn`, { budget: "< 200 ms", limit: 200, unit: "ms" }, of(({ drawn, idle }) => Math.max(0, drawn - idle)), {
      detail: visits,
    }),
    row("large page: all marks stand", { budget: "< 3 s", limit: 3000, unit: "ms" }, of(({ last, idle }) => last - idle)),
    row("large page: longest task of ours", { budget: "<= 16 ms", limit: 16, unit: "ms" }, of(({ longestMs }) => longestMs), {
      note: `${visit.over16} tasks over 16 ms${causes ? `: ${causes}` : ""}`,
    }),
    row("large page: script of ours, in all", { unit: "ms" }, of(({ scriptMs }) => scriptMs)),
  ];
}
