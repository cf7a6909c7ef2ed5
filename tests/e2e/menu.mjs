/**
 * Judging the selection from the context menu. Firefox: the browser's own menu. Chromium: its menu can't be driven, so the
 * menu's event is dispatched in the background; access to the page is then given beforehand, as no real click gives it.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plain } from "./harness/marks.mjs";
import { OVERLAY } from "./harness/overlay.mjs";
import { browserNames, inProject, report, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";
import { serialise } from "./harness/untouched.mjs";

for (const name of browserNames) {
  describe(`context menu, ${name}`, { timeout: 180_000 }, () => {
    let server;
    let session;
    let page;

    before(async () => {
      ({ session, server } = await start(name, inProject("extension/sample")));
      page = await session.open(`${server.origin}/sample.html`);
    });
    after(() => stop({ session, server }));

    /** Selects the paragraph that a text begins in, and brings it into sight. */
    const select = (start) =>
      page.evaluate((start) => {
        const paragraph = [...document.querySelectorAll("p, li, h1, h2, td")].find((at) => at.textContent.includes(start));
        paragraph.scrollIntoView({ block: "center", behavior: "instant" });
        getSelection().selectAllChildren(paragraph);
        return getSelection().toString();
      }, start);
    const verdict = () =>
      session.inShadow(page, OVERLAY, (root) => {
        const shown = root.querySelector(".card.selection .verdict");
        if (!shown?.firstChild) return null;
        return {
          kinds: [...shown.querySelectorAll("li[data-kind]")].map((item) => item.dataset.kind),
          quotes: [...shown.querySelectorAll("blockquote")].map((quote) => quote.textContent),
          text: shown.textContent,
        };
      });
    const close = async () => {
      await page.keyboard.press("Escape");
      await until("the verdict is gone", async () => (await verdict()) === null);
    };

    test("a selection with a mark in it: its findings, as the page's own marks say, and the selection stays", async () => {
      const { items } = await whenRead(session, page);
      const item = items.find(({ label }) => label === "call");
      const selected = await select(item.text.slice(0, 20));
      await session.judgeSelection(page);
      const shown = await until("the verdict", verdict);
      assert.ok(shown.kinds.includes("call"));
      assert.ok(shown.quotes.map(plain).includes(plain(item.text)));
      assert.equal(await page.evaluate(() => getSelection().toString()), selected);
      await close();
    });

    test("on a site that is switched off it still answers, and leaves nothing behind", async () => {
      const { items } = await whenRead(session, page);
      const item = items.find(({ label }) => label === "speculation");
      await session.command(page, "toggle-site");
      await until("nothing of ours runs", async () => (await report(session, page)) === null);
      await page.reload();
      const { whole } = await serialise(page);
      await select(item.text.slice(0, 20));
      await session.judgeSelection(page);
      const shown = await until("the verdict", verdict);
      assert.ok(shown.kinds.includes("speculation"), shown.text);
      const during = await serialise(page);
      assert.deepEqual(during.extra, [`<${OVERLAY}></${OVERLAY}>`]);
      assert.equal(await page.evaluate(() => [...CSS.highlights.keys()].join()), "");
      await close();
      assert.equal((await serialise(page)).whole, whole);
    });

    test("where there is nothing to mark it says so", async () => {
      await page.evaluate(() => {
        const heading = document.querySelector("h1");
        heading.scrollIntoView({ block: "center", behavior: "instant" });
        heading.textContent = "The committee met on Tuesday and approved the minutes.";
        getSelection().selectAllChildren(heading);
      });
      await session.judgeSelection(page);
      const shown = await until("the verdict", verdict);
      assert.deepEqual(shown.kinds, []);
      assert.match(shown.text, /^Nothing to mark/);
      await close();
    });
  });
}
