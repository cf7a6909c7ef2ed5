/**
 * Where Saltgrain starts by itself. The script is registered for the sites of the mode, with those that are switched off as
 * exclusions, so that on those the browser itself never loads it.
 */
import type { ToContent } from "../protocol.ts";
import { type Settings, startPatterns, startsOn } from "../settings.ts";
import { matchPatterns } from "../sites.ts";
import { SCRIPT, startIn } from "../start.ts";

const ID = "content";

/** Messages that say all by their type. */
type Telling = Exclude<ToContent, { id: number } | { text: string }>["type"];

// Registrations must not overlap: two updates at once could leave the older list standing.
let last: Promise<void> = Promise.resolve();

/** Brings the registration into step with the settings. */
export function register(settings: Settings): Promise<void> {
  last = last.catch(() => {}).then(() => replace(settings));
  return last;
}

async function replace(settings: Settings): Promise<void> {
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
  const matches = startPatterns(settings);
  if (matches.length === 0) return;
  const script: chrome.scripting.RegisteredContentScript = {
    id: ID,
    js: [SCRIPT],
    matches,
    excludeMatches: settings.sitesOff.flatMap(matchPatterns),
    allFrames: true,
    // Frames without an address of their own (`srcdoc`, `about:blank`) belong to the page that made them.
    matchOriginAsFallback: true,
    runAt: "document_idle",
    persistAcrossSessions: true,
  };
  await chrome.scripting.registerContentScripts([script]);
}

/** Starts in the tabs that are already open, where `wanted` says so and the browser lets us in. */
export async function startInOpenTabs(wanted: (address: string) => boolean): Promise<void> {
  await inOpenTabs(async (id, url) => {
    if (url !== undefined && wanted(url)) await startIn(id);
  });
}

/** Follows a change of the settings in tabs that are already open. */
export async function followInOpenTabs(now: Settings, before: Settings): Promise<void> {
  await startInOpenTabs((url) => startsOn(now, url) && !startsOn(before, url));
  const isTighter = now.mode !== before.mode || before.sitesOn.some((site) => !now.sitesOn.includes(site));
  if (isTighter) {
    await inOpenTabs(async (id, url) => {
      // Without access to a tab its address is hidden from us, and nothing of ours runs there by itself.
      if (url !== undefined && startsOn(before, url) && !startsOn(now, url))
        await tell(id, "background-to-content/leave");
    });
  }
  if (now.sitesOff.every((site) => before.sitesOff.includes(site))) return;
  // A frame of a site that was switched off may stand in any tab, so every tab is told.
  await tellOpenTabs("background-to-content/ask-again");
}

/** Tells every frame of every tab that something of ours may run in. */
export async function tellOpenTabs(type: Telling): Promise<void> {
  await inOpenTabs((id) => tell(id, type));
}

async function tell(tabId: number, type: Telling): Promise<void> {
  await chrome.tabs.sendMessage(tabId, { type });
}

async function inOpenTabs(act: (tabId: number, url: string | undefined) => Promise<void>): Promise<void> {
  const tabs = await chrome.tabs.query({ discarded: false });
  await Promise.all(
    tabs.map(async ({ id, url }) => {
      // Store pages, error pages and the like refuse scripts, and where nothing of ours runs nobody hears a message.
      if (id !== undefined) await act(id, url).catch(() => {});
    }),
  );
}
