/** Starts Saltgrain in a tab that is open. */

export const SCRIPT = "content.js";

/** Fails where the browser lets no extension in. Where it runs already, nothing happens. */
export async function startIn(tabId: number): Promise<void> {
  await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    files: [SCRIPT],
    // A frame that loads when it is scrolled to, or never, would be waited for.
    injectImmediately: true,
  });
}
