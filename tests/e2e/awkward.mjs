/**
 * The awkward pages: each holds one oddity, and beside it what a person sees there. Checked are the blocks that are read,
 * those that are sent to be judged, the marks that are found, the marks that are painted, and that the page stays as it is.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { after, before, describe, test } from "node:test";
import { blocksOf, judgedBlocks, listen } from "./harness/blocks.mjs";
import { parseExpected, render } from "./harness/expected.mjs";
import { KINDS } from "./harness/marks.mjs";
import { OVERLAY } from "./harness/overlay.mjs";
import { serve } from "./harness/serve.mjs";
import { browserNames, built, inProject, launch, whenRead } from "./harness/session.mjs";
import { serialise } from "./harness/untouched.mjs";
import { until } from "./harness/until.mjs";

const FOLDER = inProject("tests/pages/awkward");
const files = (await readdir(FOLDER, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
const pages = files.filter((file) => !file.endsWith(".expected")).sort();

/** Never sent to be judged. */
const UNJUDGED = ["ui", "code"];

test("every page has what is expected of it beside it, and the other way round", () => {
  const expected = files.filter((file) => file.endsWith(".expected")).sort();
  assert.deepEqual(
    expected,
    pages.map((page) => `${parse(page).name}.expected`),
  );
  assert.ok(pages.length >= 45);
});

for (const name of browserNames) {
  describe(`awkward pages, ${name}`, { timeout: 600_000 }, () => {
    let server;
    let session;
    const original = {};

    before(async () => {
      server = await serve({ "/": { folder: FOLDER } });
      session = await launch(name);
      for (const file of pages) {
        const page = await session.open(`${server.origin}/${file}`);
        original[file] = await documents(page);
        await page.close();
      }
      await session.install(built(name));
    });

    after(async () => {
      await session?.close();
      await server?.close();
    });

    for (const file of pages) {
      test(file, async () => {
        const expected = parseExpected(await readFile(join(FOLDER, `${parse(file).name}.expected`), "utf8"));
        await listen(session);
        const page = await session.open(`${server.origin}/${file}`);
        try {
          const { blocks, marks } = await settled(page, expected);
          assert.equal(render({ blocks, marks }), render(expected));
          assert.deepEqual(
            await judgedBlocks(session, page),
            expected.blocks.filter(({ role }) => !UNJUDGED.includes(role)),
          );
          assert.deepEqual(await painted(page, lettersOf(marks)), lettersOf(marks));
          assert.deepEqual(await documents(page), original[file]);
        } finally {
          await page.close();
        }
      });
    }

    test("no script of ours threw", async () => assert.deepEqual(await session.errors(), []));

    /** What is read and marked, once it is what is expected or has had ample time to become so: frames come one by one. */
    async function settled(page, expected) {
      await whenRead(session, page);
      return eventually(
        async () => ({ blocks: await blocksOf(session, page), marks: await marksOf(session, page) }),
        (now) => render(now) === render(expected),
      );
    }
  });
}

/** The answer once it is as wanted, or the last one after ample time. */
async function eventually(ask, isWanted) {
  let now;
  await until("it is as wanted", async () => isWanted((now = await ask())), 5000).catch(() => {});
  return now;
}

/** The letters under the highlights, once they are the marked ones: marks are painted a moment after they are found. */
function painted(page, wanted) {
  return eventually(
    () => paintedLetters(page),
    (now) => KINDS.every((kind) => now[kind] === wanted[kind]),
  );
}

/** The marks that all frames report. */
function marksOf(session, page) {
  return session.background(async (url) => {
    const tab = (await chrome.tabs.query({})).find((tab) => tab.url === url);
    const frames = await chrome.scripting.executeScript({
      target: { tabId: tab.id, allFrames: true },
      injectImmediately: true,
      func: () => globalThis.saltgrain?.report().items.map(({ label, text }) => ({ label, text })) ?? [],
    });
    return frames.sort((a, b) => a.frameId - b.frameId).flatMap(({ result }) => result);
  }, page.url());
}

/** White space may be collapsed, and between two nodes it belongs to neither. */
const letters = (text) => [...text.replace(/\s+/g, "")].sort().join("");

const lettersOf = (marks) =>
  Object.fromEntries(KINDS.map((kind) => [kind, letters(marks.filter(({ label }) => label === kind).map(({ text }) => text).join(""))]));

/** The letters under the highlights of each kind, in all frames. */
async function paintedLetters(page) {
  const painted = Object.fromEntries(KINDS.map((kind) => [kind, ""]));
  for (const frame of page.frames()) {
    const texts = await frame.evaluate(
      (kinds) =>
        kinds.map((kind) =>
          [...CSS.highlights]
            .filter(([name]) => name.startsWith(`saltgrain-${kind}`))
            .flatMap(([, highlight]) => [...highlight])
            .map(({ startContainer, startOffset, endContainer, endOffset }) => {
              const range = new Range();
              range.setStart(startContainer, startOffset);
              range.setEnd(endContainer, endOffset);
              return range.toString();
            })
            .join(""),
        ),
      KINDS,
    );
    KINDS.forEach((kind, i) => {
      painted[kind] += texts[i];
    });
  }
  return Object.fromEntries(KINDS.map((kind) => [kind, letters(painted[kind])]));
}

/** The documents of all frames with their open shadow roots, less the one element that is ours. */
async function documents(page) {
  const all = [];
  for (const frame of page.frames()) {
    const { head, body, element, extra } = await serialise(frame);
    const roots = await frame.evaluate(() => {
      const found = [];
      const search = (root) => {
        for (const { shadowRoot } of root.querySelectorAll("*")) {
          if (shadowRoot === null) continue;
          found.push(shadowRoot.innerHTML);
          search(shadowRoot);
        }
      };
      search(document);
      return found;
    });
    all.push({ head, body, element, extra: extra.filter((child) => !child.startsWith(`<${OVERLAY}`)), roots });
  }
  return all;
}
