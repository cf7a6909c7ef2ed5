/** Keyboard commands. Browsers let people change their keys; what is suggested stands in the manifest. */
import { say } from "../messages.ts";
import { openPanel } from "../panel/open.ts";
import type { FrameHook, Standing } from "../protocol.ts";
import { askFrames } from "../report/frames.ts";
import { startsOn, switchedOffBy, update, withSite } from "../settings.ts";
import { siteOf } from "../sites.ts";
import { startIn } from "../start.ts";
import { kindName } from "../words.ts";

type Tab = chrome.tabs.Tab;

export function hearCommands(): void {
  chrome.commands?.onCommand.addListener((command, tab) => {
    if (tab?.id === undefined || tab.id < 0) return;
    // The panel opens only while the command is being handled: before anything is awaited.
    if (command === "open-panel") openPanel(tab, true).catch(() => {});
    // Where the browser keeps extensions out there is nothing to step through.
    else obey(command, tab, tab.id).catch(() => {});
  });
}

async function obey(command: string, tab: Tab, tabId: number): Promise<void> {
  switch (command) {
    case "next-mark":
      return step(tabId, 1);
    case "previous-mark":
      return step(tabId, -1);
    case "open-card":
      return openCard(tabId);
    case "tell-summary":
      return tellSummary(tabId);
    case "toggle-site":
      return toggleSite(tab);
  }
}

/** Frames with marks, in the order in which they were made; the page's own is the first. */
async function framesWithMarks(tabId: number): Promise<{ frameId: number; standing: Standing }[]> {
  const answers = await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => (globalThis as { saltgrain?: FrameHook }).saltgrain?.standing() ?? null,
  });
  return answers
    .flatMap(({ frameId, result }) => (result && result.marks > 0 ? [{ frameId, standing: result }] : []))
    .sort((a, b) => a.frameId - b.frameId);
}

/** The frame that showed a mark last, or the first one. */
function current(frames: readonly { standing: Standing }[]): number {
  const latest = Math.max(...frames.map(({ standing }) => standing.shownAt));
  return latest === 0 ? 0 : frames.findIndex(({ standing }) => standing.shownAt === latest);
}

/** One mark on, out of a frame's end into the next frame, and round at the end of the last. */
async function step(tabId: number, by: 1 | -1): Promise<void> {
  const frames = await framesWithMarks(tabId);
  if (frames.length === 0) return;
  const start = current(frames);
  for (let tried = 0; tried <= frames.length; tried++) {
    const frame = frames.at((start + by * tried) % frames.length);
    if (frame === undefined) return;
    const [answer] = await chrome.scripting.executeScript({
      target: { tabId, frameIds: [frame.frameId] },
      func: (by: 1 | -1, from: "here" | "edge") =>
        (globalThis as { saltgrain?: FrameHook }).saltgrain?.step(by, from) ?? false,
      args: [by, tried === 0 ? "here" : "edge"],
    });
    if (answer?.result) return;
  }
}

async function openCard(tabId: number): Promise<void> {
  const frames = await framesWithMarks(tabId);
  const frame = frames[current(frames)];
  if (frame === undefined) return;
  await chrome.scripting.executeScript({
    target: { tabId, frameIds: [frame.frameId] },
    func: () => (globalThis as { saltgrain?: FrameHook }).saltgrain?.openCard() ?? false,
  });
}

/** Only the page's own frame speaks, for all of them: several voices would talk over each other. */
async function tellSummary(tabId: number): Promise<void> {
  const items = (await askFrames(tabId)).flatMap(({ report }) => report.items).filter(({ continues }) => !continues);
  const kinds = (["call", "speculation", "disclaimer"] as const).flatMap((kind) => {
    const times = items.filter(({ label }) => label === kind).length;
    return times === 0 ? [] : [say("spokenKind", { kind: kindName(kind), times })];
  });
  const words = kinds.length === 0 ? say("spokenNothing") : say("spokenSummary", { kinds: kinds.join(", ") });
  await chrome.scripting.executeScript({
    target: { tabId, frameIds: [0] },
    func: (words: string) => (globalThis as { saltgrain?: FrameHook }).saltgrain?.announce(words),
    args: [words],
  });
}

/** The switch of the popup, by key. Where Saltgrain waits to be asked, this asks it. */
async function toggleSite({ id, url }: Tab): Promise<void> {
  const site = url === undefined ? null : siteOf(url);
  if (site === null || url === undefined || id === undefined) return;
  let isAsked = false;
  await update((settings) => {
    isAsked = settings.mode === "asked" && switchedOffBy(settings, url) === null;
    return isAsked ? settings : withSite(settings, site, !startsOn(settings, url));
  });
  if (isAsked) await startIn(id);
}
