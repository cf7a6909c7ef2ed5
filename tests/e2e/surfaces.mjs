/**
 * What a person meets, in light and in dark: axe finds nothing wrong in it, and our own pages never scroll sideways, at 100 %
 * and at 200 %. What lies over a page is checked by axe at 100 %. The panel and the printed report are not here yet.
 *
 * With SALTGRAIN_SHOTS=FOLDER each is also photographed, as `FOLDER/BROWSER/SURFACE-SCHEME-ZOOM.png`, to be looked at.
 * SALTGRAIN_LANGUAGE=de starts Chromium in another language for it.
 *
 * The zoom is the browser's own everywhere. The popup is opened as a person opens it.
 */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { axeFaults } from "./harness/axe.mjs";
import { pointAt } from "./harness/marks.mjs";
import { badges, card, OVERLAY, uncover } from "./harness/overlay.mjs";
import { serve } from "./harness/serve.mjs";
import { browserNames, built, choose, inProject, launch, whenRead, zoom } from "./harness/session.mjs";
import { until } from "./harness/until.mjs";

const SHOTS = process.env.SALTGRAIN_SHOTS;
const SCHEMES = ["light", "dark"];
const ZOOMS = [1, 2];

const NOTHING_TO_MARK = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The works in Ostrava</title>
<h1>The works in Ostrava</h1>
<p>The works in Ostrava made pumps and pipes for the towns around it, summer and winter.</p>
</html>
`;

const SETTINGS_SECTIONS = ["where", "what", "look", "phrases", "families", "keep"];

/** What could only be reached by scrolling sideways. */
function overflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const outside = [...document.body.querySelectorAll("*")].filter((at) => at.getBoundingClientRect().right > clientWidth);
  return [`${scrollWidth} in ${clientWidth}`, ...outside.map(({ tagName, id, className }) => `${tagName}#${id}.${className}`)];
}

