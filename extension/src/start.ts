/** Starts Saltgrain in a tab that is open. */

export const SCRIPT = "content.js";
/** What the browser paints marks by. Without marks it does nothing. */
export const STYLES = "marks.css";

/** Fails where the browser lets no extension in. Where it runs already, nothing happens. */
export async function startIn(tabId: number): Promise<void> {
  const target = { tabId, allFrames: true };
  await chrome.scripting.insertCSS({ target, files: [STYLES] });
  await chrome.scripting.executeScript({ target, files: [SCRIPT] });
}
