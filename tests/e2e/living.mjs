/** Pages that live: they change their address, load more, use nodes again, stream, storm, go to sleep and come back. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { marksByKind, plain } from "./harness/marks.mjs";
import { OVERLAY } from "./harness/overlay.mjs";
import { browserNames, inProject, report, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

const PAGES = inProject("tests/pages/living");

/** All marked stretches of a page. */
const marks = async (page) => Object.values(await marksByKind(page)).flat();

/** Waits until what is marked is exactly these texts, in any order. */
function whenMarked(page, texts, withinMs) {
  const wanted = texts.map(plain).sort();
  let now = [];
  const ask = async () => {
    now = (await marks(page)).sort();
    return now.join("\n") === wanted.join("\n");
  };
  return until("the marks", ask, withinMs).catch(() => assert.deepEqual(now, wanted));
}

/** Notes in the background which texts the engine is asked about; they are read by `asked`. */
function listen(session) {
  return session.background(() => {
    if (self.asked) return;
    self.asked = [];
    chrome.runtime.onMessage.addListener((message) => {
      if (message?.type !== "content-to-background/judge") return;
      for (const { text, contextOnly } of message.blocks) if (!contextOnly) self.asked.push(text);
    });
  });
}

/** What the engine was asked about since the last time. */
const asked = (session) => session.background(() => (self.asked ?? []).splice(0));

