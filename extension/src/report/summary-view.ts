/**
 * What the popup and the panel have in common: the notice, the buttons that go with it, and the summary that the engine's
 * own view draws of the page. It draws anew whenever the page was counted or the settings changed.
 */
import { ALL_SITES, askForAccess, onAccessChange } from "../access.ts";
import { wear } from "../design/wear.ts";
import { say, words } from "../messages.ts";
import { part } from "../part.ts";
import { isOurs, type Message } from "../protocol.ts";
import { load, onChange, type Settings } from "../settings.ts";
import { siteOf } from "../sites.ts";
import { startIn } from "../start.ts";
import { isClosed, whyClosed } from "./closed.ts";
import { engine, ready } from "./engine.ts";
import type { PageInput } from "./merge.ts";
import { type Page, type Reading, read } from "./page.ts";

/** How soon a page that is still being read is asked again, in ms. */
const AGAIN_MS = 300;

export interface Drawn {
  page: Page;
  settings: Settings;
  /** What stands in the summary; `null` where there is only a notice. */
  input: PageInput | null;
  /** The finding that the page showed last. */
  shown: number | null;
}

export class SummaryView {
  readonly #notice = part("notice");
  readonly #allow = part<HTMLButtonElement>("allow");
  readonly #read = part<HTMLButtonElement>("read");
  readonly #live = part("live");
  readonly #summary = part("summary");
  readonly #drawn: (drawn: Drawn) => void;
  #page: Page | null = null;
  #owner = new Map<number, { frameId: number; id: number }>();
  #isDrawing = false;
  #isStale = false;
  #later: ReturnType<typeof setTimeout> | undefined;
  /** The page in which the script has been started from here, lest it be tried for ever. */
  #started: string | null = null;
  /** The verdict that was announced last. */
  #told = "";

  constructor(drawn: (drawn: Drawn) => void) {
    this.#drawn = drawn;
    // Only a click may bring the browser's question up.
    this.#allow.addEventListener("click", () => askForAccess(ALL_SITES).then(() => this.redraw()));
    this.#read.addEventListener("click", () => this.#start());
    onChange(() => this.redraw());
    onAccessChange(() => this.redraw());
    chrome.runtime.onMessage.addListener((message: unknown, sender) => {
      if (!isOurs(message, sender, chrome.runtime.id)) return false;
      if (message.type === "background-to-popup/counted" && message.tabId === this.#page?.tabId) this.redraw();
      return false;
    });
  }

  get page(): Page | null {
    return this.#page;
  }

  /** Speaks of this page from now on. */
  show(page: Page | null): Promise<void> {
    if (page !== null && page.tabId !== this.#page?.tabId) {
      // A page that was left alone is looked at again, because the reader asks; the drawing doesn't wait for it.
      const lookAgain: Message = { type: "popup-to-content/look-again" };
      chrome.tabs.sendMessage(page.tabId, lookAgain).catch(() => {});
    }
    this.#page = page;
    return this.redraw();
  }

  /** Draws what is known of the page now. Calls while it draws are answered by one more drawing. */
  async redraw(): Promise<void> {
    this.#isStale = true;
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    clearTimeout(this.#later);
    try {
      while (this.#isStale) {
        this.#isStale = false;
        if (await this.#draw(this.#page)) this.#later = setTimeout(() => this.redraw(), AGAIN_MS);
      }
    } catch (error) {
      this.#tell(say("popupFailed", { reason: error instanceof Error ? error.message : String(error) }), "warning");
    } finally {
      this.#isDrawing = false;
    }
  }

  /** Goes to a finding on the page. */
  async pick(id: number): Promise<void> {
    const of = this.#owner.get(id);
    if (of === undefined || this.#page === null) return;
    const message: Message = { type: "popup-to-content/show", id: of.id };
    // The page may have gone meanwhile.
    await chrome.tabs.sendMessage(this.#page.tabId, message, { frameId: of.frameId }).catch(() => {});
  }

  /** Tells whether there is more to come. */
  async #draw(page: Page | null): Promise<boolean> {
    if (page === null) {
      this.#clear(say("pageOfBrowser"));
      return false;
    }
    const settings = await load();
    wear(settings.look);
    const reading = await read(page, settings);
    await ready;
    // The reader has gone on to another tab.
    if (page !== this.#page) return false;
    const isComing = this.#tellOf(reading, page);
    if (reading.state === "read" && !(reading.isReading && reading.input.sentences === 0)) {
      this.#owner = reading.owner;
      engine.renderSummary(this.#summary, reading.input, (id) => this.pick(id), words);
      performance.mark("summary drawn");
      if (!reading.isReading) this.#announce();
      this.#drawn({ page, settings, input: reading.input, shown: reading.shown });
    } else {
      this.#summary.replaceChildren();
      this.#told = "";
      this.#drawn({ page, settings, input: null, shown: null });
    }
    return isComing;
  }

  #tellOf(reading: Reading, page: Page): boolean {
    const lacksAccess = "lacksAccess" in reading && reading.lacksAccess;
    this.#allow.hidden = !lacksAccess;
    this.#read.hidden = reading.state !== "waits";
    switch (reading.state) {
      case "switched-off":
        this.#tell(
          reading.by === siteOf(page.address) ? say("popupSiteOff") : say("popupParentOff", { site: reading.by }),
        );
        return false;
      case "waits":
        this.#tell(say("popupWaits"));
        return false;
      case "not-started":
        this.#tell(say("popupReading"));
        if (this.#started !== keyOf(page)) this.#start();
        return true;
      case "barred":
        if (lacksAccess && !isClosed(page.address)) this.#tell(say("popupNoAccess"), "warning");
        else this.#tell(whyClosed(page.address));
        return false;
      case "unreadable":
        this.#tell(reading.reason);
        return false;
      case "read":
        if (reading.isReading && reading.input.sentences === 0) this.#tell(say("popupReading"));
        else if (lacksAccess) this.#tell(say("popupOnlyThisPage"), "warning");
        else if (reading.engineFailures > 0)
          this.#tell(say("popupRestarted", { count: reading.engineFailures }), "warning");
        else if (reading.slowedTo > 0) this.#tell(say("popupSlowed", { count: Math.round(reading.slowedTo / 1000) }));
        else this.#tell(reading.isReading ? say("popupStillReading") : reading.reason);
        return reading.isReading;
    }
  }

  /** The page was open before the extension could reach it, or waits to be asked: the reader asks. */
  async #start(): Promise<void> {
    const page = this.#page;
    if (page === null) return;
    this.#started = keyOf(page);
    try {
      await startIn(page.tabId);
      await this.redraw();
    } catch {
      this.#clear(whyClosed(page.address));
    }
  }

  #clear(words: string): void {
    clearTimeout(this.#later);
    this.#isStale = false;
    this.#allow.hidden = true;
    this.#read.hidden = true;
    this.#summary.replaceChildren();
    this.#tell(words);
  }

  #tell(words: string, tone: "plain" | "warning" = "plain"): void {
    this.#notice.textContent = words;
    this.#notice.dataset["tone"] = tone;
    this.#notice.hidden = words === "";
  }

  /** A screen reader hears the verdict when the page has been read, and again only when it is another one. */
  #announce(): void {
    const verdict = this.#summary.querySelector(".sg-verdict")?.textContent ?? "";
    if (verdict === this.#told) return;
    this.#told = verdict;
    this.#live.textContent = verdict;
  }
}

function keyOf({ tabId, address }: Page): string {
  return `${tabId} ${address}`;
}