for (const name of browserNames) {
  describe(`surfaces, ${name}`, { timeout: 900_000 }, () => {
    let folder;
    let server;
    let session;
    let page;

    before(async () => {
      if (SHOTS) await mkdir(join(SHOTS, name), { recursive: true });
      folder = await mkdtemp(join(tmpdir(), "saltgrain-surfaces-"));
      await writeFile(join(folder, "plain.html"), NOTHING_TO_MARK);
      await writeFile(join(folder, "data.json"), JSON.stringify({ note: "Sell your $QUIB now." }));
      server = await serve({
        "/sample/": { folder: inProject("extension/sample") },
        "/www/": { folder: built("www") },
        "/": { folder },
      });
      session = await launch(name, { language: process.env.SALTGRAIN_LANGUAGE ?? "en-US" });
      await session.install(built(name));
      page = await session.open(`${server.origin}/sample/sample.html`);
      await whenRead(session, page);
    });
    after(async () => {
      await session?.close();
      await server?.close();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    /** Looks at a surface that stands as wanted. */
    async function look(shown, surface, scheme, factor, within = null) {
      const told = `${surface}, ${scheme}, ${factor * 100} %`;
      // axe scrolls to what it measures; at 200 % the card would close, as it does for a reader who scrolls its mark away.
      if (within === null || factor === 1) assert.deepEqual(await axeFaults(shown, within), [], told);
      // A page that is not ours scrolls as it likes.
      if (within === null) assert.deepEqual(await shown.evaluate(overflow), [], told);
      await photograph(shown, surface, scheme, factor);
    }

    async function photograph(shown, surface, scheme, factor) {
      if (SHOTS) await shown.screenshot({ path: join(SHOTS, name, `${surface}-${scheme}-${factor * 100}.png`) });
    }

    /** Does something with every scheme and zoom of a page with marks, which is then as before. */
    async function overPage(act) {
      await page.bringToFront();
      for (const factor of ZOOMS) {
        await zoom(session, page, factor);
        for (const scheme of SCHEMES) {
          await session.emulate(page, { scheme });
          // The marks follow a page whose ground turns dark.
          await until("the ground", () =>
            page.evaluate(
              (scheme, factor) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches && Math.abs(devicePixelRatio - factor) < 0.01,
              scheme,
              factor,
            ),
          );
          await act(scheme, factor);
        }
      }
      await zoom(session, page, 1);
      await session.emulate(page);
    }

    /** Opens a surface of the extension's own with every scheme and zoom, and looks at it once it is ready. */
    async function overOwn(surface, open, isReady, after = look) {
      for (const factor of ZOOMS) {
        await session.zoomOwn(factor);
        for (const scheme of SCHEMES) {
          // All of Firefox changes at once; a page of Chromium can be told once it is open.
          if (name === "firefox") await session.emulate(null, { scheme });
          const shown = await open();
          try {
            await session.emulate(shown, { scheme });
            await until(`${surface} is ready`, () => shown.evaluate(isReady), 60_000);
            await after(shown, surface, scheme, factor);
          } finally {
            await shown.close().catch(() => {});
          }
        }
      }
      await session.zoomOwn(1);
      if (name === "firefox") await session.emulate(null);
    }

    const openCard = async (kind) => {
      await page.mouse.move(1, 1);
      await until("no card", async () => !(await card(session, page)));
      await pointAt(page, kind);
      await until("a card", async () => (await card(session, page))?.isSettled);
    };
    const pressInOverlay = (selector) =>
      session.inShadow(page, OVERLAY, (root, selector) => root.querySelector(selector)?.click(), selector);

    for (const kind of ["call", "speculation", "disclaimer"]) {
      test(`the card of a ${kind}`, () =>
        overPage(async (scheme, factor) => {
          await openCard(kind);
          await uncover(session, page);
          await look(page, `card-${kind}`, scheme, factor, OVERLAY);
        }));
    }

    test("badges", () =>
      overPage(async (scheme, factor) => {
        await page.mouse.move(1, 1);
        await page.evaluate(() => scrollTo({ top: 300, behavior: "instant" }));
        await until("badges", async () => (await badges(session, page)).length > 0);
        await uncover(session, page);
        await look(page, "badges", scheme, factor, OVERLAY);
      }));

    test("the notice that offers to undo", () =>
      overPage(async (scheme, factor) => {
        await openCard("speculation");
        await pressInOverlay("[data-action=dismiss]");
        await until("the notice", () => session.inShadow(page, OVERLAY, (root) => root.querySelector(".notice .undo") !== null));
        await uncover(session, page);
        await look(page, "notice", scheme, factor, OVERLAY);
        await pressInOverlay(".notice .undo");
        await whenRead(session, page);
      }));

    test("the verdict on a selection", () =>
      overPage(async (scheme, factor) => {
        await page.evaluate(() => {
          const paragraphs = [...document.querySelectorAll("article p, main p, p")].filter((at) => at.textContent.length > 200);
          paragraphs[0].scrollIntoView({ block: "center", behavior: "instant" });
          getSelection().selectAllChildren(paragraphs[0]);
        });
        await session.judgeSelection(page);
        await until("the verdict", () =>
          session.inShadow(page, OVERLAY, (root) => root.querySelector(".card.selection .verdict")?.firstChild !== undefined),
        );
        await uncover(session, page);
        await look(page, "selection", scheme, factor, OVERLAY);
        await page.keyboard.press("Escape");
        await page.evaluate(() => getSelection().empty());
      }));

    const isDrawn = () => document.querySelector(".sg-verdict") !== null;
    const isTold = () => document.getElementById("notice").textContent !== "" && !document.getElementById("notice").hidden;

    /** Looks at the popup over another page, in another state of the settings. */
    async function popupOver(surface, file, isReady, settings = {}) {
      await choose(session, settings);
      const other = await session.open(`${server.origin}/${file}`);
      await overOwn(surface, () => session.popup(other), isReady);
      await other.close();
      await choose(session, {});
    }

    test("the popup with findings", async () => {
      await overOwn("popup", () => session.popup(page), isDrawn);
    });

    test("the popup with its switches open", () =>
      overOwn(
        "popup-switches",
        () => session.popup(page),
        isDrawn,
        async (shown, ...rest) => {
          await shown.evaluate(() => document.getElementById("open-marking").click());
          await look(shown, ...rest);
        },
      ));

    test("the popup of a page with nothing to mark", () => popupOver("popup-empty", "plain.html", isDrawn));
    test("the popup of what is no page", () => popupOver("popup-unreadable", "data.json", isTold));
    test("the popup where the site is switched off", () =>
      popupOver("popup-off", "plain.html", isTold, { sitesOff: ["127.0.0.1"] }));
    test("the popup where Saltgrain waits to be asked", () =>
      popupOver("popup-waits", "plain.html?asked", () => !document.getElementById("read").hidden, { mode: "asked" }));

    const openReport = async () => {
      const tab = await session.background(async (url) => (await chrome.tabs.query({})).find((tab) => tab.url === url).id, page.url());
      return session.openOwn(`panel.html?tab=${tab}`);
    };
    test("the report", () => overOwn("report", openReport, isDrawn));
    test("the settings", async () => {
      await choose(session, {
        sitesOff: ["news.example"],
        phrases: [
          { text: "to the moon", form: "literal", wholeWords: true, label: "speculation" },
          { text: "(load|back) up the truck", form: "regex", wholeWords: false, label: "call" },
        ],
      });
      await overOwn(
        "settings",
        () => session.openOwn("options.html"),
        () => document.body.dataset.state === "drawn",
        async (shown, surface, scheme, factor) => {
          for (const section of SETTINGS_SECTIONS) {
            await shown.evaluate((id) => document.getElementById(id).scrollIntoView({ block: "start", behavior: "instant" }), section);
            if (section === SETTINGS_SECTIONS[0]) await look(shown, `${surface}-${section}`, scheme, factor);
            else await photograph(shown, `${surface}-${section}`, scheme, factor);
          }
        },
      );
      await choose(session, {});
    });

    test("the welcome page", () =>
      overOwn("welcome", () => session.openOwn("welcome.html"), () => document.querySelector("#findings li") !== null));

    test("the list of families", () =>
      overOwn("families", () => session.openOwn("families.html"), () => document.querySelector("article") !== null));

    test("the playground", async () => {
      const site = await session.open(`${server.origin}/www/index.html`);
      for (const factor of ZOOMS) {
        await zoom(session, site, factor);
        for (const scheme of SCHEMES) {
          await session.emulate(site, { scheme });
          await until("it is judged", () => site.evaluate(() => document.querySelector("#summary").ariaBusy === "false"));
          await look(site, "playground", scheme, factor);
        }
      }
      await zoom(session, site, 1);
      await session.emulate(site);
      await site.close();
    });

    test("nothing of ours has thrown", async () => assert.deepEqual(await session.errors(), []));
  });
}
