/** The playground as a person meets it: text in, marks, card and summary out, and nothing asked of the network. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, beforeEach, describe, test } from "node:test";
import { marksByKind, pointAt } from "./harness/marks.mjs";
import { serve } from "./harness/serve.mjs";
import { browserNames, built, inProject, launch } from "./harness/session.mjs";
import { until } from "./harness/until.mjs";

const require = createRequire(new URL("../../extension/package.json", import.meta.url));
const OWN_TEXT = "Buy $LUMO now. I think $LUMO will double by June. Not financial advice.";

for (const name of browserNames) {
  describe(`playground in ${name}`, () => {
    let session;
    let site;
    let page;
    let errors;

    before(async () => {
      site = await serve({ "/": { folder: built("www") } });
      session = await launch(name);
    });
    after(async () => {
      await session?.browser.close();
      await site?.close();
    });
    beforeEach(async () => {
      page = await session.browser.newPage();
      errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(`${site.origin}/index.html`, { waitUntil: "load" });
      await settled();
    });

    /** The summary is that of the text in the field. */
    const settled = () =>
      until("the text is judged", () => page.$eval("#summary", (summary) => summary.ariaBusy === "false"));

    const openSheet = async (id) => {
      await page.click(`[data-sheet="${id}"]`);
      await settled();
    };
    const typed = async (text) => {
      await openSheet("own");
      await page.type("#text", text);
      await settled();
    };
    const textOf = (selector) => page.$eval(selector, (found) => found.textContent);
    const textsOf = (selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent));

    /** Puts text into the field at once. As JSON, because half a surrogate pair does not survive the way to the browser. */
    const put = async (json) => {
      await page.evaluate((json) => {
        const field = document.querySelector("#text");
        field.textContent = JSON.parse(json);
        field.dispatchEvent(new InputEvent("input"));
      }, json);
      await settled();
    };

    test("a sample is marked and summed up, and both agree", async () => {
      await openSheet("forum");
      const marks = await marksByKind(page);
      assert.ok(marks.disclaimer.includes("Not financial advice, do your own research."), marks.disclaimer.join("\n"));
      for (const kind of ["speculation", "disclaimer", "call"]) {
        assert.notEqual(marks[kind].length, 0, kind);
        assert.equal(await textOf(`[data-sg-show="${kind}"] .sg-count`), String(marks[kind].length), kind);
        const listed = await textsOf(`.sg-finding[data-sg-kind="${kind}"] .sg-sentence`);
        assert.deepEqual(listed, marks[kind]);
      }
      assert.match(await textOf("#status"), /^\d+ sentences read in /);
      assert.deepEqual(errors, []);
    });

    test("a recipe stays without a mark", async () => {
      await openSheet("recipe");
      assert.deepEqual(await marksByKind(page), { speculation: [], disclaimer: [], call: [] });
      assert.match(await textOf(".sg-verdict"), /^Nothing marked: /);
    });

    test("marks follow the typing, before and after a mark and over a line break", async () => {
      await typed("Not financial advice.");
      assert.deepEqual((await marksByKind(page)).disclaimer, ["Not financial advice."]);
      await page.keyboard.press("Enter");
      await page.type("#text", "Buy $LUMO now.");
      await settled();
      await page.keyboard.down("Control");
      await page.keyboard.press("Home");
      await page.keyboard.up("Control");
      await page.keyboard.type("The chart of 3 May 🚀 is long. ");
      await settled();
      const marks = await marksByKind(page);
      assert.deepEqual(marks.disclaimer, ["Not financial advice."]);
      assert.deepEqual(marks.call, ["Buy $LUMO now."]);
    });

    test("looking at a sample does not cost one's own text", async () => {
      await typed(OWN_TEXT);
      await openSheet("news");
      await openSheet("own");
      assert.equal(await page.$eval("#text", (field) => field.textContent), OWN_TEXT);
      assert.deepEqual((await marksByKind(page)).disclaimer, ["Not financial advice."]);
    });

    test("pointing at a mark opens its card, leaving closes it", async () => {
      await typed(OWN_TEXT);
      await pointAt(page, "disclaimer");
      await until("the card opens", () => page.$eval("#card", (card) => card.matches(":popover-open")));
      const card = await textOf("#card");
      assert.match(card, /Disclaimer/);
      assert.match(card, /Given away by .*not financial advice/i);
      assert.match(card, /sure/);
      await page.mouse.move(5, 5);
      await until("the card closes", () => page.$eval("#card", (card) => !card.matches(":popover-open")));
    });

    test("F8 steps through the marks and says what each is; Escape closes the card", async () => {
      await typed(OWN_TEXT);
      await page.keyboard.down("Control");
      await page.keyboard.press("Home");
      await page.keyboard.up("Control");
      const said = [];
      for (let step = 0; step < 3; step++) {
        await page.keyboard.press("F8");
        await until("the card opens", () => page.$eval("#card", (card) => card.matches(":popover-open")));
        said.push(await page.$eval("#card strong", (kind) => kind.textContent));
        await until("it is said", () =>
          page.evaluate(() => {
            const message = document.querySelector("#card .message").textContent;
            return document.querySelector("#live").textContent.includes(message);
          }),
        );
      }
      // The caret begins in the first sentence, so the step goes on to the second; after the last comes the first.
      assert.deepEqual(said, ["Speculation", "Disclaimer", "Trading call"]);
      await page.keyboard.press("Escape");
      assert.equal(await page.$eval("#card", (card) => card.matches(":popover-open")), false);
    });

    test("a finding of the summary leads to its sentence", async () => {
      await typed(OWN_TEXT);
      await page.click('.sg-finding[data-sg-kind="disclaimer"] button');
      await until("the card opens", () => page.$eval("#card", (card) => card.matches(":popover-open")));
      const caret = await page.evaluate(() => [document.activeElement.id, getSelection().focusOffset]);
      assert.deepEqual(caret, ["text", OWN_TEXT.indexOf("Not financial")]);
      // The hand that picked moves on; what was asked for stays.
      await page.mouse.move(5, 5);
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(await page.$eval("#card", (card) => card.matches(":popover-open")), true);
    });

    test("a filter hides the other kinds, and outlives the next judgement", async () => {
      await typed(OWN_TEXT);
      const shown = () => page.$$eval(".sg-finding", (found) => found.map((one) => one.dataset.sgKind));
      assert.deepEqual(await shown(), ["call", "speculation", "disclaimer"]);
      await page.click('[data-sg-show="call"]');
      assert.deepEqual(await shown(), ["call"]);
      assert.equal(await page.$eval('[data-sg-show="call"]', (chip) => chip.ariaPressed), "true");
      assert.equal(await page.evaluate(() => document.activeElement.dataset.sgShow), "call");
      await page.focus("#text");
      await page.keyboard.type(" Sell $LUMO.");
      await settled();
      assert.ok((await shown()).every((kind) => kind === "call"));
      await page.click('[data-sg-show="all"]');
      assert.ok((await shown()).includes("disclaimer"));
    });

    test("a higher sensitivity marks more, and a lower one never does", async () => {
      await openSheet("forum");
      const counts = [];
      for (const level of ["strict", "balanced", "thorough"]) {
        await page.click(`input[value="${level}"]`);
        await settled();
        counts.push(Object.values(await marksByKind(page)).flat().length);
      }
      assert.ok(counts[0] < counts[2], `${counts}`);
      assert.ok(counts[0] <= counts[1] && counts[1] <= counts[2], `${counts}`);
    });

    test("markup in the text stays text, in the field, the summary and the card", async () => {
      await typed('NFA, but buy $LUMO now <img src=x onerror="window.ran=1"><b id=bait>!</b>');
      await pointAt(page, "disclaimer");
      await until("the card opens", () => page.$eval("#card", (card) => card.matches(":popover-open")));
      assert.equal(await page.$("#bait"), null);
      assert.equal(await page.$("#summary img, #card img, #text img"), null);
      assert.equal(await page.evaluate(() => window.ran), undefined);
      assert.ok((await textsOf(".sg-sentence")).some((text) => text.includes("<img src=x")));
    });

    test("text of every sort is survived", async () => {
      await openSheet("own");
      for (const odd of [
        '""',
        '"\\n \\n\\t"',
        '"\\ud83d Buy $LUMO now. \\udc00"',
        '"a\\u0000b. Not financial advice."',
        JSON.stringify("x".repeat(1_000_000)),
        '"لا تشترِ هذا السهم أبداً. 今すぐ買え。"',
      ]) {
        await put(odd);
        assert.equal(await page.$eval("#problem", (problem) => problem.hidden), true, odd.slice(0, 80));
      }
      await put(JSON.stringify(OWN_TEXT));
      assert.deepEqual((await marksByKind(page)).disclaimer, ["Not financial advice."]);
      assert.deepEqual(errors, []);
    });

    test("a long list is drawn in parts, and counted whole", async () => {
      const guesses = Array.from({ length: 450 }, (_, n) => `I think $LUMO will climb to ${n + 10} soon.`);
      await put(JSON.stringify(guesses.join("\n\n")));
      const rows = () => page.$$eval(".sg-finding", (found) => found.length);
      assert.equal(await textOf('[data-sg-show="all"] .sg-count'), "450");
      assert.equal(await rows(), 200);
      for (const [left, drawn] of [
        ["Show more (250 left)", 400],
        ["Show more (50 left)", 450],
      ]) {
        assert.equal(await textOf(".sg-more"), left);
        // Not by the mouse: rows take their true height as they come into view, and the button moves under it.
        await page.$eval(".sg-more", (more) => more.click());
        assert.equal(await rows(), drawn);
      }
      assert.equal(await page.$eval(".sg-more", (more) => more.checkVisibility()), false);
    });

    test("nothing is asked of the network but the site's own files", async () => {
      await typed(OWN_TEXT);
      const files = new Set((await readdir(built("www"))).map((file) => `/${file}`));
      assert.deepEqual(
        site.requests.filter((path) => !files.has(path)),
        [],
      );
      const refused = await page.evaluate(
        () =>
          new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
            fetch("http://127.0.0.1:9/").catch(() => setTimeout(resolve, 500, "not by the policy"));
          }),
      );
      assert.equal(refused, "connect-src");
      for (const file of ["main.js", "worker.js", "style.css", "index.html"]) {
        const text = await readFile(inProject(`dist/www/${file}`), "utf8");
        assert.deepEqual(text.match(/https?:\/\/(?!www\.w3\.org\/2000\/svg)[^\s"'`)]*/g) ?? [], [], file);
      }
    });

    for (const scheme of ["light", "dark"]) {
      // Firefox can't be told a scheme over BiDi; its layout is the same.
      test(`nothing for axe to complain of, ${scheme}`, { skip: name === "firefox" && scheme === "dark" }, async () => {
        if (name !== "firefox") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await openSheet("forum");
        await page.evaluate(await readFile(require.resolve("axe-core/axe.min.js"), "utf8"));
        const found = await page.evaluate(async () => {
          const { violations } = await axe.run(document, { resultTypes: ["violations"] });
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
        });
        assert.deepEqual(found, []);
      });
    }
  });
}
