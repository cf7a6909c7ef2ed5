/**
 * The first start: the welcome page, tried live, and access asked for in context. In Firefox the browser's own prompt is
 * answered. Chromium's can't be driven: there the site is listed on the extension's page of details first, the browser's own
 * setting, and then the button's request is granted without a prompt.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axeFaults } from "./harness/axe.mjs";
import { closeWelcome } from "./harness/first-start.mjs";
import { browserNames, inProject, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

for (const name of browserNames) {
  describe(`welcome, ${name}`, { timeout: 180_000 }, () => {
    let server;
    let session;
    let page;
    let welcome;

    before(async () => {
      ({ session, server } = await start(name, inProject("extension/sample"), { access: false, welcome: true }));
      page = await session.open(`${server.origin}/sample.html`);
    });
    after(() => stop({ session, server }));

    const hasAccess = () => session.background(() => chrome.permissions.contains({ origins: ["<all_urls>"] }));

    test("installing opens it, and gives access to nothing", async () => {
      await closeWelcome(session);
      assert.equal(await hasAccess(), false);
      const manifest = await session.background(() => chrome.runtime.getManifest());
      assert.deepEqual(manifest.host_permissions ?? [], []);
      assert.deepEqual(manifest.content_scripts ?? [], []);
      assert.equal(await page.evaluate(() => CSS.highlights.size), 0);
    });

    test("the engine judges what is typed, and it is painted", async () => {
      welcome = await session.openOwn("welcome.html");
      const findings = () => welcome.evaluate(() => [...document.querySelectorAll("#findings [data-kind]")].map(({ dataset }) => dataset.kind));
      await until("findings in the sample", async () => new Set(await findings()).size === 3);
      assert.ok(await welcome.evaluate(() => [...CSS.highlights].some(([name, ranges]) => name.startsWith("saltgrain-call") && ranges.size > 0)));
      await welcome.evaluate(() => {
        const field = document.getElementById("text");
        field.value = "The parcel weighs three kilos.";
        field.dispatchEvent(new Event("input"));
      });
      await until("nothing in plain words", async () => (await findings()).length === 0);
      await welcome.evaluate(() => {
        const field = document.getElementById("text");
        field.value = "Not financial advice.";
        field.dispatchEvent(new Event("input"));
      });
      await until("a disclaimer", async () => String(await findings()) === "disclaimer");
    });

    test("axe finds nothing", async () => {
      assert.deepEqual(await axeFaults(welcome), []);
    });

    test("the popup says that access is missing, and offers the button", async () => {
      await page.bringToFront();
      const popup = await session.popup(page);
      await until("the button", () => popup.evaluate(() => document.getElementById("allow").checkVisibility()));
      await popup.close();
    });

    test("the button asks the browser, and pages that are open are read", async () => {
      if (name === "chromium") await session.approve();
      await welcome.bringToFront();
      await welcome.evaluate(() => document.getElementById("allow").click());
      if (name === "firefox") assert.match(await session.answerPrompt(true), /Saltgrain/);
      await until("access", hasAccess);
      // A page behind others is read when it is looked at.
      await page.bringToFront();
      const { items } = await whenRead(session, page);
      assert.ok(items.length > 0);
      await until("it is said", () => welcome.evaluate(() => document.getElementById("allow").hidden));
    });

    test("when access is taken back, the page is left alone", async () => {
      await session.takeAccess();
      await until("no access", async () => !(await hasAccess()));
      await until("no marks", () => page.evaluate(() => CSS.highlights.size === 0));
    });
  });
}
