/** A probe in the page's own world, put there before the page loads: when marks stood, when they were drawn, how many. */

const EVERY_MS = 4;

/** @typedef {{ idle: number, first: number | null, drawn: number | null, last: number | null, marks: number }} Seen times in ms since navigation */

/** Runs in the page. */
function probe(everyMs) {
  const seen = { first: null, drawn: null, last: null, marks: 0 };
  globalThis.saltgrainBench = seen;
  const isInView = () => {
    for (const [name, highlight] of CSS.highlights) {
      if (!name.startsWith("saltgrain-")) continue;
      for (const { startContainer, startOffset, endContainer, endOffset } of highlight) {
        const range = new Range();
        range.setStart(startContainer, startOffset);
        range.setEnd(endContainer, endOffset);
        const { top, bottom } = range.getBoundingClientRect();
        if (bottom > 0 && top < innerHeight) return true;
      }
    }
    return false;
  };
  const look = () => {
    let marks = 0;
    for (const [name, { size }] of CSS.highlights) if (name.startsWith("saltgrain-")) marks += size;
    if (marks !== seen.marks) {
      seen.marks = marks;
      seen.last = performance.now();
      if (seen.first === null && isInView()) {
        seen.first = seen.last;
        // A task after the next frame's callbacks comes when that frame has been drawn.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            seen.drawn = performance.now();
            port1.close();
          };
          port2.postMessage(null);
        });
      }
    }
    setTimeout(look, everyMs);
  };
  setTimeout(look, everyMs);
}

/** Puts the probe into every document that this page will load. */
export function watch(page) {
  return page.evaluateOnNewDocument(probe, EVERY_MS);
}

/**
 * What the probe has seen. The page is idle when it has loaded and drawn itself: then the browser lets us in.
 *
 * @returns {Promise<Seen>}
 */
export function seen(page) {
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const drawn = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    return { ...globalThis.saltgrainBench, idle: Math.max(navigation.loadEventEnd, drawn), now: performance.now() };
  });
}

/** Waits until the number of marks has not changed for a while, asking seldom. */
export async function settled(page, quietMs, withinMs = 120_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    const now = await seen(page);
    if (now.last !== null && now.now - now.last >= quietMs) return now;
    if (Date.now() > end) throw new Error(`no marks, or no end of them, within ${withinMs} ms on ${page.url()}`);
  }
}
