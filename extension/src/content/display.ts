/** What a frame shows: highlights, badges, the card, and the listeners they need. It exists from the first mark on. */
import { kindTokens } from "../design/look.ts";
import type { DressMessage } from "../protocol.ts";
import { load, onChange, type Settings } from "../settings.ts";
import { standsOnDark } from "./backdrop.ts";
import { Badges } from "./badge.ts";
import { Card } from "./card.ts";
import { Dismissing } from "./dismissing.ts";
import type { Marked, MarkedFinding } from "./findings.ts";
import { Overlay } from "./overlay.ts";
import { Painter } from "./paint.ts";
import { Pointing } from "./pointing.ts";
import { shownIn } from "./read.ts";
import { Restyling } from "./restyling.ts";
import { Shown, stands } from "./shown.ts";
import { Strip } from "./strip.ts";

const RECOLOUR_MS = 400;

export class Display {
  readonly painter = new Painter();
  readonly #shown = new Shown();
  readonly #overlay = new Overlay();
  readonly #badges: Badges;
  readonly #strip: Strip;
  readonly #card: Card;
  readonly #pointing: Pointing;
  readonly #dismissing: Dismissing;
  readonly #listening = new AbortController();
  readonly #restyling = new Restyling(() => this.#resize());
  /** Marked before the settings were known. */
  readonly #waiting = new Set<Marked>();
  readonly #changed: () => void;
  #settings: Settings | null = null;
  #recolour: ReturnType<typeof setTimeout> | undefined;

