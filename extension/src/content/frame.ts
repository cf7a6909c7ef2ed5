/** One frame of a page: starts reading, shows what is found, and takes everything down when it is told or left behind. */

import { say } from "../messages.ts";
import type { FrameHook, FrameReport, JudgeMessage, JudgeOutcome, Message, Permit, Standing } from "../protocol.ts";
import { isOurs } from "../protocol.ts";
import { load, type Settings } from "../settings.ts";
import { kindName, tagOf } from "../words.ts";
import { Address } from "./address.ts";
import { Attention } from "./attention.ts";
import { Concealed } from "./concealed.ts";
import { Display } from "./display.ts";
import { Extent } from "./extent.ts";
import { type Marked, summaryItem } from "./findings.ts";
import type { Overlay } from "./overlay.ts";
import { MAX_PAGE_CHARS, Scan } from "./scan.ts";
import { type Mark, Stepping } from "./stepping.ts";
import { limits, unreadable } from "./stops.ts";

const REPORT_MS = 100;
/** While marks are shown, how often to look whether the extension is still there: no event tells of its end. */
const PULSE_MS = 5000;
/** What may show or hide text. */
const TELLING = ["class", "hidden", "aria-hidden", "open"];
const OBSERVED: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributes: true,
  attributeFilter: TELLING,
};

export type World = typeof globalThis & { saltgrain?: FrameHook | undefined };

/** The extension was updated or removed while the page was open: what is left of it here can't reach it any more. */
function isOrphaned(): boolean {
  try {
    return chrome.runtime?.id === undefined;
  } catch {
    return true;
  }
}

export class Frame implements FrameHook {
  readonly #scan: Scan;
  readonly #stepping = new Stepping(() => this.#marks());
  /** The page has marks, so every change of it is heard. */
  #observer: MutationObserver | null = null;
  readonly #address = new Address((isOtherPage) => this.#moved(isOtherPage));
  readonly #attention = new Attention(() => this.#look());
  readonly #shadowRoots = new Set<ShadowRoot>();
  readonly #concealed = new Concealed();
  readonly #extent = new Extent(this.#shadowRoots);
  #listening = new AbortController();
  #display: Display | null = null;
  /** Asked for along with the first verdict, which may bring the first mark. */
  #settings: Promise<Settings> | null = null;
  #isStarted = false;
  #isOverlayLent = false;
  #isDown = false;
  #report: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setTimeout> | undefined;
  #reason = "";

