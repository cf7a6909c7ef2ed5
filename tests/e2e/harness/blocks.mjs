/** What the extension reads from a page: the passages of every frame that it has started in. */
import { createRequire } from "node:module";
import { inProject } from "./session.mjs";

const { build } = createRequire(new URL("../../../extension/package.json", import.meta.url))("esbuild");

/** The extension's reader as one function's body: it gives the passages of the frame that it is run in. */
async function readerSource() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { Reader } from "./read.ts";
        const reader = new Reader(document.body ?? document.documentElement);
        const blocks = [];
        for (let passage = reader.next(() => false); passage; passage = reader.next(() => false)) {
          blocks.push({ text: passage.text, role: passage.role });
        }
        export { blocks };`,
      resolveDir: inProject("extension/src/content"),
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "read",
    charset: "utf8",
  });
  return `${outputFiles[0].text}\nreturn read.blocks;`;
}

const source = await readerSource();

/**
 * Runs the reader in the content script's own world and gives all passages, with the furniture that is never judged; frames
 * without a content script give none.
 */
export function blocksOf(session, page) {
  const readAll = new Function(
    "url",
    `return chrome.tabs.query({})
      .then((tabs) => chrome.scripting.executeScript({
        target: { tabId: tabs.find((tab) => tab.url === url).id, allFrames: true },
        injectImmediately: true,
        func: () => {
          if (globalThis.saltgrain === undefined) return [];
          ${source}
        },
      }))
      .then((frames) => frames.sort((a, b) => a.frameId - b.frameId).flatMap(({ result }) => result));`,
  );
  return session.background(readAll, page.url());
}

/** Listens beside the background's own listener: from now on every request to judge is noted. */
export function listen(session) {
  return session.background(() => {
    if (self.heard) return;
    self.heard = [];
    chrome.runtime.onMessage.addListener((message, { tab, frameId }) => {
      if (message?.type === "content-to-background/judge") self.heard.push({ url: tab.url, frameId, blocks: message.blocks });
      return false;
    });
  });
}

/** The passages that a page's frames have sent to be judged; what was on screen is judged once more with the whole page. */
export async function judgedBlocks(session, page) {
  const heard = await session.background((url) => self.heard.filter((request) => request.url === url), page.url());
  const requests = heard.map(({ frameId, blocks }) => ({
    frameId,
    asked: blocks.filter(({ contextOnly }) => !contextOnly).map(({ text, role }) => ({ text, role })),
  }));
  return requests
    .filter((request, i) => !requests.slice(i + 1).some((later) => isAskedAgain(request, later)))
    .sort((a, b) => a.frameId - b.frameId)
    .flatMap(({ asked }) => asked);
}

function isAskedAgain(request, later) {
  const asked = new Set(later.asked.map((block) => JSON.stringify(block)));
  return later.frameId === request.frameId && request.asked.every((block) => asked.has(JSON.stringify(block)));
}
