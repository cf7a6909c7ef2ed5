/** The card: what a mark is, which words gave it away, and how sure the engine is. It shows itself and never takes the focus. */
import { say } from "../messages.ts";
import type { Message } from "../protocol.ts";
import { inWords, kindName, manner, namedSlots, percentSure, tagOf } from "../words.ts";
import { copy } from "./copy.ts";
import type { Dismissing } from "./dismissing.ts";
import { element } from "./element.ts";
import { cutAtCues, type Marked, type MarkedFinding } from "./findings.ts";
import { kindGlyph } from "./kind-glyph.ts";
import { Notice } from "./notice.ts";

const GAP = 8;
const MARGIN = 8;

/** Where the card hangs: measured anew each time, because the page moves. */
export type Anchor = () => DOMRect | null;

export interface Shown {
  marked: Marked;
  finding: MarkedFinding;
}

export class Card {
  readonly #card = element("div", {
    class: "card",
    id: "card",
    role: "dialog",
    popover: "manual",
    lang: say("language"),
    dir: say("direction"),
  });
  readonly #root: ShadowRoot;
  readonly #dismissing: Dismissing;
  readonly #events: { close(): void; leave(): void };
  readonly #notice: Notice;
  #shown: Shown | null = null;
  #findings: readonly MarkedFinding[] = [];
  #anchor: Anchor = () => null;

  constructor(root: ShadowRoot, dismissing: Dismissing, events: { close(): void; leave(): void }) {
    this.#root = root;
    this.#dismissing = dismissing;
    this.#notice = new Notice(root);
    this.#events = events;
    this.#card.addEventListener("focusout", () => this.#events.leave());
  }

  get shown(): Shown | null {
    return this.#shown;
  }

  /** Whether it still offers to undo what was done in it. */
  get offersUndo(): boolean {
    return this.#notice.isShown;
  }

  get hasFocus(): boolean {
    return this.#card.contains(this.#root.activeElement);
  }

  /** Whether an event went through the card. */
  holds(event: Event): boolean {
    return event.composedPath().includes(this.#card);
  }

  /** Whether a point of the viewport lies on the card or on the bridge between it and its anchor. */
  isNear(x: number, y: number): boolean {
    if (this.#shown === null) return false;
    const box = this.#card.getBoundingClientRect();
    return x >= box.left - GAP && x <= box.right + GAP && y >= box.top - GAP - 2 && y <= box.bottom + GAP + 2;
  }

  open(
    marked: Marked,
    finding: MarkedFinding,
    findings: readonly MarkedFinding[],
    anchor: Anchor,
    dark: boolean,
    badge: HTMLElement | null = null,
  ): void {
    this.#notice.close();
    this.#anchor = anchor;
    this.#findings = findings;
    this.#shown = { marked, finding };
    this.#card.style.colorScheme = dark ? "dark" : "light";
    this.#fill(marked, finding);
    // Behind the badge that it belongs to, the keyboard finds it next.
    if (!this.#card.isConnected || badge !== null) {
      if (badge === null) this.#root.append(this.#card);
      else badge.after(this.#card);
    }
    if (!this.#card.matches(":popover-open")) this.#card.showPopover();
    this.place();
  }

  /** The ground may have turned dark under an open card. */
  recolour(dark: boolean): void {
    this.#card.style.colorScheme = dark ? "dark" : "light";
  }

  /** Shows the next finding of the passage, or the one before; round at the ends. */
  step(by: 1 | -1): void {
    if (this.#shown === null) return;
    const { marked, finding } = this.#shown;
    const count = this.#findings.length;
    const next = this.#findings[(this.#findings.indexOf(finding) + by + count) % count];
    if (next === undefined || next === finding) return;
    const focused = this.#root.activeElement?.getAttribute("data-step") ?? null;
    this.#shown = { marked, finding: next };
    this.#fill(marked, next);
    // Stepping redraws the buttons: whoever pressed one goes on pressing it.
    if (focused !== null)
      this.#card.querySelector<HTMLElement>(`[data-step="${focused}"]`)?.focus({ preventScroll: true });
    this.place();
  }

  close(): void {
    if (this.#shown === null) return;
    this.#shown = null;
    if (this.#card.matches(":popover-open")) this.#card.hidePopover();
    this.#card.remove();
    this.#events.close();
  }

  destroy(): void {
    this.close();
    this.#notice.close();
  }

  /** Hangs the card below its anchor, or above where there is no room; closes it when the anchor has left the screen. */
  place(): void {
    if (this.#shown === null) return;
    const anchor = this.#anchor();
    const { clientWidth: width, clientHeight: height } = viewport();
    if (anchor === null || anchor.bottom < 0 || anchor.top > height) {
      this.close();
      return;
    }
    const box = this.#card.getBoundingClientRect();
    const below = anchor.bottom + GAP;
    const above = anchor.top - GAP - box.height;
    const fitsBelow = below + box.height <= height - MARGIN;
    const top = fitsBelow || (above < MARGIN && height - anchor.bottom >= anchor.top) ? below : above;
    const left = Math.min(anchor.left - 14, width - box.width - MARGIN);
    this.#card.style.top = `${Math.max(MARGIN, Math.min(top, height - box.height - MARGIN))}px`;
    this.#card.style.left = `${Math.max(MARGIN, left)}px`;
  }

  #fill(marked: Marked, finding: MarkedFinding): void {
    const kind = kindName(finding.label);
    const tag = tagOf(finding.subtype);
    this.#card.dataset["kind"] = finding.label;
    this.#card.setAttribute("aria-label", say("cardLabel", { kind, tag }));
    const header = element(
      "div",
      { class: "head" },
      kindGlyph(finding.label),
      element("h2", {}, kind, element("span", { class: "tag" }, tag)),
    );
    if (this.#findings.length > 1) {
      const at = this.#findings.indexOf(finding) + 1;
      header.append(
        element(
          "div",
          { class: "steps" },
          this.#button("previous", say("cardPrevious"), "M9 2 4 7l5 5", () => this.step(-1)),
          element("span", { "aria-live": "polite" }, say("cardPosition", { index: at, total: this.#findings.length })),
          this.#button("next", say("cardNext"), "m5 2 5 5-5 5", () => this.step(1)),
        ),
      );
    }
    header.append(this.#button("close", say("cardClose"), "m3 3 8 8m0-8-8 8", () => this.close()));

    const quote = element("blockquote", { dir: "auto", lang: languageOf(marked.element) });
    for (const piece of cutAtCues(marked.text, finding.sentence, finding.cues)) {
      quote.append(piece.isCue ? element("strong", {}, piece.text) : piece.text);
    }
    const body = element(
      "div",
      { class: "body" },
      element("p", { class: "message", lang: "en" }, finding.message),
      quote,
    );
    const slots = slotTable(marked.text, finding);
    if (slots !== null) body.append(slots);
    const gauge = element("span", {});
    gauge.style.width = `${Math.round(finding.confidence * 100)}%`;
    body.append(
      element(
        "p",
        { class: "sure" },
        element("span", { class: "gauge", "aria-hidden": "true" }, gauge),
        element("span", {}, element("b", {}, inWords(finding.confidence)), ` · ${percentSure(finding.confidence)}`),
        ...manner(finding).map((put) => element("span", { class: "manner" }, put)),
      ),
    );
    this.#card.replaceChildren(header, body, this.#actions(marked, finding));
  }

  #actions(marked: Marked, finding: MarkedFinding): HTMLElement {
    const action = (name: string, words: { label: string; hint: string }, act: () => void) => {
      const button = element("button", { type: "button", title: words.hint, "data-action": name }, words.label);
      button.addEventListener("click", act);
      button.addEventListener("mousedown", (event) => event.preventDefault());
      return button;
    };
    const actions = element(
      "div",
      { class: "foot" },
      action("dismiss", { label: say("cardDismiss"), hint: say("cardDismissHint") }, () =>
        this.#give(say("cardDismissed"), () => this.#dismissing.dismiss(marked, finding)),
      ),
    );
    if (this.#dismissing.canMute(finding)) {
      actions.append(
        action("mute", { label: say("cardMute"), hint: say("cardMuteHint") }, () =>
          this.#give(say("cardMuted"), () => this.#dismissing.mute(finding)),
        ),
      );
    }
    actions.append(
      action("copy", { label: say("cardCopy"), hint: say("cardCopyHint") }, () => {
        const sentence = marked.text.slice(...finding.sentence).trim();
        const given = { kind: kindName(finding.label), sentence, tag: tagOf(finding.subtype) };
        copy(say("cardCopiedText", given)).then((isDone) =>
          this.#say(isDone ? say("cardCopied") : say("cardNotCopied")),
        );
      }),
    );
    if (this.#dismissing.canMute(finding)) {
      const message: Message = { type: "content-to-background/explain", family: finding.family };
      actions.append(
        action("why", { label: say("cardWhy"), hint: say("cardWhyHint") }, () =>
          chrome.runtime.sendMessage(message).catch(() => {}),
        ),
      );
    }
    return actions;
  }

  /** Does something that can be undone, in place of the card. */
  #give(words: string, act: () => () => void): void {
    const at = this.#card.getBoundingClientRect();
    const { hasFocus } = this;
    const dark = this.#card.style.colorScheme === "dark";
    this.close();
    const undo = act();
    this.#notice.show(words, undo, at, dark, hasFocus);
  }

  /** Says in the card that something was done. */
  #say(words: string): void {
    const line = this.#card.querySelector(".said") ?? element("span", { class: "said", role: "status" });
    this.#card.querySelector(".foot")?.append(line);
    line.textContent = words;
    this.place();
  }

  #button(name: string, label: string, path: string, onClick: () => void): HTMLButtonElement {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 14 14");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    const button = element("button", { type: "button", "aria-label": label, title: label, "data-step": name });
    button.append(svg);
    button.addEventListener("click", onClick);
    // A press would move the focus out of the page: the card is a guest there.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    return button;
  }
}

/** The language that the page names for an element; none if it names none, which is not ours either. */
function languageOf(at: Element): string {
  return at.closest("[lang]")?.getAttribute("lang") ?? "";
}

function slotTable(text: string, { slots }: MarkedFinding): HTMLElement | null {
  if (slots === null) return null;
  const rows: Node[] = [];
  for (const { name, spans } of namedSlots(slots)) {
    const words = new Set(spans.map(([start, end]) => text.slice(start, end)));
    rows.push(element("dt", {}, name), element("dd", { dir: "auto" }, [...words].join(", ")));
  }
  return rows.length === 0 ? null : element("dl", {}, ...rows);
}

/** The part of the window that the page can show in; without its scroll bars. */
function viewport(): { clientWidth: number; clientHeight: number } {
  return { clientWidth: document.documentElement.clientWidth || innerWidth, clientHeight: innerHeight };
}