  constructor() {
    this.#scan = new Scan({
      marked: (marked) => this.#mark(marked),
      unmarked: (marked) => this.#display?.delete(marked),
      changed: () => this.#changed(),
      shadowRoot: (root) => this.#enter(root),
      leftOut: (element) => this.#concealed.add(element),
      judge: (message) => this.#judge(message),
      switchedOff: () => this.down(),
      settled: () => !this.#scan.hasMarks && this.#rest(),
    });
  }

  start(): void {
    chrome.runtime.onMessage.addListener(this.#hear);
    this.#reason = unreadable(document.contentType) ?? "";
    if (this.#reason === "") this.#attention.now();
  }

  /** Takes everything down; the page is as it was. */
  down(): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#letGo();
    clearTimeout(this.#report);
    clearTimeout(this.#pulse);
    this.#scan.destroy();
    this.#display?.destroy();
    this.#display = null;
    this.#shadowRoots.clear();
    const world = globalThis as World;
    if (world.saltgrain === this) world.saltgrain = undefined;
    if (isOrphaned()) return;
    chrome.runtime.onMessage.removeListener(this.#hear);
    this.#tell();
  }

  count(): number {
    return this.#display?.count ?? 0;
  }

  report(): FrameReport {
    const passages = this.#scan.inOrder();
    const items = passages.flatMap((known, block) =>
      (known.findings ?? [])
        .toSorted((a, b) => a.sentence[0] - b.sentence[0])
        .map((finding) => ({ ...summaryItem(known, finding, block), at: placeOf(known.element) })),
    );
    const unread = passages.flatMap((known) => (known.unread === null ? [] : [known.unread]));
    return {
      state: this.#reason !== "" ? "unreadable" : !this.#isStarted ? "waiting" : this.#scan.isBusy ? "reading" : "read",
      reason: this.#reason || limits(document.contentType, this.#scan.isPageTooLong ? MAX_PAGE_CHARS : null),
      items,
      sentences: passages.reduce((sum, { sentences }) => sum + sentences, 0),
      unread,
      engineFailures: this.#scan.engineFailures,
      slowedTo: this.#scan.slowedTo,
      isResting: this.#isStarted && this.#observer === null && !this.#scan.isBusy,
      shown: items.some(({ id }) => id === this.#stepping.shown) ? this.#stepping.shown : null,
    };
  }

  standing(): Standing {
    return this.#stepping.standing;
  }

  step(by: 1 | -1, from: "here" | "edge"): boolean {
    return this.#openCard(this.#stepping.next(by, from));
  }

  openCard(): boolean {
    return this.#openCard(this.#stepping.here());
  }

  announce(words: string): void {
    this.#shows().announce(words);
  }

  lendOverlay(): Overlay {
    this.#isOverlayLent = true;
    return this.#shows().overlay;
  }

  returnOverlay(): void {
    this.#isOverlayLent = false;
    this.#display?.hideIfEmpty();
    if (this.#observer === null) this.#withdraw();
  }

  /** Nothing is heard of a page without marks: this looks whether it is still the one that was read. */
  #look(): boolean {
    if (this.#leftBehind()) return false;
    if (!this.#isStarted) {
      // The engine can get ready while the page is being read.
      send({ type: "content-to-background/begin" });
      this.#isStarted = true;
      this.#extent.hasChanged();
      this.#scan.readAll();
      return false;
    }
    this.#scan.goOn();
    if (this.#scan.isBusy) return false;
    // A dismissed mark may have been given back.
    if (this.#scan.hasMarks) {
      this.#watch();
      return false;
    }
    this.#withdraw();
    this.#address.check();
    const isMore = this.#reveal();
    if (!this.#extent.hasChanged()) return isMore;
    this.#scan.enqueueAll(false);
    return true;
  }

  /** From its first mark on a page is followed in all that it does. */
  #watch(): void {
    if (this.#observer !== null) return;
    this.#observer = new MutationObserver((records) => this.#mutated(records));
    this.#attention.stop();
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal };
    document.addEventListener("visibilitychange", () => this.#turn(), options);
    addEventListener("pageshow", ({ persisted }) => persisted && this.#returned(), options);
    this.#address.listen(this.#listening.signal);
    this.#concealed.watch(() => this.#reveal());
    if (!document.hidden) this.#observe();
    // What happened while the mark was looked for was not heard.
    this.#address.check();
    if (this.#extent.hasChanged()) this.#scan.enqueueAll(false);
  }

  /** Has read what was left out because of its style and shows by now; whether there is any. */
  #reveal(): boolean {
    const shown = document.hidden ? [] : this.#concealed.take();
    this.#scan.enqueueShown(shown);
    return shown.length > 0;
  }

  /** The page has no marks, or none any more. */
  #rest(): void {
    if (this.#observer === null || this.#isDown) return;
    this.#letGo();
    this.#withdraw();
    this.#attention.soon();
  }

  #letGo(): void {
    this.#attention.stop();
    this.#observer?.disconnect();
    this.#observer = null;
    this.#concealed.unwatch();
    this.#listening.abort();
  }

  /** What shows marks listens to the page, too, and goes when there are none; later, if the reader still needs it. */
  #withdraw(): void {
    if (this.#scan.hasMarks || this.#isOverlayLent || this.#display?.offersUndo) return;
    this.#display?.destroy();
    this.#display = null;
  }

  #observe(): void {
    this.#observer?.observe(document, OBSERVED);
    // Themes are switched by attributes of any name up here.
    this.#observer?.observe(document.documentElement, { attributes: true });
    if (document.body) this.#observer?.observe(document.body, { attributes: true });
    for (const root of this.#shadowRoots) this.#observer?.observe(root, OBSERVED);
  }

  /** In a hidden tab nothing runs; when it is shown again, what has changed meanwhile is read. */
  #turn(): void {
    if (this.#leftBehind()) return;
    if (document.hidden) {
      this.#observer?.disconnect();
      this.#scan.pause();
      return;
    }
    this.#address.check();
    this.#observe();
    this.#scan.readAll();
  }

  /** Out of the browser's memory of pages left: settings may have changed, and the toolbar has forgotten the count. */
  #returned(): void {
    if (this.#leftBehind()) return;
    this.#askAgain();
    this.#changed();
  }

  #mutated(records: MutationRecord[]): void {
    if (this.#leftBehind()) return;
    this.#address.check();
    const { host } = this.#display ?? {};
    if (records.some(({ type, target }) => type === "attributes" && isTopmost(target))) this.#display?.recolourSoon();
    const theirs = records.filter(
      (record) =>
        !(host && isOnly(record, host)) && (record.attributeName === null || TELLING.includes(record.attributeName)),
    );
    if (theirs.length === 0) return;
    this.#scan.enqueue(theirs);
    this.#display?.mutated(theirs);
  }

  #mark(marked: Marked): void {
    this.#watch();
    this.#shows().add(marked);
    this.#pulse ??= setTimeout(() => this.#beat(), PULSE_MS);
  }

  #beat(): void {
    this.#pulse = undefined;
    if (this.#leftBehind() || !this.#scan.hasMarks) return;
    this.#reveal();
    this.#pulse = setTimeout(() => this.#beat(), PULSE_MS);
  }

  #enter(root: ShadowRoot): void {
    if (this.#shadowRoots.has(root)) return;
    this.#shadowRoots.add(root);
    if (!document.hidden) this.#observer?.observe(root, OBSERVED);
  }

  #moved(isOtherPage: boolean): void {
    if (this.#observer === null) this.#attention.soon();
    this.#scan.enqueueAll(isOtherPage);
  }

  #judge(message: JudgeMessage): Promise<JudgeOutcome> {
    if (this.#leftBehind()) return Promise.resolve({ kind: "switched-off" });
    if (this.#display === null) this.#settings = load();
    return chrome.runtime.sendMessage(message);
  }

  #leftBehind(): boolean {
    if (!isOrphaned()) return false;
    this.down();
    return true;
  }

  #changed(): void {
    if (this.#report !== undefined || this.#isDown) return;
    this.#report = setTimeout(() => {
      this.#report = undefined;
      if (!this.#leftBehind()) this.#tell();
    }, REPORT_MS);
  }

  #tell(): void {
    send({ type: "content-to-background/changed" });
  }

  readonly #hear = (message: unknown, sender: chrome.runtime.MessageSender): false => {
    if (isOurs(message, sender, chrome.runtime.id)) {
      if (message.type === "popup-to-content/show") this.#show(message.id);
      if (message.type === "background-to-content/look-again") this.#lookAgain();
      if (message.type === "popup-to-content/look-again") this.#readAgain();
      if (message.type === "background-to-content/ask-again") this.#askAgain();
      if (message.type === "background-to-content/leave") this.down();
      if (message.type === "background-to-content/judge-again") this.#judgeAgain();
    }
    return false;
  };

  async #askAgain(): Promise<void> {
    if (!(await isPermitted())) this.down();
  }

  /** The engine judges otherwise from now on. What is shown stays until there is an answer. */
  #judgeAgain(): void {
    if (this.#isDown || !this.#isStarted) return;
    this.#scan.enqueueAll(true);
  }

  /** The address has changed, or the tab has come to the front. */
  #lookAgain(): void {
    if (!this.#isDown && this.#observer === null && this.#reason === "") this.#attention.now();
  }

  /** Somebody wants to know: the page may have changed in what can't be told without reading it. */
  #readAgain(): void {
    if (this.#isDown || this.#observer !== null || !this.#isStarted) return;
    this.#attention.soon();
    this.#scan.enqueueAll(false);
  }

  #show(id: number): void {
    for (const marked of this.#scan.marked()) {
      const finding = marked.findings.find((finding) => finding.id === id);
      if (finding === undefined || !marked.map.isIntact(...finding.sentence)) continue;
      this.#glideTo({ marked, finding });
      return;
    }
  }

  #glideTo(mark: Mark): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#goTo(mark, calm ? "instant" : "smooth");
  }

  #goTo(mark: Mark, behavior: ScrollBehavior): void {
    const { marked, finding } = mark;
    this.#stepping.note(mark);
    scrollTo(marked.element, behavior);
    this.#display?.painter.flash(marked.map.stretches(...finding.sentence));
  }

  /** Goes to a mark at once, because the card can only be placed where the page has come to rest, and says what it is. */
  #openCard(found: { mark: Mark; index: number; count: number } | null): boolean {
    if (found === null) return false;
    const { mark, index, count } = found;
    const { marked, finding } = mark;
    this.#goTo(mark, "instant");
    this.#display?.openCard(marked, finding);
    const { label, subtype, message } = finding;
    this.announce(
      say("spokenMark", { index: index + 1, of: count, kind: kindName(label), tag: tagOf(subtype), message }),
    );
    return true;
  }

  /** What is shown, in the order of the page. A set-up is one mark, where it begins. */
  #marks(): Mark[] {
    return this.#scan.inOrder().flatMap((known) => {
      const marked = known as Marked;
      const shown = this.#display?.findings(marked) ?? [];
      return shown
        .filter(({ continues }) => !continues)
        .toSorted((a, b) => a.sentence[0] - b.sentence[0])
        .map((finding) => ({ marked, finding }));
    });
  }

  #shows(): Display {
    this.#display ??= new Display(
      this.#settings ?? load(),
      () => this.#changed(),
      (marked, finding) => this.#glideTo({ marked, finding }),
    );
    this.#settings = null;
    return this.#display;
  }
}

