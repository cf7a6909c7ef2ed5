/** Opens the panel: beside the page where the browser has room for one, else as a tab of its own. */
import { sidebar } from "./sidebar.ts";

export const PANEL = "panel.html";

/** The panel's address as a report on one tab, which it then doesn't leave. */
export function reportOn(tabId: number): string {
  return `${PANEL}?tab=${tabId}`;
}

/**
 * Must be called before anything is awaited: browsers open a panel only while they handle what the person did.
 * `toggle`: close it if it is open, where the browser lets us.
 */
export function openPanel(tab: { id?: number | undefined; windowId: number }, toggle = false): Promise<unknown> {
  if (sidebar !== undefined) return toggle ? sidebar.toggle() : sidebar.open();
  const { sidePanel } = chrome;
  if (sidePanel !== undefined) return sidePanel.open({ windowId: tab.windowId });
  return chrome.tabs.create({ url: tab.id === undefined ? PANEL : reportOn(tab.id) });
}
