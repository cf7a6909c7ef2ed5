/**
 * Gives frames that show marks the style sheet of the person's look. It comes from outside of the page: neither its list of
 * sheets nor a policy of its knows of it.
 */
import { marksCss } from "../design/look.ts";
import type { DressMessage } from "../protocol.ts";
import type { Look } from "../settings.ts";

/**
 * Firefox keeps the author's `::highlight()` out of shadow roots and lets the user's in; Chromium takes the author's into
 * every root and none of the user's (docs/decisions/009-style-of-marks.md).
 */
const ORIGIN = chrome.runtime.getURL("").startsWith("moz-extension:") ? "USER" : "AUTHOR";

export async function dress({ look, before }: DressMessage, sender: chrome.runtime.MessageSender): Promise<void> {
  const tabId = sender.tab?.id;
  if (tabId === undefined) return;
  const sheet = (look: Look) => ({
    target: { tabId, frameIds: [sender.frameId ?? 0] },
    css: marksCss(look),
    origin: ORIGIN as chrome.scripting.StyleOrigin,
  });
  // The new one first: a moment with both shows the new, a moment with neither would flicker.
  await chrome.scripting.insertCSS(sheet(look));
  if (before !== null) await chrome.scripting.removeCSS(sheet(before));
}
