/**
 * The interface in the browser's language, and written from the right.
 *
 * Chromium is started in the language. Firefox takes its language from a language pack, which is no part of it: it is told
 * that it has one (see the harness), so what it says to extensions is tested, the choice in its settings is not.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { badges } from "./harness/overlay.mjs";
import { browserNames, built, inProject, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

const FOLDER = inProject("extension/sample");
const LOCALES = { de: "de", ja: "ja" };

async function catalogue(locale) {
  return JSON.parse(await readFile(inProject(`extension/_locales/${locale}/messages.json`), "utf8"));
}

const english = await catalogue("en");

/** What stands in a document: its language, its direction, its pieces of text and the names of its controls. */
function shown() {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    // The engine's explanation and the page's own sentence keep their language.
    if (walker.currentNode.parentElement.closest(".sg-message, .sg-sentence, script, style")) continue;
    texts.push(walker.currentNode.data.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) texts.push(element.getAttribute(name) ?? "");
  }
  const { lang, dir } = document.documentElement;
  return { lang, dir, texts: texts.filter((text) => text !== "") };
}

/** What could only be reached by scrolling sideways. */
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const outside = [...document.body.querySelectorAll("*")].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < 0 || right > clientWidth;
  });
  return [`${scrollWidth} in ${clientWidth}`, ...outside.map(({ tagName, className }) => `${tagName}.${className}`)];
}

for (const name of browserNames) {
  for (const [language, locale] of Object.entries(LOCALES)) {
    describe(`${name} in ${language}`, { timeout: 180_000 }, () => {
      let server;
      let session;
      let page;
      let words;

      before(async () => {
        words = await catalogue(locale);
        ({ session, server } = await start(name, FOLDER, { language }));
        page = await session.open(`${server.origin}/sample.html`);
        await whenRead(session, page);
      });
      after(() => stop({ session, server }));

      test("the background speaks it", async () => {
        assert.equal(await session.background(() => chrome.i18n.getMessage("language")), words.language.message);
      });

      test("the popup speaks it, and nothing in English is left", async () => {
        const popup = await session.popup(page);
        try {
          const heading = words.summaryFindings.message;
          const { lang, dir, texts } = await until("the summary is drawn", async () => {
            const now = await popup.evaluate(shown);
            return now.texts.includes(heading) && now;
          });
          assert.deepEqual([lang, dir], [words.language.message, "ltr"]);
          assert.ok(texts.includes(words.kindCall.message), texts.join(" | "));
          assert.ok(texts.includes(words.summaryCallsInstrument.message));
          // Saltgrain's name and the like are the same in every language.
          const foreign = Object.keys(english)
            .filter((key) => words[key] && words[key].message !== english[key].message && !english[key].placeholders)
            .map((key) => english[key].message);
          assert.deepEqual(
            texts.filter((text) => foreign.includes(text)),
            [],
          );
        } finally {
          await popup.close();
        }
      });

      test("the popup fits, also when it is written from the right", async () => {
        const popup = await session.popup(page);
        try {
          const heading = words.summaryFindings.message;
          await until("the summary is drawn", async () => (await popup.evaluate(shown)).texts.includes(heading));
          assert.deepEqual(await popup.evaluate(overflow), [], "from the left");
          await popup.evaluate(() => {
            document.documentElement.dir = "rtl";
          });
          assert.deepEqual(await popup.evaluate(overflow), [], "from the right");
        } finally {
          await popup.close();
        }
      });

      test("badges are named in it", async () => {
        const labels = await until("a badge", async () => {
          const all = await badges(session, page);
          return all.length > 0 && all;
        });
        const [, end] = words.badgeLabel.message.split("$KINDS$");
        for (const label of labels) assert.ok(label.endsWith(end), label);
      });
    });
  }
}

test("both builds hold all languages, whole", async () => {
  const locales = (await readdir(inProject("extension/_locales"), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.ok(locales.length >= 5);
  for (const name of browserNames) {
    for (const locale of locales) {
      const shipped = JSON.parse(await readFile(`${built(name)}/_locales/${locale}/messages.json`, "utf8"));
      assert.deepEqual(shipped, await catalogue(locale));
    }
  }
});
