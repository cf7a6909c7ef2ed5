/** What a tab holds because of us, and how many engines there are. */
import { whenRead } from "../../../tests/e2e/harness/session.mjs";
import { expect, row } from "../row.mjs";

const BUDGET = { budget: "< 3 MB", limit: 3, unit: "MB" };
const TABS = 3;

/** @param {import("../stage.mjs").Stage} stage */
export async function memory({ ours, bare, pages, isQuick }) {
  const rows = [];
  for (const [name, what] of [["article", "article, 100 KB"], ["large", "large page, 5 MB"]]) {
    const values = [];
    let how = "";
    for (let i = 0; i < (isQuick ? 1 : 3); i++) {
      const barePage = await open(bare, pages.made(name));
      const page = await open(ours, pages.made(name));
      await whenRead(ours.session, page, 120_000);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const measured = await ours.instruments.memory(page, bare, barePage);
      values.push(measured.bytes / 2 ** 20);
      how = measured.how;
      await page.close();
      await barePage.close();
    }
    rows.push(row(`memory in a tab: ${what}`, BUDGET, values, { note: how }));
  }
  const tabs = [];
  for (let i = 0; i < TABS; i++) {
    const page = await open(ours, pages.made("article"));
    await whenRead(ours.session, page);
    tabs.push(page);
  }
  const { inBackground, inPages } = await ours.instruments.engines(tabs);
  for (const page of tabs) await page.close();
  expect(inBackground + inPages > 0, "no engine was found at all");
  rows.push(
    row(`engines for ${TABS} tabs`, { budget: "1", limit: 1, unit: "" }, [inBackground + inPages], {
      note: `${inBackground} in the background, ${inPages} in the tabs`,
    }),
  );
  return rows;
}

async function open({ session }, url) {
  const page = await session.browser.newPage();
  await page.goto(url, { waitUntil: "load" });
  return page;
}
