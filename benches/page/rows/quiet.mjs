/** Pages with nothing to do: a site that is switched off, and a page without a mark. */
import { until } from "../../../tests/e2e/harness/until.mjs";
import { choose, whenRead } from "../../../tests/e2e/harness/session.mjs";
import { expect, row } from "../row.mjs";

const SCRIPT = { budget: "< 1 ms of script", limit: 1, unit: "ms" };
const LEFT = { budget: "none", limit: 0, unit: "" };
const LOOK_MS = 1500;
const STEPS = 40;

/** @param {import("../stage.mjs").Stage} stage */
export async function quiet(stage) {
  return [...(await withoutMarks(stage)), ...(await switchedOff(stage))];
}

async function switchedOff({ ours: { session, instruments }, pages, runs }) {
  await setOff(session, ["127.0.0.1"]);
  const script = [];
  try {
    for (let i = 0; i < runs; i++) {
      const page = await session.browser.newPage();
      const recorded = await instruments.record(page, async () => {
        await page.goto(pages.made("article"), { waitUntil: "load" });
        await pause(LOOK_MS);
        await poke(page);
      });
      expect((await page.evaluate(() => CSS.highlights.size)) === 0, "a page of a site that is switched off has marks");
      script.push(recorded.scriptMs);
      await page.close();
    }
  } finally {
    await setOff(session, []);
  }
  return [row("switched off: script of ours in all", SCRIPT, script)];
}

async function withoutMarks({ ours: { session, instruments }, pages, runs }) {
  const [first, after, detail] = [[], [], []];
  let left = [];
  for (let i = 0; i < runs; i++) {
    const page = await session.browser.newPage();
    const reading = await instruments.record(page, async () => {
      await page.goto(pages.made("plain"), { waitUntil: "load" });
      await pause(LOOK_MS);
    });
    const { state, items } = await whenRead(session, page);
    expect(state === "read" && items.length === 0, `a page without marks is ${state} with ${items.length} findings`);
    const poked = await instruments.record(page, () => poke(page));
    first.push(reading.scriptMs);
    after.push(poked.scriptMs);
    detail.push({ reading: reading.longest, poked: poked.longest });
    if (i === 0) left = await session.listeners(page);
    await page.close();
  }
  const rows = [
    row("no mark found (100 KB): script of ours while it is scrolled, pointed at and restyled after the first pass", SCRIPT, after, { detail }),
    row("no mark found (100 KB): script of the first pass", { unit: "ms" }, first),
  ];
  const what = "no mark found: listeners and observers left after the first pass";
  return [...rows, row(what, LEFT, [left.length], { note: left.join(", "), detail: left })];
}

/** A person scrolls and moves the mouse, the page restyles its paragraphs; no text changes. */
async function poke(page) {
  await page.evaluate(async (steps) => {
    const blocks = document.querySelectorAll("p");
    for (let i = 0; i < steps; i++) {
      scrollBy(0, 120);
      blocks[(i * 7) % blocks.length].style.opacity = i % 2 ? "0.9" : "1";
      blocks[(i * 7) % blocks.length].dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  }, STEPS);
  for (let i = 0; i < 10; i++) await page.mouse.move(200 + 20 * i, 300);
}

async function setOff(session, sitesOff) {
  const before = await registration(session);
  await choose(session, { sitesOff });
  await until("the registration follows the settings", async () => (await registration(session)) !== before);
}

const registration = (session) =>
  session.background(async () => JSON.stringify((await chrome.scripting.getRegisteredContentScripts())[0]?.excludeMatches ?? []));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
