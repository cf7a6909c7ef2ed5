/**
 * The panel beside the page, opened as a person opens it (Chromium: by the popup's button; Firefox: by the keys of its
 * command), and the same as a report in a tab.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plain, texts } from "./harness/marks.mjs";
import { followsTheLook, isAccessible } from "./harness/report.mjs";
import { browserNames, inProject, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

for (const name of browserNames) {
  describe(`panel, ${name}`, { timeout: 180_000 }, () => {
    let server;
    let session;
    let page;
    let items;
    let panel;

    before(async () => {
      ({ session, server } = await start(name, inProject("extension/sample")));
      page = await session.open(`${server.origin}/sample.html`);
      ({ items } = await whenRead(session, page));
      panel = await session.panel(page);
      await listed(items.length);
    });
    after(() => stop({ session, server }));

    const sentences = () => panel.evaluate(() => [...document.querySelectorAll(".sg-finding .sg-sentence")].map((at) => at.textContent));
    const listed = (count) => until(`${count} findings in the panel`, async () => (await sentences()).length === count);
    const click = (selector) => panel.evaluate((selector) => document.querySelector(selector).click(), selector);
    const search = (query) =>
      panel.evaluate((query) => {
        const field = document.getElementById("search");
        field.value = query;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }, query);
    const flashed = async () => (await texts(page, "flash")).map(plain).join(" ");

    test("next and previous go through the marks, on the page and in the list", async () => {
      for (const [button, item] of [["next", items[0]], ["next", items[1]], ["previous", items[0]], ["previous", items.at(-1)]]) {
        await click(`#${button}`);
        await until(`on the page: ${item.text}`, async () => (await flashed()) === plain(item.text));
        const current = await panel.evaluate(() => document.querySelector("[aria-current=true] .sg-sentence").textContent);
        assert.equal(plain(current), plain(item.text));
      }
      assert.match(await panel.evaluate(() => document.getElementById("position").textContent), new RegExp(`${items.length}.*${items.length}`));
    });

    test("search lists what holds every word, and stepping keeps to it", async () => {
      const word = "Halden";
      const expected = items.filter(({ text, instruments }) =>
        [text, ...instruments.map(({ name }) => name)].some((at) => at.toLowerCase().includes(word.toLowerCase())),
      );
      assert.ok(expected.length > 0 && expected.length < items.length);
      await search(word);
      await listed(expected.length);
      await click("#next");
      await until("the first of them", async () => (await flashed()) === plain(expected[0].text));
      await search("no such words anywhere");
      await listed(0);
      assert.equal(await panel.evaluate(() => document.getElementById("next").disabled), true);
      await search("");
      await listed(items.length);
    });

    test("the strip tells where marks lie, and a click on it goes there", async () => {
      const ticks = await panel.evaluate(() => {
        const strip = document.getElementById("ruler");
        return [...strip.querySelectorAll(".tick")].map((tick) => ({
          kind: tick.className.split(" ")[1],
          at: (tick.offsetTop + 2) / strip.clientHeight,
        }));
      });
      for (const { label, at, text } of items) {
        assert.ok(ticks.some((tick) => tick.kind === label && Math.abs(tick.at - at) < 0.02), `${label} at ${at}: ${text}`);
      }
      const last = items.at(-1);
      await panel.evaluate((at) => {
        const strip = document.getElementById("ruler");
        const { left, top, height } = strip.getBoundingClientRect();
        strip.dispatchEvent(new MouseEvent("click", { clientX: left + 3, clientY: top + at * height, bubbles: true }));
      }, last.at);
      await until("a mark near there", async () => {
        const shown = await flashed();
        return items.some(({ text, at }) => plain(text) === shown && Math.abs(at - last.at) < 0.1);
      });
    });

    test("exports hold every finding", async () => {
      for (const [format, ending] of [["markdown", "md"], ["csv", "csv"], ["json", "json"]]) {
        const saved = await panel.evaluate(async (format) => {
          // What would be saved, caught on its way: the browser's own dialogue can't be driven.
          const { createObjectURL } = URL;
          const { click } = HTMLAnchorElement.prototype;
          let file;
          URL.createObjectURL = (made) => {
            file = made;
            return "about:blank";
          };
          const saving = new Promise((resolve) => {
            HTMLAnchorElement.prototype.click = function () {
              resolve(this.download);
            };
          });
          document.querySelector(`[data-format=${format}]`).click();
          const name = await saving;
          URL.createObjectURL = createObjectURL;
          HTMLAnchorElement.prototype.click = click;
          return { name, text: await file.text() };
        }, format);
        assert.match(saved.name, new RegExp(`^saltgrain-127\\.0\\.0\\.1-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`));
        if (format === "json") {
          const { findings, summary, source } = JSON.parse(saved.text);
          assert.deepEqual(findings.map(({ text }) => text), items.map(({ text }) => text));
          assert.equal(source, page.url());
          assert.equal(summary.labels.call.count, items.filter(({ label }) => label === "call").length);
        }
        if (format === "csv") assert.equal(saved.text.split("\r\n").length, items.length + 2);
        if (format === "markdown") assert.equal(saved.text.match(/^ {3}> /gm).length, items.length);
      }
    });

    test("it follows the page as that changes, and the tab in front", async () => {
      await page.evaluate(() => {
        const more = document.createElement("p");
        more.textContent = "Halden Grid will surely triple by March, so buy $HLDG before the crowd does.";
        document.querySelector("p").after(more);
      });
      await until("the new sentence is listed", async () => (await sentences()).some((text) => text.includes("surely triple")));
      const other = await session.open(`${server.origin}/sample.html?other`);
      await whenRead(session, other);
      await until("the other page is listed", async () => {
        const texts = await sentences();
        return texts.length > 0 && !texts.some((text) => text.includes("surely triple"));
      });
      await other.close();
    });

    test("kinds have the colours that the person chose, at once", () => followsTheLook(session, panel));

    test("axe finds nothing wrong, in light and in dark", () => isAccessible(panel));
  });
}
