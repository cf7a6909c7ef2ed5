/** The popup, opened by the real click on the toolbar's button. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { marksByKind, plain, texts } from "./harness/marks.mjs";
import { badges } from "./harness/overlay.mjs";
import { followsTheLook, isAccessible } from "./harness/report.mjs";
import { browserNames, choose, inProject, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

for (const name of browserNames) {
  describe(`popup, ${name}`, { timeout: 180_000 }, () => {
    let server;
    let session;
    let page;
    let items;
    let popup;

    before(async () => {
      ({ session, server } = await start(name, inProject("extension/sample")));
      page = await session.open(`${server.origin}/sample.html`);
      ({ items } = await whenRead(session, page));
      popup = await session.popup(page);
      await drawn();
    });
    after(async () => {
      await popup?.close().catch(() => {});
      await stop({ session, server });
    });

    const drawn = () => until("the summary", () => popup.evaluate(() => document.querySelector(".sg-finding") !== null));
    /** The summary is drawn anew whenever the page is judged anew, so what is clicked may have to be waited for. */
    const click = (selector) =>
      until(selector, () =>
        popup.evaluate((selector) => {
          const found = document.querySelector(selector);
          found?.click();
          return found !== null;
        }, selector),
      );
    const settings = () => session.background(async () => (await chrome.storage.local.get("settings")).settings ?? {});

    test("calls are told with direction, instrument, prices and whose they are", async () => {
      const table = await popup.evaluate(() => document.querySelector(".sg-calls").innerText.replace(/\s+/g, " "));
      const calls = items.filter(({ label }) => label === "call");
      const setUp = calls.find(({ levels }) => levels.entry.length > 0);
      assert.ok(setUp, "the sample has a set-up");
      for (const price of [...setUp.levels.entry, ...setUp.levels.stop, ...setUp.levels.targets]) {
        assert.ok(table.includes(plain(price)), `${price} in ${table}`);
      }
      for (const { instruments } of calls) for (const { name } of instruments) {
        assert.ok(table.toLowerCase().includes(plain(name).replace(/^[$#]/, "").toLowerCase()), name);
      }
    });

    test("the bar's parts are the shares of the page", async () => {
      const grown = await popup.evaluate(() => [...document.querySelectorAll(".sg-part")].map((part) => Number(part.style.flexGrow)));
      const told = await popup.evaluate(() => document.querySelector(".sg-verdict").textContent);
      const whole = grown.reduce((sum, part) => sum + part, 0);
      assert.ok(told.includes(String(whole)), `${whole} sentences in: ${told}`);
    });

    test("the verdict is announced when the page has been read", async () => {
      const [live, verdict] = await popup.evaluate(() => [
        document.getElementById("live").textContent,
        document.querySelector(".sg-verdict").textContent,
      ]);
      assert.equal(live, verdict);
      assert.notEqual(verdict, "");
    });

    test("a kind that is switched off goes from the page and comes back", async () => {
      await click("#open-marking");
      const count = async () => (await marksByKind(page)).speculation.length;
      const before = await count();
      assert.ok(before > 0);
      const counted = await session.badge(page);
      await click("#marking input[value=speculation]");
      await until("no speculation is painted", async () => (await count()) === 0);
      assert.ok((await marksByKind(page)).call.length > 0, "calls stay");
      await until("the toolbar counts fewer", async () => Number(await session.badge(page)) < Number(counted));
      await click("#marking input[value=speculation]");
      await until("it is painted again", async () => (await count()) === before);
      await until("the toolbar counts all", async () => (await session.badge(page)) === counted);
    });

    test("badges go and come back", async () => {
      await until("badges", async () => (await badges(session, page)).length > 0);
      await click("#marking input[name=badges]");
      await until("no badges", async () => (await badges(session, page)).length === 0);
      await click("#marking input[name=badges]");
      await until("badges are back", async () => (await badges(session, page)).length > 0);
    });

    test("the number on the toolbar can be switched off and on", async () => {
      const counted = await session.badge(page);
      assert.match(counted, /^\d+$/);
      await choose(session, { count: false });
      await until("no number", async () => (await session.badge(page)) === "");
      await choose(session, {});
      await until("the number again", async () => (await session.badge(page)) === counted);
    });

    test("the sensitivity is kept, with a word on what it means", async () => {
      const means = () => popup.evaluate(() => document.getElementById("sensitivity-means").textContent);
      const before = await means();
      await click("#marking input[value=strict]");
      await until("it is stored", async () => (await settings()).sensitivity === "strict");
      await until("it is explained", async () => (await means()) !== before);
      await click("#marking input[value=balanced]");
      await until("it is stored", async () => (await settings()).sensitivity === "balanced");
    });

    test("the list is filtered by kind, and a click goes to the sentence and flashes it", async () => {
      // After a change of sensitivity the page is judged again, and its findings come back.
      await whenRead(session, page);
      await until("all findings again", () =>
        popup.evaluate((all) => document.querySelectorAll(".sg-finding").length === all, items.length),
      );
      await click('[data-sg-show="disclaimer"]');
      const kinds = await popup.evaluate(() => [...document.querySelectorAll(".sg-finding")].map((item) => item.dataset.sgKind));
      assert.deepEqual([...new Set(kinds)], ["disclaimer"]);
      const sentence = await popup.evaluate(() => {
        const last = [...document.querySelectorAll(".sg-pick")].at(-1);
        last.click();
        return last.querySelector(".sg-sentence").textContent;
      });
      const flashed = await until("a flash", async () => (await texts(page, "flash")).map(plain).join(" "));
      assert.equal(flashed, plain(sentence));
      await click('[data-sg-show="all"]');
    });

    test("it fits 360 px", async () => {
      const overflow = await popup.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return [scrollWidth, clientWidth];
      });
      assert.ok(overflow[0] <= overflow[1], String(overflow));
    });

    test("kinds have the colours that the person chose, at once", () => followsTheLook(session, popup));

    test("axe finds nothing wrong, in light and in dark", () => isAccessible(popup));
  });
}
