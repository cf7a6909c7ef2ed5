/**
 * The settings page as a person uses it: what is chosen there is kept and shows on pages that are open. The access is given
 * by the browser's own setting (`session.install`).
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { axeFaults } from "./harness/axe.mjs";
import { browserNames, inProject, report, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

for (const name of browserNames) {
  describe(`settings, ${name}`, { timeout: 300_000 }, () => {
    let server;
    let session;
    let page;
    let options;

    before(async () => {
      ({ session, server } = await start(name, inProject("extension/sample")));
      page = await session.open(`${server.origin}/sample.html`);
      await whenRead(session, page);
      options = await session.openOwn("options.html");
      await until("the settings are drawn", () => options.evaluate(() => document.body.dataset.state === "drawn"));
    });
    after(() => stop({ session, server }));

    const stored = () => session.background(async () => (await chrome.storage.local.get("settings")).settings);
    const click = (selector) => options.evaluate((selector) => document.querySelector(selector).click(), selector);
    const text = (selector) => options.evaluate((selector) => document.querySelector(selector).textContent, selector);
    const type = (selector, value) =>
      options.evaluate(
        (selector, value) => {
          const field = document.querySelector(selector);
          field.value = value;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        },
        selector,
        value,
      );
    const importFile = (content) =>
      options.evaluate((content) => {
        const files = new DataTransfer();
        files.items.add(new File([content], "settings.json", { type: "application/json" }));
        const field = document.getElementById("file");
        field.files = files.files;
        field.dispatchEvent(new Event("change"));
      }, content);
    /** What is marked; a page behind others is read when it is looked at. */
    const families = async () => {
      await page.bringToFront();
      const known = await report(session, page);
      return known?.state === "read" ? known.items.map(({ tag }) => tag) : null;
    };

    test("axe finds nothing", async () => {
      assert.deepEqual(await axeFaults(options), []);
    });

    test("a phrase of one's own is checked while it is typed, and marks the open page", async () => {
      await options.evaluate(() => {
        document.getElementById("phrase-kind").value = "regex";
      });
      await type("#phrase-text", "(quarterly");
      await until("the fault", async () => (await text("#phrase-fault")).includes("unclosed group"));
      await click("#phrase-form [type=submit]");
      assert.equal((await stored())?.phrases?.length ?? 0, 0);
      await type("#phrase-text", "quarterly\\s+report");
      await until("no fault", async () => (await text("#phrase-fault")) === "");
      await click("#phrase-form [type=submit]");
      await until("the phrase is kept", async () => (await stored())?.phrases?.length === 1);
      await until("the page is judged anew", async () => (await families())?.includes("Own phrase"));
    });

    test("a family that is switched off marks nothing, and search finds it", async () => {
      await type("#family-search", "S-30");
      const ids = await options.evaluate(() => [...document.querySelectorAll("[data-family]")].map(({ dataset }) => dataset.family));
      assert.ok(ids.length > 100, `${ids.length} families`);
      const shown = await options.evaluate(() => document.querySelectorAll(".family:not([hidden])").length);
      assert.ok(shown > 0 && shown < ids.length, `${shown} are shown`);
      const speculation = async () => (await report(session, page)).items.filter(({ label }) => label === "speculation").length;
      const before = await speculation();
      await options.evaluate(() => {
        for (const box of document.querySelectorAll("[data-family^=S]")) box.click();
      });
      // The phrase of one's own is left.
      await until("no family speaks", async () => (await families()) !== null && (await speculation()) === 1, 60_000);
      await click("#families-on");
      await until("they speak again", async () => (await families()) !== null && (await speculation()) === before, 60_000);
    });

    test("an import with a fault says where and changes nothing; a good one can be undone", async () => {
      const before = await stored();
      await importFile('{"format":"saltgrain-settings","version":2,"settings":{"badges":false,"mode":"always"}}');
      await until("the fault", async () => (await text("#import-fault")).includes("mode"));
      await importFile(JSON.stringify({ format: "saltgrain-settings", version: 2, settings: { phrases: [{ text: "[", form: "regex", wholeWords: false, label: "call" }] } }));
      await until("the phrase at fault", async () => (await text("#import-fault")).includes("["));
      assert.deepEqual(await stored(), before);
      await importFile('{"format":"saltgrain-settings","version":2,"settings":{"badges":false}}');
      await until("it is taken", async () => (await stored()).badges === false);
      assert.equal((await stored()).phrases.length, 1);
      await click("#undo");
      await until("it is undone", async () => (await stored()).badges === true);
    });

    test("a site that is switched off goes from open pages and comes back", async () => {
      await type("[data-sites=sitesOff] input", "127.0.0.1");
      await click("[data-sites=sitesOff] [type=submit]");
      await until("the page is left alone", async () => (await report(session, page)) === null);
      await click("[data-sites=sitesOff] .entries button");
      await page.bringToFront();
      await whenRead(session, page);
    });

    test("modes decide what is registered", async () => {
      const matches = () => session.background(async () => (await chrome.scripting.getRegisteredContentScripts()).map(({ matches }) => matches));
      await click("[name=mode][value=asked]");
      await until("nothing is registered", async () => (await matches()).length === 0);
      await until("the page is left alone", async () => (await report(session, page)) === null);
      await click("[name=mode][value=chosen]");
      await type("[data-sites=sitesOn] input", `${server.origin}/sample.html`);
      await click("[data-sites=sitesOn] [type=submit]");
      await until("the site is registered", async () => JSON.stringify(await matches()) === '[["*://127.0.0.1/*"]]');
      await page.bringToFront();
      await whenRead(session, page);
    });

    test("reset asks first, with the safe answer in focus, and Escape is that answer", async () => {
      const asks = () => options.evaluate(() => document.getElementById("resetting").open);
      const focus = () => options.evaluate(() => document.activeElement.id);
      const before = await stored();
      await options.bringToFront();
      for (const [key, isMirrored] of [["Escape", false], ["Enter", true]]) {
        await session.background((mirror) => chrome.storage.local.set({ mirror }), isMirrored);
        await options.evaluate(() => {
          const button = document.getElementById("reset");
          button.focus();
          button.click();
        });
        await until("the question", asks);
        assert.equal(await focus(), "reset-not");
        assert.equal(await options.evaluate(() => !document.getElementById("reset-mirrored").hidden), isMirrored);
        assert.deepEqual(await axeFaults(options), []);
        await session.press(options, key);
        await until("the question is gone", async () => !(await asks()));
        assert.equal(await focus(), "reset");
        assert.deepEqual(await stored(), before);
      }
      await until("the mirror", () => session.background(async () => "settings.0" in (await chrome.storage.sync.get("settings.0"))));
      await session.background(() => chrome.storage.local.remove("mirror"));
      await session.background(() => chrome.storage.sync.clear());
    });

    test("reset takes everything back and can be undone", async () => {
      await click("#reset");
      await until("the question", () => options.evaluate(() => document.getElementById("resetting").open));
      await click("#reset-all");
      await until("the first settings", async () => (await stored()).mode === "everywhere");
      assert.equal((await stored()).phrases.length, 0);
      await click("#undo");
      await until("it is undone", async () => (await stored()).mode === "chosen" && (await stored()).phrases.length === 1);
    });

    test("the mirror holds settings and no sites, and is off until it is asked for", async () => {
      const mirrored = () => session.background(async () => JSON.stringify(await chrome.storage.sync.get(null)));
      assert.equal(await mirrored(), "{}");
      await click("#mirror");
      await until("the mirror", async () => (await mirrored()).includes("quarterly"));
      assert.ok(!(await mirrored()).includes("127.0.0.1"));
    });
  });
}