/** Where on the page an element's middle lies: 0 at the top of the document, 1 at its end. */
function placeOf(element: Element): number {
  const { top, height } = element.getBoundingClientRect();
  const whole = document.documentElement.scrollHeight;
  return whole === 0 ? 0 : Math.min(1, Math.max(0, (top + height / 2 + scrollY) / whole));
}

/** A long passage would be centred past the sentence; it is brought to the top instead. */
function scrollTo(element: Element, behavior: ScrollBehavior): void {
  const isLong = element.getBoundingClientRect().height > innerHeight * 0.7;
  element.scrollIntoView({ behavior, block: isLong ? "start" : "center", inline: "nearest" });
}

function isOnly({ type, target, addedNodes, removedNodes }: MutationRecord, host: Node): boolean {
  if (type !== "childList" || target !== document.documentElement) return false;
  return [...addedNodes, ...removedNodes].every((node) => node === host);
}

/** Tells the background something that has no answer. */
function send(message: Message): void {
  chrome.runtime.sendMessage(message).catch(() => {});
}

function isTopmost(node: Node): boolean {
  return node === document.documentElement || node === document.body;
}

export async function isPermitted(): Promise<boolean> {
  const permit: Permit | undefined = await chrome.runtime
    .sendMessage({ type: "content-to-background/permit" } satisfies Message)
    .catch(() => undefined);
  return permit?.permitted ?? false;
}
