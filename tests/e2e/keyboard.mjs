/**
 * Keyboard commands. Firefox: the keys themselves, pressed in the browser's window. Chromium: the keys that a driver presses
 * don't reach the browser's list of shortcuts, so the command's event is dispatched in the background.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { marksByKind, plain, texts } from "./harness/marks.mjs";
import { card, OVERLAY } from "./harness/overlay.mjs";
import { browserNames, inProject, report, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

const FOLDER = inProject("extension/sample");

for (const name of browserNames) {
  describe(`keyboard, ${name}`, { timeout: 180_000 }, () => {
    let server;
    let session;
    let page;
    let items;

    before(async () => {
      ({ session, server } = await start(name, FOLDER));
      page = await session.open(`${server.origin}/sample.html`);
      ({ items } = await whenRead(session, page));
    });
    after(() => stop({ session, server }));

    const cardIs = (text) =>
      until(`the card of: ${text}`, async () => {
        const open = await card(session, page);
        return open !== null && plain(open.quote) === plain(text) && open;
      });
    const spoken = () => session.inShadow(page, OVERLAY, (root) => root.querySelector("[role=status]")?.textContent ?? "");
    const focus = () => page.evaluate(() => document.activeElement?.localName ?? "");

    test("at most four commands come with keys, and all can be changed in the browser", async () => {
      const commands = await session.background(async () => chrome.commands.getAll());
      const names = commands.map(({ name }) => name);
      for (const own of ["next-mark", "previous-mark", "open-panel", "toggle-site", "open-card", "tell-summary"]) {
        assert.ok(names.includes(own), own);
      }
      const withKeys = commands.filter(({ name, shortcut }) => !name.startsWith("_") && shortcut !== "");
      assert.equal(withKeys.length, 4);
      assert.ok(commands.every(({ name, description }) => name.startsWith("_") || description !== ""));
    });

    test("next goes from mark to mark, opens each card, says what it is and leaves the focus alone", async () => {
      const before = await focus();
      for (const [i, item] of items.slice(0, 3).entries()) {
        await session.command(page, "next-mark");
        await cardIs(item.text);
        await until("it is said", async () => (await spoken()).includes(item.message));
        assert.match(await spoken(), new RegExp(`\\b${i + 1}\\b.*\\b${items.length}\\b`));
        assert.equal((await texts(page, "flash")).map(plain).join(" "), plain(item.text));
      }
      assert.equal(await focus(), before);
    });

    test("previous goes back, and round from the first to the last", async () => {
      for (const item of [items[1], items[0], items.at(-1)]) {
        await session.command(page, "previous-mark");
        await cardIs(item.text);
        const inSight = await page.evaluate(() => {
          const [range] = CSS.highlights.get("saltgrain-flash");
          const box = range.startContainer.parentElement.getBoundingClientRect();
          return box.bottom > 0 && box.top < innerHeight;
        });
        assert.ok(inSight, item.text);
      }
      await page.keyboard.press("Escape");
      await until("the card is closed", async () => !(await card(session, page)));
    });

    test("the switch for the site goes off and on", async () => {
      await session.command(page, "toggle-site");
      await until("the marks are gone", async () => Object.values(await marksByKind(page)).flat().length === 0);
      await until("nothing of ours runs", async () => (await report(session, page)) === null);
      await session.command(page, "toggle-site");
      await until("the marks are back", async () => Object.values(await marksByKind(page)).flat().length > 0);
      ({ items } = await whenRead(session, page));
    });

    test("commands without suggested keys work as well: the summary is said, the card opens again", async () => {
      await session.setKeys?.("tell-summary", "Alt+Shift+Y");
      await session.setKeys?.("open-card", "Alt+Shift+U");
      await session.command(page, "tell-summary");
      const calls = items.filter(({ label }) => label === "call").length;
      await until("the summary is said", async () => new RegExp(`call: ${calls}\\b`, "i").test(await spoken()));
      await session.command(page, "next-mark");
      const open = await until("a card", () => card(session, page));
      await page.keyboard.press("Escape");
      await until("the card is closed", async () => !(await card(session, page)));
      await session.command(page, "open-card");
      await cardIs(open.quote);
    });
  });
}