for (const name of browserNames) {
  describe(`living pages, ${name}`, { timeout: 300_000 }, () => {
    let server;
    let session;
    let page;

    before(async () => {
      ({ session, server } = await start(name, PAGES));
    });
    after(() => stop({ session, server }));
    afterEach(async () => {
      await page?.close().catch(() => {});
      page = undefined;
    });

    const open = async (file) => {
      page = await session.open(`${server.origin}/${file}`);
      return page;
    };

    test("a page drawn by a script: every address has its own marks", async () => {
      await open("spa.html");
      await whenMarked(page, ["QZRT shares could double before the spring."]);
      await page.evaluate(() => go("/calls"));
      await whenMarked(page, ["Buy MVLO now below 12, stop at 11, target 15."]);
      await page.evaluate(() => {
        location.hash = "/notes";
      });
      await whenMarked(page, ["This page is for information only and is not financial advice."]);
      await page.evaluate(() => history.go(-2));
      await whenMarked(page, ["QZRT shares could double before the spring."]);
      const { items } = await whenRead(session, page);
      assert.deepEqual(
        items.map(({ text }) => text),
        ["QZRT shares could double before the spring."],
      );
    });

    test("the same words at another address are judged again", async () => {
      await open("spa.html");
      await whenMarked(page, ["QZRT shares could double before the spring."]);
      await listen(session);
      await asked(session);
      await page.evaluate(() => history.pushState({}, "", "?page=elsewhere"));
      const again = await until("the engine is asked", async () => {
        const texts = await asked(session);
        return texts.length > 0 && texts;
      });
      assert.ok(again.includes("QZRT shares could double before the spring."));
      await whenRead(session, page);
      assert.deepEqual(await marks(page), ["QZRT shares could double before the spring."], "and marked once");
    });

    test("a long page has the same marks wherever its reader stood when it was read", async () => {
      const readFrom = async (place) => {
        await open(`long.html${place}`);
        await whenRead(session, page);
        const found = (await marks(page)).sort();
        await page.close();
        return found;
      };
      const fromTop = await readFrom("");
      const ofTheEnd = fromTop.filter((text) => text.includes("could climb a lot higher"));
      assert.equal(ofTheEnd.length, 70, "what the end says is a guess, because the page is about shares");
      assert.deepEqual(await readFrom("#end"), fromTop);
    });

    test("a feed without an end is marked as it grows", async () => {
      await open("feed.html");
      const calls = (posts) =>
        Array.from({ length: posts / 3 }, (_, i) => {
          const number = (i + 1) * 3;
          return `Go long on VEKA ahead of session ${number}, entry 4.10, stop 3.90, target 4.80.`;
        });
      await whenMarked(page, calls(6));
      for (let round = 0; round < 4; round++) {
        const before = await page.evaluate(() => posts);
        await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
        await until("more posts", () => page.evaluate((before) => posts > before, before));
      }
      await whenMarked(page, calls(await page.evaluate(() => posts)));
    });

    test("rows that are used again show the marks of what they hold, and nothing is asked twice", async () => {
      await open("list.html");
      const shown = (from) =>
        Array.from({ length: 12 }, (_, i) => from + i)
          .filter((i) => i % 5 === 0)
          .map((i) => `Note ${i}: buy DARNO now below ${20 + i}, stop at ${10 + i}, target ${30 + i}.`);
      await whenMarked(page, shown(0));
      await page.evaluate(() => show(100));
      await whenMarked(page, shown(100));
      await page.evaluate(() => show(200));
      await whenMarked(page, shown(200));
      await whenRead(session, page);
      await listen(session);
      await asked(session);
      for (const from of [100, 0, 200]) {
        await page.evaluate((from) => show(from), from);
        await whenMarked(page, shown(from));
      }
      assert.deepEqual(await asked(session), []);
      const { items } = await whenRead(session, page);
      assert.equal(items.length, shown(200).length, "what is not there any more is forgotten");
    });

    test("a mark leaves words that have changed under it at once", async () => {
      await open("list.html");
      await until("marks", async () => (await marks(page)).length > 0);
      const [left] = await page.evaluate(async () => {
        document.querySelector("p").firstChild.data = "x".repeat(200);
        // After the observers, before any reading.
        await new Promise((resolve) => setTimeout(resolve, 0));
        const node = document.querySelector("p").firstChild;
        const ranges = [...CSS.highlights].filter(([name]) => name.startsWith("saltgrain-")).flatMap(([, all]) => [...all]);
        return [ranges.filter(({ startContainer }) => startContainer === node).length];
      });
      assert.equal(left, 0);
    });

    test("hydration: other nodes keep their marks, other words get their own", async () => {
      await open("hydration.html");
      await whenMarked(page, ["HOLQ might reach a new high within days, some traders believe."]);
      await page.evaluate(() => hydrate());
      const words = "Sell your HOLQ before Friday, the stop sits at 30.";
      const text = await until("both are marked", async () => {
        const text = (await marks(page)).join(" ");
        return text.includes(words) && text.includes("some traders believe.") && text;
      });
      assert.equal(plain(text).length, `HOLQ might reach a new high within days, some traders believe. ${words}`.length);
    });

    test("a storm of changes is read rarely, and the popup says so", async () => {
      await open("ticker.html");
      const rally = "Analysts think that PELT will rally by a third before summer.";
      await whenMarked(page, [rally]);
      assert.equal((await report(session, page)).slowedTo, 0);
      await page.evaluate(() => storm());
      const { slowedTo } = await until("the guard holds back", async () => {
        const now = await report(session, page);
        return now.slowedTo > 0 && now;
      });
      assert.ok(slowedTo >= 3000, `${slowedTo} ms`);
      const popup = await session.popup(page);
      await until("the popup says so", async () =>
        /never stops changing.*every \d+ seconds/.test(await popup.evaluate(() => document.querySelector("#notice").textContent)),
      );
      await popup.close().catch(() => {});
      assert.deepEqual(await marks(page), [rally], "what is marked stays marked");
      await page.evaluate(() => calm());
      await until("the page is calm again", async () => (await report(session, page)).slowedTo === 0, 60_000);
      await page.evaluate(() => {
        document.querySelector("p").firstChild.data = "Buy PELT today at 3, the target is 4.";
      });
      await whenMarked(page, ["Buy PELT today at 3, the target is 4."]);
    });

    test("a chat that streams in word by word is marked in the end, each line once", async () => {
      await open("chat.html");
      const said = ["Short FINQ here, entry 80, stop 84, target 70.", "FINQ may fall a lot further, I guess."];
      await page.evaluate(
        ([first, second]) => Promise.all([stream("mira", first, 60), stream("odo", second, 90)]),
        said,
      );
      await whenMarked(page, said);
    });

    test("back and forth through the browser's memory of pages", async (t) => {
      await open("spa.html");
      const rally = "QZRT shares could double before the spring.";
      await whenMarked(page, [rally]);
      await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => Object.assign(globalThis, { persisted })));
      await page.goto(`${server.origin}/chat.html`);
      await whenRead(session, page);
      await page.evaluate(() => history.back());
      await until("the page is back", () => page.evaluate(() => location.pathname === "/spa.html").catch(() => false));
      t.diagnostic((await page.evaluate(() => globalThis.persisted)) ? "out of memory" : "loaded again: this browser kept nothing");
      await whenMarked(page, [rally]);
      await until("the count is back", async () => (await session.badge(page)) === "1");
      await page.evaluate(() => go("/calls"));
      await whenMarked(page, ["Buy MVLO now below 12, stop at 11, target 15."]);
    });

    test("nothing runs in a hidden tab; when it is shown it is read", async () => {
      await open("hydration.html");
      await whenMarked(page, ["HOLQ might reach a new high within days, some traders believe."]);
      const hidden = page;
      const other = await session.open(`${server.origin}/still.html`);
      await other.bringToFront();
      await until("the tab is hidden", () => hidden.evaluate(() => document.hidden));
      await listen(session);
      await asked(session);
      const text = "Sell HOLQ at once, target 12.";
      await hidden.evaluate((text) => document.querySelector("main").append(Object.assign(document.createElement("p"), { textContent: text })), text);
      await new Promise((resolve) => setTimeout(resolve, 4000));
      assert.deepEqual(await asked(session), []);
      await hidden.bringToFront();
      await until("it is marked", async () => (await marks(hidden)).includes(text));
      await other.close();
    });

    test("a page without marks is neither listened to nor observed once it has been read", async () => {
      for (const file of ["still.html", "quiet.html"]) {
        await open(file);
        await whenRead(session, page);
        assert.deepEqual(await session.listeners(page), []);
        await page.close();
      }
    });

    test("what such a page shows later is marked before long, and only as long as there are marks is it listened to", async () => {
      await open("quiet.html");
      await whenRead(session, page);
      for (let i = 0; i < 3; i++) {
        await page.evaluate(() => add());
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
      const call = "Buy LORN now at 5, the target is 8.";
      await page.evaluate((call) => add(call), call);
      await whenMarked(page, [call]);
      const heard = await session.listeners(page);
      assert.ok(heard.includes("visibilitychange") && heard.includes("MutationObserver"), `${heard}`);
      await page.evaluate(() => document.querySelector("main").lastElementChild.remove());
      await whenMarked(page, []);
      await until("nothing listens", async () => (await session.listeners(page)).length === 0);
      // Another text in the same element: neither the address nor the number of elements tells of it.
      await page.evaluate((call) => {
        document.querySelector("p").firstChild.data = call;
      }, call);
      await whenMarked(page, [call]);
    });

    test("text that a style hid is marked when it shows, beside marks and where there were none", async () => {
      const first = "Buy ABLE now below 40, the target is 44.";
      const hidden = {
        inline: "Buy ORVA now below 3, the target is 4.",
        popover: "Buy TESK now below 5, the target is 6.",
        details: "Buy JUNO now below 7, the target is 8.",
        sibling: "Buy PERV now below 9, the target is 12.",
        rule: "Buy ILTA now below 20, the target is 24.",
      };
      await open("concealed.html?marks");
      await whenMarked(page, [first]);
      const shown = [first];
      for (const [how, text] of Object.entries(hidden)) {
        await page.evaluate((how) => show[how](), how);
        shown.push(text);
        await whenMarked(page, shown, 30_000);
      }
      await page.close();
      for (const [how, text] of Object.entries(hidden)) {
        await open("concealed.html");
        await whenRead(session, page);
        assert.deepEqual(await session.listeners(page), []);
        await page.evaluate((how) => show[how](), how);
        await whenMarked(page, [text], 30_000);
        await page.close();
      }
    });

    test("a frame at rest wakes when the address changes", async () => {
      await open("quiet.html");
      await until("the frame rests", async () => (await report(session, page)).isResting);
      const call = "Buy LORN now at 5, the target is 8.";
      await page.evaluate((call) => {
        add(call);
        history.pushState({}, "", "?page=calls");
      }, call);
      await whenMarked(page, [call]);
    });

    test("a hidden tab without marks is not looked at; when it is shown it is", async () => {
      const hidden = await open("quiet.html");
      await whenRead(session, page);
      const other = await session.open(`${server.origin}/still.html`);
      await other.bringToFront();
      await until("the tab is hidden", () => hidden.evaluate(() => document.hidden));
      await listen(session);
      await asked(session);
      const call = "Buy LORN now at 5, the target is 8.";
      await hidden.evaluate((call) => add(call), call);
      await new Promise((resolve) => setTimeout(resolve, 4000));
      assert.deepEqual(await asked(session), []);
      await hidden.bringToFront();
      await whenMarked(hidden, [call]);
      await other.close();
    });

    test("a tab that was discarded is marked when it is loaded again", async (t) => {
      if (name === "firefox") return t.skip("WebDriver loses a discarded tab of Firefox for good");
      await open("hydration.html");
      const rally = "HOLQ might reach a new high within days, some traders believe.";
      await whenMarked(page, [rally]);
      const address = page.url();
      const other = await session.open(`${server.origin}/still.html`);
      await other.bringToFront();
      const id = await session.background(async (address) => {
        const tab = (await chrome.tabs.query({})).find(({ url }) => url === address);
        return (await chrome.tabs.discard(tab.id)).id;
      }, address);
      await session.background((id) => chrome.tabs.update(id, { active: true }), id);
      const count = () => session.background((id) => chrome.action.getBadgeText({ tabId: id }), id);
      await until("it is loaded and marked again", async () => (await count()) === "1");
      await session.background((id) => chrome.tabs.remove(id), id);
      await other.close();
    });

    test("a request that meets a background asleep is answered once", async (t) => {
      await open("chat.html");
      await whenRead(session, page);
      await session.stopBackground();
      const line = "Long ULBO from 20, stop 18, target 26.";
      const took = await page.evaluate(async (line) => {
        const start = performance.now();
        await stream("mira", line, 0);
        const isMarked = () => [...CSS.highlights.keys()].some((name) => name.startsWith("saltgrain-call"));
        while (!isMarked()) await new Promise((resolve) => setTimeout(resolve, 5));
        return performance.now() - start;
      }, line);
      t.diagnostic(`marked ${Math.round(took)} ms after the change, 120 of which the page is left to settle`);
      await whenMarked(page, [line]);
      const { items, engineFailures } = await whenRead(session, page);
      assert.deepEqual([items.length, engineFailures], [1, 0]);
    });

    test("a request that is lost on the way is asked again, and shows once", async () => {
      await open("chat.html");
      await whenRead(session, page);
      const line = "Long ULBO from 20, stop 18, target 26.";
      await page.evaluate((line) => void stream("mira", line, 0), line);
      // While the change waits to be read and while its request is under way.
      for (let i = 0; i < 4; i++) await session.stopBackground();
      await whenMarked(page, [line]);
      const { items } = await whenRead(session, page);
      assert.equal(items.length, 1);
    });

    test("after a trap the engine is replaced, and all but the passage at fault is judged", async () => {
      await open("still.html");
      await session.background(() => {
        // The smallest module that traps: `(func (export "f") unreachable)`. The engine's own call runs into it.
        const trap = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
        const instantiate = self.WebAssembly.instantiate.bind(self.WebAssembly);
        self.starts = 0;
        self.WebAssembly.instantiate = async (module, imports) => {
          const real = await instantiate(module, imports);
          const { instance } = await instantiate(trap);
          self.starts += 1;
          let isBroken = false;
          const judge = (engine, request) => {
            isBroken ||= request.blocks.some(({ text, contextOnly }) => !contextOnly && text.includes("trips the engine"));
            return isBroken ? instance.exports.f() : real.exports.engine_judge(engine, request);
          };
          return { instance: { exports: { ...real.exports, engine_judge: judge } }, module };
        };
      });
      // The engine that was started before is thrown away when it is asked for nonsense; a page of ours can do that.
      const popup = await session.popup(page);
      await popup.evaluate(() => chrome.runtime.sendMessage({ type: "content-to-background/judge", title: "", url: "", blocks: 0 }));
      await popup.close().catch(() => {});
      await page.close();
      await open("parts.html");
      const { items, unread, engineFailures } = await whenRead(session, page);
      assert.ok(engineFailures > 0, "the engine stopped");
      assert.deepEqual(
        items.map(({ text }) => text).sort(),
        [1, 2, 3, 4, 6, 7, 8].map((i) => `Buy SULN${"ABCDEFGH"[i]} now below ${i}, target ${i + 3}.`).sort(),
      );
      assert.equal(unread.length, 1);
      assert.equal((await marks(page)).length, 7);
      assert.equal(await session.background(() => self.starts), engineFailures + 1, "each stop is followed by a fresh engine");
      await session.stopBackground();
    });

    test("a page's scripts neither reach the engine nor forge or read its messages", async () => {
      await open("meddling.html");
      const rally = "KORU shares may well triple this year.";
      await whenMarked(page, [rally]);
      await listen(session);
      await asked(session);
      const before = await report(session, page);
      const { answers, ours, hook, foreign } = await page.evaluate((id) => meddle(id), session.id);
      assert.deepEqual([answers, ours, hook, foreign], [[], [], "undefined", []]);
      assert.deepEqual(await asked(session), []);
      assert.deepEqual(await marks(page), [rally]);
      assert.deepEqual(await report(session, page), before);
      const root = await session.background(() => chrome.runtime.getURL(""));
      for (const file of ["content.js", "saltgrain_bg.wasm", "popup.html"]) {
        assert.equal(await page.evaluate((address) => fetches(address), root + file), false, `${file} is out of reach`);
      }
      const manifest = await session.background(() => chrome.runtime.getManifest());
      assert.equal(manifest.externally_connectable ?? null, null);
      assert.deepEqual(manifest.web_accessible_resources ?? [], []);
    });

    test("no script of ours threw", async () => {
      assert.deepEqual(await session.errors(), []);
    });

    test("after an update under an open page its marks are there once, and stay", async (t) => {
      if (!session.reload) return t.skip("a Chromium that is driven loses the worker of an extension that is loaded anew");
      await open("chat.html");
      const lines = ["Long ULBO from 20, stop 18, target 26.", "Short FINQ here, entry 80, stop 84, target 70."];
      await page.evaluate((line) => void stream("mira", line, 0), lines[0]);
      await whenMarked(page, [lines[0]]);
      await session.reload();
      await until("the new script", async () => (await report(session, page).catch(() => null)) !== null);
      // Longer than the old one takes to notice that it was left behind.
      await new Promise((resolve) => setTimeout(resolve, 7000));
      await whenMarked(page, [lines[0]]);
      await page.evaluate((line) => void stream("odo", line, 0), lines[1]);
      await whenMarked(page, lines);
      assert.equal(await page.evaluate((name) => document.querySelectorAll(name).length, OVERLAY), 1);
      assert.deepEqual(await session.errors(), []);
    });

    test("when the extension goes, everything of it goes, without a word", async () => {
      await open("hydration.html");
      await until("marks and overlay", async () => (await marks(page)).length > 0 && page.evaluate((name) => document.querySelector(name) !== null, OVERLAY));
      await session.uninstall();
      await page.evaluate(() => hydrate());
      await until("nothing of ours is to be seen", () =>
        page.evaluate((name) => {
          const overlay = document.querySelector(name);
          const isPainted = [...CSS.highlights].some(
            ([name]) => name.startsWith("saltgrain-") && getComputedStyle(document.body, `::highlight(${name})`).textDecorationLine !== "none",
          );
          return (overlay === null || !overlay.checkVisibility()) && !isPainted;
        }, OVERLAY),
      );
      assert.deepEqual(await session.errors(), []);
    });
  });
}
