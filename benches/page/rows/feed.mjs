/** An endless feed that takes in posts and scrolls: frames missed because of us, and the heap after it. */
import { whenRead } from "../../../tests/e2e/harness/session.mjs";
import { expect, row } from "../row.mjs";
import { median } from "../statistics.mjs";
import { POSTS_A_MINUTE } from "../workloads.mjs";

const FULL_S = 300;
const QUICK_S = 30;
/** The trace is kept for this long out of each minute. */
const WINDOW_S = 15;
/** A gap between frames as long as this many frames has missed at least one. */
const MISSED = 1.5;
const WARM_UP_MS = 8000;

/** @param {import("../stage.mjs").Stage} stage */
export async function feed(stage) {
  const { ours, bare, isQuick, name } = stage;
  const seconds = isQuick ? QUICK_S : FULL_S;
  const without = await soak(stage, bare, seconds);
  const with_ = await soak(stage, ours, seconds);
  const megabytes = (bytes) => bytes / 2 ** 20;
  const grown = ({ heap }) => megabytes(heap.after - heap.before);
  return [
    row(`feed, ${POSTS_A_MINUTE} posts a minute, ${seconds} s: frames missed because of us`, { budget: "<= 1 %", limit: 1, unit: "%" }, [with_.missedByUs], {
      note: `missed for any reason: ${with_.missed.toFixed(1)} % with, ${without.missed.toFixed(1)} % without us`,
      detail: { with: with_, without },
    }),
    row("feed: growth of the heap after garbage collection", { budget: "± 2 MB", limit: 2, unit: "MB" }, [Math.max(0, grown(with_))], {
      note: `with us ${grown(with_).toFixed(2)}, without ${grown(without).toFixed(2)}${name === "firefox" ? "; script's part of about:memory" : ""}`,
    }),
    row("feed: script of ours a minute", { unit: "ms" }, [with_.scriptMsAMinute], { note: with_.longest[0]?.what ?? "" }),
    row("feed: longest task of ours", { unit: "ms" }, [with_.longestMs]),
  ];
}

async function soak({ pages }, player, seconds) {
  const { session, instruments } = player;
  const page = await session.browser.newPage();
  await page.goto(pages.made("feed"), { waitUntil: "load" });
  await page.evaluate(() => globalThis.feed.start());
  // Starts after the first pass over the feed and the browser's own warming up.
  await pause(WARM_UP_MS);
  const before = await instruments.heap(page);
  const addedBefore = await page.evaluate(() => globalThis.feed.added);
  const frames = [];
  const recordings = [];
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await page.evaluate(() => globalThis.feed.frames.splice(0));
    recordings.push(await instruments.record(page, () => pause(WINDOW_S * 1000)));
    frames.push(await page.evaluate(() => ({ times: globalThis.feed.frames.splice(0) })));
    await pause(Math.max(0, Math.min(end - Date.now(), (60 - WINDOW_S) * 1000)));
  }
  const added = (await page.evaluate(() => globalThis.feed.added)) - addedBefore;
  await page.evaluate(() => globalThis.feed.stop());
  await pause(6000);
  const after = await instruments.heap(page);
  if (player.session.id) {
    const { items } = await whenRead(session, page, 30_000);
    expect(items.length > 0, "the feed has no marks");
  }
  await page.close();
  return { added, heap: { before, after }, ...tell(frames, recordings) };
}

/** Frames are missed because of us where our code ran for more than half of a frame within the gap. */
function tell(frames, recordings) {
  let [all, missed, byUs] = [0, 0, 0];
  frames.forEach(({ times }, i) => {
    const gaps = times.slice(1).map((end, k) => ({ start: times[k], end }));
    const frame = median(gaps.map(({ start, end }) => end - start));
    for (const { start, end } of gaps) {
      const lost = end - start > MISSED * frame ? Math.round((end - start) / frame) - 1 : 0;
      all += 1 + lost;
      missed += lost;
      const spent = recordings[i].stretches.reduce((sum, { at, ms }) => sum + Math.max(0, Math.min(end, at + ms) - Math.max(start, at)), 0);
      if (spent > frame / 2) byUs += Math.min(lost, Math.ceil(spent / frame));
    }
  });
  const minutes = (recordings.length * WINDOW_S) / 60;
  const longest = recordings.flatMap(({ longest }) => longest).sort((a, b) => b.cpuMs - a.cpuMs);
  return {
    frames: all,
    missed: (100 * missed) / all,
    missedByUs: (100 * byUs) / all,
    scriptMsAMinute: recordings.reduce((sum, { scriptMs }) => sum + scriptMs, 0) / minutes,
    longestMs: longest[0]?.cpuMs ?? 0,
    longest: longest.slice(0, 8),
  };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
