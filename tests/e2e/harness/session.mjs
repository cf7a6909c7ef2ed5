/** A browser with the built extension, by name. */
import { fileURLToPath } from "node:url";
import { Chromium } from "./chromium.mjs";
import { Firefox } from "./firefox.mjs";
import { until } from "./until.mjs";

const BROWSERS = { chromium: Chromium, firefox: Firefox };

/** The browsers to test in: the one that SALTGRAIN_BROWSER names, else both. */
export const browserNames = process.env.SALTGRAIN_BROWSER ? [process.env.SALTGRAIN_BROWSER] : Object.keys(BROWSERS);

/** A file or folder of the project. */
export const inProject = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The folder of a browser's build. */
export const built = (name) => inProject(`dist/${name}`);

/**
 * Starts a browser, without the extension yet.
 *
 * `logRequests`: note what Chromium asks of the network, to be given by `close`. `leavesOnSignal`: end the browser at once
 * when this process is told to end; without it that is the caller's to do.
 */
export function launch(name, options) {
  const browser = BROWSERS[name];
  if (!browser) throw new Error(`no browser is called ${name}; there are ${Object.keys(BROWSERS).join(" and ")}`);
  return browser.launch(options);
}

/**
 * What the content script knows of a page's main frame, through the same door as the popup and the toolbar; null where it
 * doesn't run.
 */
export function report(session, page) {
  return session.background(async (url) => {
    const tab = (await chrome.tabs.query({})).find((tab) => tab.url === url);
    const [frame] = await chrome.scripting.executeScript({
      target: { tabId: tab.id },
      func: () => globalThis.saltgrain?.report() ?? null,
    });
    return frame.result;
  }, page.url());
}

/** Waits until the content script has read the whole page, and gives its report. */
export function whenRead(session, page, withinMs) {
  return until(
    `${page.url()} is read`,
    async () => {
      const known = await report(session, page);
      return known !== null && (known.state === "read" || known.state === "unreadable") && known;
    },
    withinMs,
  );
}

/** Stores settings as a page of the extension would; what is not named takes its default. */
export function choose(session, settings) {
  return session.background((settings) => chrome.storage.local.set({ settings: { version: 2, ...settings } }), settings);
}

/** The browser's own zoom of a page: 1 is 100 %. */
export function zoom(session, page, factor) {
  return session.background(
    async (url, factor) => {
      const tab = (await chrome.tabs.query({})).find((tab) => tab.url === url);
      await chrome.tabs.setZoom(tab.id, factor);
    },
    page.url(),
    factor,
  );
}
