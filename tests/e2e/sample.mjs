/** The bundled sample page, plain and under the strictest policy, as a person with the built extension meets it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { coverage, faults, KINDS, marksByKind, parseLabels, plain, pointAt, texts } from "./harness/marks.mjs";
import { badges, card, OVERLAY } from "./harness/overlay.mjs";
import { serve } from "./harness/serve.mjs";
import { browserNames, built, inProject, launch, report, whenRead } from "./harness/session.mjs";
import { serialise } from "./harness/untouched.mjs";
import { until } from "./harness/until.mjs";

const FOLDER = inProject("extension/sample");
const STRICTEST = { "content-security-policy": "default-src 'none'" };
const PATHS = { plain: "/sample.html", "under default-src 'none'": "/strict/sample.html" };

const labels = parseLabels(await readFile(`${FOLDER}/sample.labels.tsv`, "utf8"));

for (const name of browserNames) {
  describe(`sample page, ${name}`, { timeout: 120_000 }, () => {
    let server;
    let session;
    /** The document of each page as it is without the extension. */
    const original = {};
    const visited = [];

    before(async () => {
      server = await serve({ "/strict/": { folder: FOLDER, headers: STRICTEST }, "/": { folder: FOLDER } });
      session = await launch(name, { logRequests: true });
      for (const path of Object.values(PATHS)) {
        const page = await open(path);
        original[path] = await serialise(page);
        await page.close();
      }
      await session.install(built(name));
    });

    after(async () => {
      await session?.close();
      await server?.close();
    });

    async function open(path) {
      visited.push(path);
      return session.open(`${server.origin}${path}`);
    }

    for (const [how, path] of Object.entries(PATHS)) {
      describe(how, () => {
        let page;
        let items;

        before(async () => {
          page = await open(path);
          ({ items } = await whenRead(session, page));
        });
        after(() => page?.close());

        test("each sentence is marked as its label says", async () => {
          assert.deepEqual(await faults(page, labels), []);
        });

        test("each finding is painted as its kind, and each kind in a line of its own", async () => {
          assert.ok(items.length > 0);
          const shares = await coverage(
            page,
            items.map(({ text }) => text),
          );
          items.forEach(({ label, text }, i) => assert.equal(shares[i]?.[label].most, 1, `${label}: ${text}`));
          const lines = await page.evaluate((kinds) => {
            const style = (kind) => getComputedStyle(document.body, `::highlight(saltgrain-${kind})`);
            return kinds.map((kind) => style(kind).textDecorationStyle);
          }, KINDS);
          assert.deepEqual(lines, ["wavy", "dashed", "solid"]);
        });

        test("pointing at a mark opens its card", async () => {
          for (const kind of KINDS) {
            await pointAt(page, kind);
            const shown = await until(`the card of a ${kind}`, async () => {
              const open = await card(session, page);
              return open?.kind === kind && open;
            });
            const item = items.find(({ label, text }) => label === kind && text === shown.quote);
            assert.ok(item, `the card is about a finding: ${shown.quote}`);
            assert.equal(shown.message, item.message);
            assert.deepEqual(
              shown.cues,
              item.cues.map(([start, end]) => item.text.slice(start, end)),
            );
            assert.match(shown.text, new RegExp(`${Math.round(item.confidence * 100)}\\s*%`));
          }
          await page.mouse.move(1, 1);
          await until("the card goes when the pointer has left", async () => !(await card(session, page)));
        });

        test("the keyboard reaches a badge and its card, and Escape closes it", async () => {
          await page.evaluate(() => {
            scrollTo(0, 0);
            document.activeElement?.blur();
          });
          await until("badges", async () => (await badges(session, page)).length > 0);
          await until("a card by keyboard", async () => {
            await page.keyboard.press("Tab");
            return card(session, page);
          });
          assert.equal(await page.evaluate(() => document.activeElement?.localName), OVERLAY);
          await page.keyboard.press("Escape");
          await until("the card is closed", async () => !(await card(session, page)));
        });

        test("the toolbar counts the findings", async () => {
          await until("the count on the toolbar", async () => (await session.badge(page)) === String(items.length));
        });

        test("the popup sums the page up and jumps to a finding", async () => {
          const popup = await session.popup(page);
          try {
            const shown = await until("the summary", async () => {
              const findings = await popup.evaluate(() =>
                [...document.querySelectorAll(".sg-finding")].map((finding) => ({
                  kind: finding.dataset.sgKind,
                  text: finding.querySelector(".sg-sentence").textContent,
                })),
              );
              return findings.length > 0 && findings;
            });
            const known = items.map(({ label, text }) => ({ kind: label, text }));
            const inOrder = (findings) => findings.map(({ kind, text }) => `${kind}: ${text}`).sort();
            assert.deepEqual(inOrder(shown), inOrder(known));
            const counts = await popup.evaluate(() =>
              Object.fromEntries(
                [...document.querySelectorAll(".sg-chip")].map((chip) => [
                  chip.dataset.sgShow,
                  Number(chip.querySelector(".sg-count").textContent),
                ]),
              ),
            );
            const expected = { all: items.length };
            for (const kind of KINDS) expected[kind] = items.filter(({ label }) => label === kind).length;
            assert.deepEqual(counts, expected);

            const last = items.at(-1);
            await popup.evaluate(
              (kind, text) =>
                [...document.querySelectorAll(".sg-finding")]
                  .find((finding) => finding.dataset.sgKind === kind && finding.querySelector(".sg-sentence").textContent === text)
                  .querySelector("[data-sg-pick]")
                  .click(),
              last.label,
              last.text,
            );
            const flashed = await until("the finding flashes", async () => (await texts(page, "flash")).join(""));
            assert.equal(plain(flashed), plain(last.text));
          } finally {
            await popup.close().catch(() => {});
          }
        });

        test("the page's document is as it was", async () => {
          const now = await serialise(page);
          const { head, body, element } = original[path];
          assert.equal(now.head, head);
          assert.equal(now.body, body);
          assert.equal(now.element, element);
          assert.deepEqual(now.extra, [`<${OVERLAY}></${OVERLAY}>`]);
        });
      });
    }

    test("a site that is switched off is left alone until it is switched on again", async () => {
      const path = PATHS.plain;
      const page = await open(path);
      const { items } = await whenRead(session, page);
      const painted = async () => Object.values(await marksByKind(page)).flat().length;
      const throwSwitch = async (on) => {
        const popup = await session.popup(page);
        await until("the popup's switch", () =>
          popup.evaluate((on) => {
            const control = document.querySelector("input#on");
            if (control.disabled || control.checked === on) return false;
            control.click();
            return true;
          }, on),
        );
        return popup;
      };
      const excluded = () =>
        session.background(async () => {
          const scripts = await chrome.scripting.getRegisteredContentScripts();
          return scripts.every(({ excludeMatches }) => excludeMatches?.includes("*://127.0.0.1/*"));
        });

      const off = await throwSwitch(false);
      await until("the registration excludes the site", excluded);
      await until("the marks are gone", async () => (await painted()) === 0);
      await until("the overlay is gone", async () => (await serialise(page)).whole === original[path].whole);
      await until("the count is gone", async () => (await session.badge(page)) === "");
      await off.close();

      await page.reload();
      visited.push(path);
      assert.equal(await report(session, page), null, "no code of ours runs");
      assert.equal((await serialise(page)).whole, original[path].whole);

      const on = await throwSwitch(true);
      await until("the registration has the site again", async () => !(await excluded()));
      await until("the marks are back", async () => (await painted()) > 0);
      await on.close();
      await until("the count is back", async () => (await session.badge(page)) === String(items.length));
      await page.close();
    });

    test("nothing is asked of the network but the pages themselves", async () => {
      assert.deepEqual(await session.errors(), []);
      const requests = await session.close();
      session = null;
      assert.deepEqual(server.requests, visited);
      // Firefox keeps no log of requests.
      if (requests === null) return;
      const pages = visited.map((path) => `${server.origin}${path}`);
      assert.ok(requests.some(({ url }) => pages.includes(url)), "the log tells of the pages");
      // What the browser asks on its own account has no origin; a script's request has its page's or the extension's.
      const byScripts = requests.filter(({ initiator }) => initiator !== "not an origin");
      const foreign = byScripts.filter(({ url }) => !pages.includes(url) && !url.startsWith("chrome-extension://"));
      assert.deepEqual(foreign, []);
    });
  });
}