  /**
   * `settings`: as they were a moment ago, so that the first mark need not wait for them. `changed`: other findings are shown
   * than before, so the frame counts otherwise. `show`: goes to a mark and flashes it.
   */
  constructor(
    settings: Promise<Settings>,
    changed: () => void,
    show: (marked: Marked, finding: MarkedFinding) => void,
  ) {
    this.#changed = changed;
    this.#strip = new Strip(this.#overlay, this.#shown, show);
    this.#badges = new Badges(this.#overlay, this.#shown, {
      open: (marked, badge) => this.#pointing.openFor(marked, badge),
      leave: () => this.#pointing.leaveBadge(),
      step: (by) => this.#card.step(by),
    });
    this.#dismissing = new Dismissing({
      passages: () => this.#shown.passages,
      changed: (marked) => {
        for (const passage of marked) this.#refresh(passage);
      },
    });
    this.#card = new Card(this.#overlay.root, this.#dismissing, {
      close: () => this.#pointing.closed(),
      leave: () => this.#pointing.leaveBadge(),
    });
    this.#pointing = new Pointing(this.#shown, this.#card);
    const { signal } = this.#listening;
    const options = { passive: true, capture: true, signal };
    for (const event of ["scroll", "scrollend"]) document.addEventListener(event, () => this.#scrolled(), options);
    for (const event of ["load", "transitionend", "animationend", "toggle"])
      document.addEventListener(event, () => this.moved(), options);
    document.fonts.addEventListener("loadingdone", () => this.#resize(), { signal });
    addEventListener("resize", () => this.#resize(), options);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolourSoon(), options);
    this.#begin(settings);
  }

  get host(): Element {
    return this.#overlay.host;
  }

  get overlay(): Overlay {
    return this.#overlay;
  }

  /** Marks that are shown; a set-up is one, where it begins. */
  get count(): number {
    let count = 0;
    for (const marked of this.#shown.passages)
      count += this.#shown.findings(marked).filter(({ continues }) => !continues).length;
    return count;
  }

  /** What is shown of a passage. */
  findings(marked: Marked): readonly MarkedFinding[] {
    return this.#shown.findings(marked);
  }

  /** Opens the card of a finding that stands on the screen. */
  openCard(marked: Marked, finding: MarkedFinding): void {
    this.#pointing.openAt(marked, finding);
  }

  /** Has the screen reader say something, whether there is anything to see or not. */
  announce(words: string): void {
    this.#overlay.show();
    this.#overlay.say(words, () => this.hideIfEmpty());
  }

  /** A notice that gives the way back from a dismissed mark is shown. */
  get offersUndo(): boolean {
    return this.#card.offersUndo;
  }

  hideIfEmpty(): void {
    if (this.#shown.isEmpty && !this.offersUndo) this.#overlay.hide();
  }

  /** The page has moved: badges and card follow in the next frame. */
  moved(): void {
    this.#badges.placeSoon("change");
    this.#strip.moved();
    this.#card.place();
  }

  /** The page has changed: a mark whose words have changed goes at once, and comes back if they do before they are read. */
  mutated(records: readonly MutationRecord[]): void {
    for (const marked of this.#shown.touchedBy(records)) this.#refresh(marked);
    this.moved();
  }

  /** The page may have changed its colours; it is given time to fade into them. */
  recolourSoon(): void {
    clearTimeout(this.#recolour);
    this.#recolour = setTimeout(() => {
      for (const marked of this.#shown.passages) this.painter.paint(marked, this.#shown.findings(marked));
      this.#badges.recolour();
      this.#strip.moved();
      const element = this.#card.shown?.marked.element;
      if (element) this.#card.recolour(standsOnDark(element, shownIn));
    }, RECOLOUR_MS);
  }

  add(marked: Marked): void {
    if (this.#settings === null) {
      this.#waiting.add(marked);
      return;
    }
    this.#dismissing.sift(marked);
    this.#refresh(marked);
  }

  delete(marked: Marked): void {
    this.#waiting.delete(marked);
    if (!this.#shown.has(marked)) return;
    if (this.#card.shown?.marked === marked) this.#pointing.close();
    this.painter.erase(marked);
    this.#shown.set(marked, []);
    this.#badges.update(marked);
    this.#strip.update(marked);
    this.#shown.delete(marked);
    this.#changed();
    this.hideIfEmpty();
  }

  destroy(): void {
    this.#listening.abort();
    clearTimeout(this.#recolour);
    this.#restyling.destroy();
    this.#pointing.destroy();
    this.#badges.destroy();
    this.#strip.destroy();
    this.#card.destroy();
    this.painter.destroy();
    this.#overlay.hide();
  }

  async #begin(asked: Promise<Settings>): Promise<void> {
    const { signal } = this.#listening;
    const settings = await asked;
    if (signal.aborted) return;
    this.#follow(settings, null);
    onChange((now, before) => this.#follow(now, before), signal);
    for (const marked of this.#waiting) this.add(marked);
    this.#waiting.clear();
    // They may have been changed between asking and listening.
    const now = await load();
    if (!signal.aborted && this.#settings === settings) this.#follow(now, settings);
  }

  #follow(now: Settings, before: Settings | null): void {
    this.#settings = now;
    if (JSON.stringify(now.look) !== JSON.stringify(before?.look)) {
      this.#overlay.wear(kindTokens(now.look));
      const message: DressMessage = {
        type: "content-to-background/dress",
        look: now.look,
        before: before?.look ?? null,
      };
      const dress = () => chrome.runtime.sendMessage(message);
      // A sleeping background may miss the first call.
      dress()
        .catch(dress)
        .then(() => this.#resize())
        .catch(() => {});
    }
    this.#dismissing.follow(now, before);
    if (before === null || now.badges !== before.badges) this.#badges.isOn = now.badges;
    this.#strip.isOn = now.strip;
    if (before !== null && JSON.stringify(now.kinds) !== JSON.stringify(before.kinds)) {
      for (const marked of this.#shown.passages) this.#refresh(marked);
    }
  }

  /** Shows of a passage what is to be shown now. */
  #refresh(marked: Marked): void {
    const { kinds } = this.#settings ?? {};
    const findings = marked.findings.filter((finding) => kinds?.[finding.label] && stands(marked, finding));
    if (findings.length !== this.#shown.findings(marked).length) this.#changed();
    this.#shown.set(marked, findings);
    if (this.#card.shown?.marked === marked && !findings.includes(this.#card.shown.finding)) this.#pointing.close();
    this.painter.paint(marked, findings);
    if (findings.length > 0) this.#overlay.show();
    this.#badges.update(marked);
    this.#strip.update(marked);
  }

  #scrolled(): void {
    this.#badges.placeSoon("scroll");
    this.#strip.scrolled();
    this.#card.place();
  }

  #resize(): void {
    this.#badges.placeSoon("resize");
    this.#strip.moved();
    this.#card.place();
  }
}
