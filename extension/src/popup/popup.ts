/** The popup: the site's switch, what the page adds up to, and the way to each mark. */
import { door } from "engine";
import { say, sayPage, words } from "../messages.ts";
import { type FrameHook, isOurs, type Message } from "../protocol.ts";
import { load, onChange, save, switchedOffBy, withSite } from "../settings.ts";
import { LOCAL_FILES, siteOf } from "../sites.ts";
import { startIn as startInTab } from "../start.ts";
import { type Frame, merge } from "./merge.ts";
import { isClosed, whyClosed } from "./stops.ts";

interface Page {
  tabId: number;
  address: string;
}

/** How soon a page that is still being read is asked again. */
const AGAIN_MS = 300;

const ACCESS = { origins: ["<all_urls>"] };

function part<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`popup.html has no #${id}`);
  return found as T;
}

const site = part("site");
const toggle = part("switch");
const toggleState = part("switch-state");
const on = part<HTMLInputElement>("on");
const notice = part("notice");
const allow = part<HTMLButtonElement>("allow");
const summary = part("summary");

const engine = door();
const ready = engine.default({ module_or_path: chrome.runtime.getURL("saltgrain_bg.wasm") });

/** The page that the popup speaks of: the tab named in its address, else the active one. */
async function findPage(): Promise<Page | null> {
  const named = Number(new URLSearchParams(location.search).get("tab"));
  const tab =
    named > 0 ? await chrome.tabs.get(named) : (await chrome.tabs.query({ active: true, currentWindow: true }))[0];
  return tab?.id === undefined ? null : { tabId: tab.id, address: tab.url ?? "" };
}

/** Asks every frame of the page; an error where the browser lets no extension in. */
async function askFrames({ tabId }: Page): Promise<Frame[]> {
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

function tell(line: string, tone: "plain" | "warning" = "plain"): void {
  notice.textContent = line;
  notice.dataset["tone"] = tone;
  notice.hidden = line === "";
}

/** Draws what is known; tells whether there is more to come. */
async function draw(page: Page): Promise<boolean> {
  const settings = await load();
  const host = siteOf(page.address);
  const offBy = switchedOffBy(settings, page.address);
  site.textContent = host === null ? "" : host === LOCAL_FILES ? say("popupLocalFiles") : host;
  toggle.hidden = host === null;
  on.checked = offBy === null;
  on.disabled = host === null;
  toggleState.textContent = offBy === null ? say("popupOn") : say("popupOff");
  document.body.dataset["state"] = offBy === null ? "on" : "off";
  allow.hidden = true;

  if (offBy !== null) {
    summary.replaceChildren();
    tell(offBy === host ? say("popupSiteOff") : say("popupParentOff", { site: offBy }));
    return false;
  }
  // The reader's click lets us into this one page even where the browser withholds the rest.
  const lacksAccess = host !== null && !(await chrome.permissions.contains(ACCESS));
  allow.hidden = !lacksAccess;
  let frames: Frame[];
  try {
    frames = await askFrames(page);
  } catch {
    summary.replaceChildren();
    if (lacksAccess && !isClosed(page.address)) tell(say("popupNoAccess"), "warning");
    else tell(whyClosed(page.address));
    return false;
  }
  const top = frames.find(({ frameId }) => frameId === 0);
  if (top === undefined) {
    return startIn(page);
  }
  if (top.report.state === "unreadable" && frames.length === 1) {
    summary.replaceChildren();
    tell(top.report.reason);
    return false;
  }
  const { input, owner } = merge(frames);
  const isReading = frames.some(({ report }) => report.state === "reading" || report.state === "waiting");
  const slowedTo = Math.max(...frames.map(({ report }) => report.slowedTo));
  const failures = frames.reduce((sum, { report }) => sum + report.engineFailures, 0);
  await ready;
  if (isReading && input.sentences === 0) {
    tell(say("popupReading"));
    return true;
  }
  const pick = (picked: number) => {
    const of = owner.get(picked);
    if (of === undefined) return;
    const message: Message = { type: "popup-to-content/show", id: of.id };
    chrome.tabs.sendMessage(page.tabId, message, { frameId: of.frameId }).catch(() => {});
  };
  engine.renderSummary(summary, input, pick, words);
  if (lacksAccess) tell(say("popupOnlyThisPage"), "warning");
  else if (failures > 0) tell(say("popupRestarted", { count: failures }), "warning");
  else if (slowedTo > 0) tell(say("popupSlowed", { count: Math.round(slowedTo / 1000) }));
  else tell(isReading ? say("popupStillReading") : top.report.reason);
  return isReading;
}

let started = false;

/** The page was open before the extension could reach it: it is read now, because the reader asks. */
async function startIn(page: Page): Promise<boolean> {
  tell(say("popupReading"));
  if (started) return true;
  started = true;
  try {
    await startInTab(page.tabId);
    return true;
  } catch {
    tell(whyClosed(page.address));
    return false;
  }
}

sayPage(document);
const page = await findPage();
if (page === null) {
  tell(say("pageOfBrowser"));
} else {
  let drawing = false;
  let stale = false;
  let later: ReturnType<typeof setTimeout> | undefined;
  const redraw = async () => {
    stale = true;
    if (drawing) return;
    drawing = true;
    try {
      while (stale) {
        stale = false;
        const isReading = await draw(page);
        clearTimeout(later);
        if (isReading) later = setTimeout(redraw, AGAIN_MS);
      }
    } catch (error) {
      tell(say("popupFailed", { reason: error instanceof Error ? error.message : String(error) }), "warning");
    } finally {
      drawing = false;
    }
  };
  on.addEventListener("change", async () => {
    // Read at once: a drawing that is under way may set the switch back before the settings are loaded.
    const wanted = on.checked;
    const host = siteOf(page.address);
    if (host !== null) await save(withSite(await load(), host, wanted));
  });
  allow.addEventListener("click", async () => {
    if (await chrome.permissions.request(ACCESS)) await redraw();
  });
  onChange(redraw);
  chrome.runtime.onMessage.addListener((message: unknown, sender) => {
    if (!isOurs(message, sender, chrome.runtime.id)) return false;
    if (message.type === "background-to-popup/counted" && message.tabId === page.tabId) redraw();
    return false;
  });
  // A page that was left alone is looked at again, because the reader asks.
  const lookAgain: Message = { type: "popup-to-content/look-again" };
  await chrome.tabs.sendMessage(page.tabId, lookAgain).catch(() => {});
  await redraw();
}
