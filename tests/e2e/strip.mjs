/** The strip at the page's edge: off at first, a tick for each place with marks, a click goes there; nothing else is caught. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plain, texts } from "./harness/marks.mjs";
import { OVERLAY } from "./harness/overlay.mjs";
import { browserNames, choose, inProject, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";
import { serialise } from "./harness/untouched.mjs";

const ROW = 6;

for (const name of browserNames) {
  describe(`strip, ${name}`, { timeout: 180_000 }, () => {
    let server;
    let session;
    let page;
    let items;

    before(async () => {
      ({ session, server } = await start(name, inProject("extension/sample")));
      page = await session.open(`${server.origin}/sample.html`);
      ({ items } = await whenRead(session, page));
    });
    after(() => stop({ session, server }));

    const ticks = () =>
      session.inShadow(page, OVERLAY, (root) =>
        [...root.querySelectorAll(".strip .tick")].map((tick) => {
          const { left, right, top, height } = tick.getBoundingClientRect();
          return { kind: tick.className.split(" ")[1], left, right, y: top + height / 2 };
        }),
      );
    const some = () => until("ticks", async () => (await ticks())?.length > 0 && ticks());
    const size = () => page.evaluate(() => ({ width: document.documentElement.clientWidth, height: document.documentElement.clientHeight }));

    test("it is off until it is asked for, follows the setting, and leaves the page as it is", async () => {
      assert.deepEqual(await ticks(), []);
      const before = await serialise(page);
      await choose(session, { strip: true });
      await some();
      assert.deepEqual(await serialise(page), before);
      await choose(session, {});
      await until("none", async () => (await ticks()).length === 0);
      await choose(session, { strip: true });
      await some();
    });

    test("every mark has its tick, at the page's edge", async () => {
      const { width, height } = await size();
      await until("a tick for every mark", async () => {
        const all = await ticks();
        return items.every(({ at }) => all.some(({ y }) => Math.abs(y - at * height) < height * 0.02 + ROW));
      });
      for (const { right } of await ticks()) assert.equal(right, width);
    });

    test("a click goes to a mark and flashes it; where there is no tick the page is clicked", async () => {
      const all = await ticks();
      const last = all.toSorted((a, b) => a.y - b.y).at(-1);
      await page.mouse.click(last.left + 4, last.y);
      const shown = await until("a flash", async () => (await texts(page, "flash")).map(plain).join(" "));
      assert.ok(items.some(({ text, label }) => plain(text) === shown && label === last.kind), `${shown} is ${last.kind}`);
      const { height } = await size();
      const free = [...Array(Math.floor(height)).keys()].find((y) => y > 20 && all.every((tick) => Math.abs(tick.y - y) > ROW));
      const hit = (x, y) => page.evaluate((x, y) => document.elementFromPoint(x, y)?.localName, x, y);
      assert.notEqual(await hit(last.left + 4, free), OVERLAY);
      assert.equal(await hit(last.left + 4, last.y), OVERLAY);
    });

    test("pointing at a tick tells kind and count", async () => {
      const [tick] = await ticks();
      await page.mouse.move(tick.left - 40, tick.y);
      await page.mouse.move(tick.left + 4, tick.y);
      const told = () => session.inShadow(page, OVERLAY, (root) => root.querySelector(".strip .told")?.textContent ?? "");
      assert.notEqual(await until("words", told), "");
      await page.mouse.move(tick.left - 40, tick.y);
      await until("no words", async () => (await told()) === "");
    });

    test("it follows the page as that grows, and stands at the other edge of a page written from the right", async () => {
      const before = (await ticks()).map(({ y }) => y);
      await page.evaluate(() => {
        const room = document.createElement("div");
        room.style.height = "3000px";
        document.body.append(room);
      });
      await until("ticks move up", async () => Math.max(...(await ticks()).map(({ y }) => y)) < Math.max(...before) - 50);
      await page.evaluate(() => {
        document.documentElement.dir = "rtl";
        document.body.append(document.createElement("p"));
      });
      await until("the other edge", async () => (await ticks()).every(({ left }) => left === 0));
    });
  });
}
