/** The card: it keeps out of the way of the focus and of the window's edges, and what its buttons do can be undone. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { pointAt, texts } from "./harness/marks.mjs";
import { card, OVERLAY } from "./harness/overlay.mjs";
import { browserNames, choose, inProject, report, whenRead, zoom } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

for (const name of browserNames) {
  describe(`card, ${name}`, { timeout: 240_000 }, () => {
    let server;
    let session;
    let page;

    before(async () => {
      ({ session, server } = await start(name, inProject("tests/pages/painting")));
      page = await session.open(`${server.origin}/overlaps.html`);
      await whenRead(session, page, 60_000);
    });
    after(() => stop({ session, server }));

    async function openCard(kind = "speculation") {
      await page.mouse.move(1, 1);
      await until("no card", async () => !(await card(session, page)));
      await until("marks", async () => (await texts(page, kind)).length > 0);
      await pointAt(page, kind);
      return until("a card", async () => {
        const open = await card(session, page);
        return open?.isSettled && open;
      });
    }

    /** Presses a button of the card or of the notice with the mouse. */
    async function press(selector) {
      const at = await until(`the button ${selector}`, () =>
        session.inShadow(
          page,
          OVERLAY,
          (root, selector) => {
            const box = root.querySelector(selector)?.getBoundingClientRect();
            return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          },
          selector,
        ),
      );
      await page.mouse.click(at.x, at.y);
    }

    const settings = () => session.background(async () => (await chrome.storage.local.get("settings")).settings ?? {});
    const findings = async () => (await report(session, page)).items.length;
    const all = async () => (await Promise.all(["speculation", "call", "disclaimer"].map((kind) => texts(page, kind)))).flat().length;

    test("opened by pointing, it leaves the focus and the page's place alone", async () => {
      await page.evaluate(() => {
        const field = document.createElement("input");
        field.id = "field";
        document.body.append(field);
        field.focus();
      });
      await openCard();
      assert.equal(await page.evaluate(() => document.activeElement.id), "field");
      await page.keyboard.press("Escape");
      await until("closed", async () => !(await card(session, page)));
      assert.equal(await page.evaluate(() => document.activeElement.id), "field");
    });

    test("it stays within the window, at every zoom", async () => {
      for (const factor of [1, 2, 0.5]) {
        await zoom(session, page, factor);
        await until("zoomed", () => page.evaluate((factor) => Math.abs(devicePixelRatio - factor) < 0.01, factor));
        for (const justify of ["start", "end"]) {
          await page.evaluate((justify) => {
            document.body.style.cssText = `display: flex; flex-direction: column; align-items: ${justify}; justify-content: ${justify}; min-height: 95vh`;
          }, justify);
          await openCard();
          const { box, width, height } = await session.inShadow(page, OVERLAY, (root) => ({
            box: root.querySelector("#card").getBoundingClientRect().toJSON(),
            width: innerWidth,
            height: innerHeight,
          }));
          assert.ok(box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height, `${factor}, ${justify}`);
        }
      }
      await zoom(session, page, 1);
      await page.evaluate(() => document.body.removeAttribute("style"));
    });

    test("not this one: hidden at once, undone on request, else for good and under a hash", async () => {
      const before = { marks: await all(), findings: await findings() };
      const { quote, kind } = await openCard();
      await press("[data-action=dismiss]");
      await until("the mark is gone", async () => (await all()) < before.marks);
      assert.ok((await findings()) < before.findings);
      await press(".notice .undo");
      await until("the mark is back", async () => (await all()) === before.marks);
      await until("nothing is remembered", async () => (await settings()).dismissed?.length === 0);
      await openCard();
      await press("[data-action=dismiss]");
      const [hash] = await until("it is remembered", async () => {
        const { dismissed } = await settings();
        return dismissed.length === 1 && dismissed;
      });
      assert.match(hash, /^[0-9a-f]{16}:[0-9a-f]{16}$/);
      assert.ok(!JSON.stringify(await settings()).includes(quote.slice(0, 10)));
      await page.reload();
      await whenRead(session, page, 60_000);
      await until("the others are marked", async () => (await all()) > 0);
      assert.ok((await all()) < before.marks);
      assert.equal((await report(session, page)).items.filter(({ text, label }) => text === quote && label === kind).length, 0);
      await choose(session, {});
      await page.reload();
      await whenRead(session, page, 60_000);
      await until("all is as before", async () => (await all()) === before.marks);
    });

    test("never this phrase: the family is muted, and can be let in again", async () => {
      const before = await all();
      await openCard();
      await press("[data-action=mute]");
      await until("marks are gone", async () => (await all()) < before);
      await until("it is remembered", async () => /^[SDC]-\d+$/.test((await settings()).familiesOff?.[0] ?? ""));
      await press(".notice .undo");
      await until("marks are back", async () => (await all()) === before);
      await until("it is forgotten", async () => (await settings()).familiesOff.length === 0);
    });

    test("copy says that it was done", async () => {
      await openCard();
      await press("[data-action=copy]");
      const said = await until("an answer", () => session.inShadow(page, OVERLAY, (root) => root.querySelector(".said")?.textContent));
      assert.equal(said, "Copied");
    });

    test("why opens the family's place in the list of families", async () => {
      await openCard();
      await press("[data-action=why]");
      const url = await until("the list of families", () =>
        session.background(async () => (await chrome.tabs.query({})).find(({ url }) => url?.includes("/families.html#"))?.url),
      );
      assert.match(url, /#[SDC]-\d+$/);
      await session.background(async () => {
        for (const { id, url } of await chrome.tabs.query({})) if (url?.includes("/families.html#")) await chrome.tabs.remove(id);
      });
    });

    test("nothing of ours has thrown", async () => assert.deepEqual(await session.errors(), []));
  });
}
