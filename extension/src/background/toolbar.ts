/** The count on the toolbar: what all frames of a tab found together. Asked of the frames each time, so it can't go stale. */
import type { FrameHook, Message } from "../protocol.ts";
import { load } from "../settings.ts";

const QUIET = "#5c6370";
const SETTLE_MS = 120;

const due = new Map<number, ReturnType<typeof setTimeout>>();

export function styleCount(): void {
  chrome.action.setBadgeBackgroundColor({ color: QUIET });
  chrome.action.setBadgeTextColor({ color: "#ffffff" });
}

/** Frames report in bursts; one count answers a burst. */
export function countSoon(tabId: number): void {
  if (due.has(tabId)) return;
  due.set(
    tabId,
    setTimeout(() => {
      due.delete(tabId);
      // The tab may have closed or gone elsewhere meanwhile; then there is nothing to count.
      count(tabId).catch(() => {});
    }, SETTLE_MS),
  );
}

/** The person wants the number, or wants it no more. */
export async function recount(): Promise<void> {
  // A tab that sleeps counts when it wakes.
  for (const { id } of await chrome.tabs.query({ discarded: false })) if (id !== undefined) countSoon(id);
}

async function count(tabId: number): Promise<void> {
  const frames = await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    // A frame that loads when it is scrolled to, or never, would be waited for.
    injectImmediately: true,
    func: () => (globalThis as { saltgrain?: FrameHook }).saltgrain?.count() ?? 0,
  });
  const total = frames.reduce((sum, { result }) => sum + (result ?? 0), 0);
  const { count: isShown } = await load();
  await chrome.action.setBadgeText({ tabId, text: isShown ? badgeText(total) : "" });
  // Mostly no popup is open to hear it.
  await chrome.runtime.sendMessage({ type: "background-to-popup/counted", tabId } satisfies Message).catch(() => {});
}

/** Badges have room for about four characters. */
export function badgeText(total: number): string {
  if (total === 0) return "";
  return total > 999 ? "999+" : String(total);
}
