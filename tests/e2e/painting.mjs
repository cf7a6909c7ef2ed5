/** How marks are painted: overlaps, grounds, shadow roots, forced colours, looks, and text that changes under them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { KINDS, texts } from "./harness/marks.mjs";
import { browserNames, choose, inProject, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

/** The names under which words of an element are painted, each with its words. */
function namesIn(page, selector) {
  return page.evaluate((selector) => {
    const element = document.querySelector(selector);
    const found = {};
    for (const [name, highlight] of CSS.highlights) {
      for (const { startContainer, startOffset, endContainer, endOffset } of highlight) {
        if (!element.contains(startContainer)) continue;
        const range = new Range();
        range.setStart(startContainer, startOffset);
        range.setEnd(endContainer, endOffset);
        found[name] = (found[name] ?? "") + range;
      }
    }
    return found;
  }, selector);
}

/** Whether the screen shows anything of the marks in what a handle holds. */
async function isPainted(page, handle) {
  await handle.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const clip = await handle.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width: Math.min(width, 400), height };
  });
  const shot = () => page.screenshot({ clip, encoding: "base64" });
  const marked = await shot();
  await page.evaluate(() => {
    globalThis.kept = [...CSS.highlights];
    CSS.highlights.clear();
  });
  const bare = await shot();
  await page.evaluate(() => {
    for (const [name, highlight] of globalThis.kept) CSS.highlights.set(name, highlight);
  });
  return marked !== bare;
}

