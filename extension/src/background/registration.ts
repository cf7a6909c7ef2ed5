/**
 * Where the content script runs. It is registered with the sites that are switched off as exclusions, so that on those
 * the browser itself never loads it.
 */
import { type Settings, switchedOffBy } from "../settings.ts";
import { matchPatterns } from "../sites.ts";

const ID = "content";
const FILE = "content.js";

// Registrations must not overlap: two updates at once could leave the older list standing.
let last: Promise<void> = Promise.resolve();

/** Brings the registration into step with the settings. */
export function register(settings: Settings): Promise<void> {
  last = last.catch(() => {}).then(() => replace(settings));
  return last;
}

async function replace(settings: Settings): Promise<void> {
  const script: chrome.scripting.RegisteredContentScript = {
    id: ID,
    js: [FILE],
    matches: ["<all_urls>"],
    excludeMatches: settings.sitesOff.flatMap(matchPatterns),
    allFrames: true,
    // Frames without an address of their own (`srcdoc`, `about:blank`) belong to the page that made them.
    matchOriginAsFallback: true,
    runAt: "document_idle",
    persistAcrossSessions: true,
  };
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
  await chrome.scripting.registerContentScripts([script]);
}

/** Starts the content script in the tabs that are already open, where `wanted` says so. */
export async function startInOpenTabs(wanted: (address: string) => boolean): Promise<void> {
  const tabs = await chrome.tabs.query({ discarded: false });
  await Promise.all(
    tabs.map(async ({ id, url }) => {
      if (id === undefined || url === undefined || !wanted(url)) return;
      // Store pages, error pages and the like refuse scripts; they were never ours to read.
      await chrome.scripting.executeScript({ target: { tabId: id, allFrames: true }, files: [FILE] }).catch(() => {});
    }),
  );
}

/** Follows a change of the settings in tabs that are already open. */
export async function followInOpenTabs(now: Settings, before: Settings): Promise<void> {
  await startInOpenTabs((url) => switchedOffBy(before, url) !== null && switchedOffBy(now, url) === null);
  if (now.sitesOff.every((site) => before.sitesOff.includes(site))) return;
  // A frame of a site that was switched off may stand in any tab, so every tab is told.
  const tabs = await chrome.tabs.query({ discarded: false });
  await Promise.all(
    tabs.map(async ({ id }) => {
      if (id === undefined) return;
      await chrome.tabs.sendMessage(id, { type: "background-to-content/ask-again" }).catch(() => {});
    }),
  );
}
