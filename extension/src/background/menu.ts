/** The context menu: judging what is selected, also on pages where Saltgrain is off. */
import { say } from "../messages.ts";
import type { Message } from "../protocol.ts";

const ITEM = "judge-selection";

/** Browsers keep the menu until the extension is replaced. */
export function makeMenu(): void {
  // Firefox on a phone has no context menu.
  chrome.contextMenus?.removeAll(() => {
    chrome.contextMenus.create({ id: ITEM, title: say("menuJudge"), contexts: ["selection"] });
  });
}

export function hearMenu(): void {
  chrome.contextMenus?.onClicked.addListener(({ menuItemId, frameId, selectionText }, tab) => {
    if (menuItemId !== ITEM || tab?.id === undefined || tab.id < 0) return;
    // Where the browser keeps extensions out, there is no place to answer in.
    judgeSelection(tab.id, frameId ?? 0, selectionText ?? "").catch(() => {});
  });
}

/** Using the menu lets us into this one page. The script comes with the first use, so that pages don't carry it along. */
async function judgeSelection(tabId: number, frameId: number, text: string): Promise<void> {
  await chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ["selection.js"] });
  const message: Message = { type: "background-to-content/judge-selection", text };
  await chrome.tabs.sendMessage(tabId, message, { frameId });
}