for (const name of browserNames) {
  describe(`painting, ${name}`, { timeout: 240_000 }, () => {
    let server;
    let session;

    before(async () => {
      ({ session, server } = await start(name, inProject("tests/pages/painting")));
    });
    after(() => stop({ session, server }));

    async function open(path) {
      const page = await session.open(`${server.origin}/${path}`);
      await whenRead(session, page);
      await until("marks", () => page.evaluate(() => [...CSS.highlights.keys()].some((name) => name.startsWith("saltgrain-"))));
      return page;
    }

    test("where kinds overlap, the weightier lies on top and the other's line runs beneath it", async () => {
      const page = await open("overlaps.html");
      const both = "Buy Orvane shares now, they may well double by June.";
      assert.deepEqual(await namesIn(page, "#call-and-speculation"), {
        "saltgrain-call": both,
        "saltgrain-speculation-under": both,
      });
      const talk = "The stock might rally, but this is not financial advice.";
      assert.deepEqual(await namesIn(page, "#disclaimer-and-speculation"), {
        "saltgrain-speculation": talk,
        "saltgrain-disclaimer-under": talk,
      });
      assert.deepEqual(Object.keys(await namesIn(page, "#speculation")), ["saltgrain-speculation"]);
      assert.deepEqual(await namesIn(page, "#plain"), {});
      const style = (name) =>
        page.evaluate((name) => {
          const { textUnderlineOffset, textDecorationStyle } = getComputedStyle(document.body, `::highlight(${name})`);
          return { offset: Number.parseFloat(textUnderlineOffset), shape: textDecorationStyle };
        }, name);
      const [above, below] = [await style("saltgrain-speculation"), await style("saltgrain-speculation-under")];
      assert.equal(above.shape, below.shape);
      assert.ok(below.offset > above.offset);
      const priorities = await page.evaluate(() =>
        ["saltgrain-call", "saltgrain-speculation-under", "saltgrain-disclaimer-under"].map(
          (name) => CSS.highlights.get(name).priority,
        ),
      );
      assert.deepEqual(priorities, [...priorities].sort((a, b) => b - a));
      assert.equal(new Set(priorities).size, 3);
      await page.close();
    });

    for (const path of ["grounds.html", "dark-scheme.html"]) {
      test(`each mark is coloured for what it stands on: ${path}`, async () => {
        const page = await open(path);
        const found = await page.evaluate(() =>
          [...document.querySelectorAll("[data-ground]")].map((element) => {
            const names = [...CSS.highlights].flatMap(([name, highlight]) =>
              [...highlight].some(({ startContainer }) => element.contains(startContainer)) ? [name] : [],
            );
            const grounds = names.map((name) => (name.endsWith("-on-dark") ? "dark" : "light"));
            return { text: element.textContent, expected: element.dataset.ground, found: [...new Set(grounds)].sort().reverse().join(" ") };
          }),
        );
        assert.ok(found.length > 1);
        assert.deepEqual(
          found.filter(({ expected, found }) => expected !== found),
          [],
        );
        await page.close();
      });
    }

    test("marks show inside of shadow roots, and the roots have no sheet of ours", async () => {
      const page = await open("shadow-roots.html");
      await until("three marks", async () => {
        const count = await page.evaluate(() => [...(CSS.highlights.get("saltgrain-speculation") ?? [])].length);
        return count === 3;
      });
      const passages = [
        () => document.querySelector("p"),
        () => document.querySelector("#outer").shadowRoot.querySelector("p"),
        () => document.querySelector("#outer").shadowRoot.querySelector("#inner").shadowRoot.querySelector("p"),
      ];
      for (const find of passages) {
        const handle = await page.evaluateHandle(find);
        await until(`it is painted: ${find}`, () => isPainted(page, handle));
      }
      const sheets = await page.evaluate(() => {
        const outer = document.querySelector("#outer").shadowRoot;
        const roots = [document, outer, outer.querySelector("#inner").shadowRoot];
        return roots.map((root) => root.adoptedStyleSheets.length + root.styleSheets.length);
      });
      assert.deepEqual(sheets, [0, 0, 0]);
      await page.close();
    });

    test("a mark goes as soon as its words change, and comes back with them", async () => {
      const page = await open("changing.html");
      await until("four marks", async () => (await texts(page, "speculation")).length >= 4);
      // Looked at in the microtasks of the same task: before the screen could be painted, and before anything could be read anew.
      const gone = await page.evaluate(async () => {
        const stillMarked = () =>
          ["rewritten", "widened", "restored", "untouched"].filter((id) =>
            [...CSS.highlights].some(([, highlight]) =>
              [...highlight].some(({ startContainer }) => document.getElementById(id).contains(startContainer)),
            ),
          );
        const text = (id) => document.getElementById(id).firstChild;
        text("rewritten").data = "The ferry will probably be late in June, as it mostly is.";
        document.querySelector("#widened b").before("never ever ");
        const kept = text("restored").data;
        text("restored").data = "Something else stands here.";
        await Promise.resolve();
        const marked = stillMarked();
        text("restored").data = kept;
        return marked;
      });
      assert.deepEqual(gone, ["untouched"]);
      await until("the words that came back are marked again", async () => "saltgrain-speculation" in (await namesIn(page, "#restored")));
      await until("the widened sentence is read anew", async () =>
        (await texts(page, "speculation")).some((text) => text.includes("never ever")),
      );
      await page.close();
    });

    for (const scheme of ["light", "dark"]) {
      test(`with forced colours, ${scheme}, each kind keeps a line of its own`, async () => {
        const page = await open("overlaps.html");
        await session.forceColours(page, true, scheme);
        try {
          await until("forced colours", () => page.evaluate(() => matchMedia("(forced-colors: active)").matches));
          const lines = await page.evaluate(
            (kinds) => kinds.map((kind) => getComputedStyle(document.body, `::highlight(saltgrain-${kind})`).textDecorationStyle),
            KINDS,
          );
          assert.equal(new Set(lines).size, KINDS.length);
          const handle = await page.$("#speculation");
          assert.ok(await isPainted(page, handle));
        } finally {
          await session.forceColours(page, false);
        }
        await page.close();
      });
    }

    test("the person's look is put on at once, in shadow roots too", async () => {
      const page = await open("shadow-roots.html");
      const colour = () =>
        page.evaluate(() => getComputedStyle(document.body, "::highlight(saltgrain-speculation)").textDecorationColor);
      const ground = () =>
        page.evaluate(() => getComputedStyle(document.body, "::highlight(saltgrain-speculation)").backgroundColor);
      const standard = await colour();
      try {
        await choose(session, { look: { style: "underline", palette: "colour-blind" } });
        await until("another colour", async () => (await colour()) !== standard);
        await until("no ground", async () => (await ground()) === "rgba(0, 0, 0, 0)");
        await choose(session, {
          look: { style: "background", palette: "custom", colours: { speculation: "#aa0066" } },
        });
        await until("the chosen colour", async () => (await colour()) === "rgb(170, 0, 102)");
        await until("a ground", async () => (await ground()) !== "rgba(0, 0, 0, 0)");
        const handle = await page.evaluateHandle(() => document.querySelector("#outer").shadowRoot.querySelector("p"));
        assert.ok(await isPainted(page, handle));
      } finally {
        await choose(session, {});
      }
      await until("the standard colour", async () => (await colour()) === standard);
      await page.close();
    });

    test("a kind that is switched off is not painted", async () => {
      const page = await open("overlaps.html");
      try {
        await choose(session, { kinds: { speculation: false } });
        await until("no speculation", async () => (await texts(page, "speculation")).length === 0);
        assert.ok((await texts(page, "call")).length > 0);
      } finally {
        await choose(session, {});
      }
      await until("speculation", async () => (await texts(page, "speculation")).length > 0);
      await page.close();
    });

    test("nothing of ours has thrown", async () => assert.deepEqual(await session.errors(), []));
  });
}
