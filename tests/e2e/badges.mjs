/** Badges: never on text, never shifting it, following the page, and few. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { texts } from "./harness/marks.mjs";
import { badgeBoxes, OVERLAY } from "./harness/overlay.mjs";
import { browserNames, choose, inProject, whenRead, zoom } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

const LAYOUTS = ["narrow", "table", "float", "columns", "right-to-left", "scroller", "sticky"];
/** Badges exist this far outside of the window, in CSS pixels. */
const NEARBY = 240;

for (const name of browserNames) {
  describe(`badges, ${name}`, { timeout: 300_000 }, () => {
    let server;
    let session;

    before(async () => {
      ({ session, server } = await start(name, inProject("tests/pages/painting")));
    });
    after(() => stop({ session, server }));

    async function open(path) {
      const page = await session.open(`${server.origin}/${path}`);
      await whenRead(session, page, 90_000);
      return page;
    }

    /** Waits for a painted badge; whatever is painted meanwhile must lie on no text. */
    async function withBadges(page, when) {
      return until(`badges ${when}`, async () => {
        const found = await badgeBoxes(session, page);
        if (found === null) return false;
        assert.deepEqual(found.onText, [], when);
        return found.boxes.length > 0 && found;
      });
    }

    async function clear(page, when) {
      // Wherever the page stands, a few frames long.
      for (let frame = 0; frame < 3; frame++) {
        const found = await badgeBoxes(session, page);
        assert.deepEqual(found?.onText ?? [], [], when);
      }
    }

    for (const layout of LAYOUTS) {
      test(`no badge lies on text: ${layout}`, async () => {
        const page = await open(`${layout}.html`);
        await withBadges(page, "at first");
        await page.evaluate(() => document.querySelector("#box")?.scrollTo(0, 170));
        await clear(page, "a box scrolled");
        await page.evaluate(() => {
          document.querySelector("#box")?.scrollTo(0, 260);
          document.querySelector("#inner")?.scrollTo(0, 150);
        });
        await clear(page, "a box in a box scrolled");
        for (const top of [30, 95, 240, 333, 700]) {
          await page.evaluate((top) => scrollTo(0, top), top);
          await clear(page, `scrolled to ${top}`);
        }
        await page.evaluate(() => scrollTo(0, 0));
        for (const factor of [0.5, 2]) {
          await zoom(session, page, factor);
          await until("zoomed", () => page.evaluate((factor) => Math.abs(devicePixelRatio - factor) < 0.01, factor));
          await withBadges(page, `at ${factor * 100} %`);
          await clear(page, `at ${factor * 100} %`);
        }
        await zoom(session, page, 1);
        await until("not zoomed", () => page.evaluate(() => devicePixelRatio === 1));
        await page.setViewport({ width: 620, height: 560 });
        await withBadges(page, "in a small window");
        await clear(page, "in a small window");
        await page.setViewport({ width: 1280, height: 900 });
        await page.close();
      });
    }

    test("badges move with a scroller and go with what it hides", async () => {
      const page = await open("scroller.html");
      const { boxes } = await withBadges(page, "at first");
      const first = boxes[0];
      await page.evaluate(() => document.querySelector("#box").scrollTo(0, 20));
      await until("the badge follows", async () => (await badgeBoxes(session, page)).boxes.some(({ x, y }) => x === first.x && Math.abs(y - first.y + 20) <= 1));
      await page.evaluate(() => document.querySelector("#box").scrollTo(0, 120));
      await until("the badge is gone", async () => {
        const box = await page.evaluate(() => document.querySelector("#box").getBoundingClientRect().toJSON());
        const now = await badgeBoxes(session, page);
        return now.boxes.every(({ y, height }) => y >= box.top && y + height <= box.bottom);
      });
      await page.close();
    });

    test("a badge hides while its passage is under a sticky header", async () => {
      const page = await open("sticky.html");
      await withBadges(page, "at first");
      const passage = await page.evaluate(() => document.querySelector("main p").getBoundingClientRect().top);
      await page.evaluate((top) => scrollTo(0, top), passage - 20);
      await until("nothing over the header", async () => {
        const { boxes } = await badgeBoxes(session, page);
        return boxes.every(({ y }) => y >= 70);
      });
      await page.evaluate(() => scrollTo(0, 0));
      await until("it is back", async () => (await badgeBoxes(session, page)).boxes.some(({ y }) => Math.abs(y - passage) < 30));
      await page.close();
    });

    test("nothing of the page is shifted", async () => {
      const page = await open("narrow.html");
      await withBadges(page, "at first");
      // Firefox doesn't measure shifts: there the places of all passages are compared with those without the overlay.
      const shift = await page.evaluate(
        () =>
          new Promise((resolve) => {
            if (!PerformanceObserver.supportedEntryTypes.includes("layout-shift")) return resolve(null);
            new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({
              type: "layout-shift",
              buffered: true,
            });
            setTimeout(() => resolve(0), 500);
          }),
      );
      assert.ok(shift === null || shift === 0, `shifted by ${shift}`);
      const places = () =>
        page.evaluate(() => [
          ...[...document.querySelectorAll("p, h1")].map((at) => JSON.stringify(at.getBoundingClientRect())),
          `${document.documentElement.scrollWidth} ${document.documentElement.scrollHeight}`,
        ]);
      const shown = await places();
      try {
        await choose(session, { badges: false });
        await until("no badges", async () => (await badgeBoxes(session, page))?.all === 0);
        assert.deepEqual(await places(), shown);
      } finally {
        await choose(session, {});
      }
      await page.close();
    });

    test("a page that watches its own sizes hears no error, and badges follow what a script moves", async () => {
      const page = await open("narrow.html");
      await withBadges(page, "at first");
      const errors = await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        let errors = 0;
        addEventListener("error", () => {
          errors += 1;
        });
        const inner = document.createElement("div");
        document.body.append(inner);
        new ResizeObserver(() => {
          document.body.style.paddingBottom = `${inner.offsetWidth}px`;
        }).observe(inner);
        for (const width of [40, 60, 80, 100]) {
          inner.style.width = `${width}px`;
          await frame();
        }
        inner.remove();
        return errors;
      });
      assert.equal(errors, 0);
      const before = (await withBadges(page, "before it is moved")).boxes[0];
      await page.evaluate(() => {
        document.body.style.paddingTop = "90px";
      });
      await until("the badge has followed", async () => {
        const found = await badgeBoxes(session, page);
        return found.onText.length === 0 && found.boxes.some(({ x, y }) => x === before.x && Math.abs(y - before.y - 90) <= 1);
      });
    });

    test("badges can be switched off, and the marks stay", async () => {
      const page = await open("narrow.html");
      await withBadges(page, "at first");
      const marks = await texts(page, "speculation");
      try {
        await choose(session, { badges: false });
        await until("no badges", async () => (await badgeBoxes(session, page))?.all === 0);
        assert.deepEqual(await texts(page, "speculation"), marks);
      } finally {
        await choose(session, {});
      }
      await withBadges(page, "again");
      await page.close();
    });

    test("only those near the window exist, one a passage at most", async () => {
      const page = await open("many.html");
      await until("all are marked", async () => (await texts(page, "speculation")).length >= 3000, 60_000);
      for (const share of [0, 0.5, 1]) {
        await page.evaluate((share) => scrollTo(0, share * document.documentElement.scrollHeight), share);
        await until(`badges near ${share}`, async () => (await badgeBoxes(session, page)).boxes.length > 5);
        const near = await page.evaluate(
          (nearby) =>
            [...document.querySelectorAll("p")].filter((passage) => {
              const { top, bottom } = passage.getBoundingClientRect();
              return bottom >= -nearby && top <= innerHeight + nearby;
            }).length,
          NEARBY,
        );
        await until("no more than passages near the window", async () => (await badgeBoxes(session, page)).all <= near);
        assert.ok(near < 60);
      }
      await page.close();
    });

    test("the page keeps nothing of it", async () => {
      const page = await open("narrow.html");
      await withBadges(page, "at first");
      const inBody = await page.evaluate((overlay) => document.body.querySelectorAll(overlay).length, OVERLAY);
      assert.equal(inBody, 0);
      assert.deepEqual(await session.errors(), []);
      await page.close();
    });
  });
}
