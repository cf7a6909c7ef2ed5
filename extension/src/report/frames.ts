/** A tab's frames: what each knows of itself, asked anew each time. */
import type { FrameHook, FrameReport } from "../protocol.ts";

export interface Frame {
  frameId: number;
  report: FrameReport;
}

/** The reports of the frames in which the content script runs, the page's own first. Fails where the browser lets no extension in. */
export async function askFrames(tabId: number): Promise<Frame[]> {
  const answers = await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    // A frame that loads when it is scrolled to, or never, would be waited for.
    injectImmediately: true,
    func: () => (globalThis as { saltgrain?: FrameHook }).saltgrain?.report() ?? null,
  });
  return answers
    .flatMap(({ frameId, result }) => (result ? [{ frameId, report: result }] : []))
    .sort((a, b) => a.frameId - b.frameId);
}
