/** The page that a popup or a panel speaks of, and what can be told of it now. */
import { ALL_SITES, hasAccess } from "../access.ts";
import { type Settings, startsOn, switchedOffBy } from "../settings.ts";
import { siteOf } from "../sites.ts";
import { askFrames } from "./frames.ts";
import { merge } from "./merge.ts";

export interface Page {
  tabId: number;
  windowId: number;
  /** Empty where the browser hides it from us. */
  address: string;
  title: string;
}

/** The one thing that there is to say of a page. */
export type Reading =
  | { state: "switched-off"; by: string }
  /** Saltgrain doesn't start here by itself, and has not been asked. */
  | { state: "waits" }
  /** Nothing of ours runs here, though it should. */
  | { state: "not-started"; lacksAccess: boolean }
  /** The browser keeps us out. */
  | { state: "barred"; lacksAccess: boolean }
  | { state: "unreadable"; reason: string }
  | ({
      state: "read";
      lacksAccess: boolean;
      isReading: boolean;
      engineFailures: number;
      slowedTo: number;
      reason: string;
    } & ReturnType<typeof merge>);

export function pageOf({ id, windowId, url, title }: chrome.tabs.Tab): Page | null {
  return id === undefined ? null : { tabId: id, windowId, address: url ?? "", title: title ?? "" };
}

/** The tab in front of the window that asks. */
export async function frontPage(): Promise<Page | null> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab === undefined ? null : pageOf(tab);
}

/** The tab that the document's address names, if it names one. */
export function namedTab(): number | null {
  const named = Number(new URLSearchParams(location.search).get("tab"));
  return named > 0 ? named : null;
}

export async function read({ tabId, address }: Page, settings: Settings): Promise<Reading> {
  const by = switchedOffBy(settings, address);
  if (by !== null) return { state: "switched-off", by };
  // Both ask the browser, which takes a while: at once, not one after the other.
  const [given, frames] = await Promise.all([hasAccess(ALL_SITES), askFrames(tabId).catch(() => null)]);
  // Who chose sites one by one has given access to those, and misses nothing.
  const lacksAccess = !given && settings.mode === "everywhere" && (address === "" || siteOf(address) !== null);
  if (frames === null) return { state: "barred", lacksAccess };
  const top = frames.find(({ frameId }) => frameId === 0);
  if (top === undefined) {
    return startsOn(settings, address) ? { state: "not-started", lacksAccess } : { state: "waits" };
  }
  if (top.report.state === "unreadable" && frames.length === 1) {
    return { state: "unreadable", reason: top.report.reason };
  }
  return {
    state: "read",
    lacksAccess,
    isReading: frames.some(({ report }) => report.state === "reading" || report.state === "waiting"),
    engineFailures: frames.reduce((sum, { report }) => sum + report.engineFailures, 0),
    slowedTo: Math.max(...frames.map(({ report }) => report.slowedTo)),
    reason: top.report.reason,
    ...merge(frames),
  };
}
