/**
 * The one element that we add to a page: a host after the body, without attributes, with a closed shadow root that holds
 * the badges and the card. It is added when there is something to show, and taken away with the last of it.
 */
import tokens from "../design/tokens.css";
import { element } from "./element.ts";
import css from "./overlay.css";

const HOST = "saltgrain-overlay";
/** A live region must be there before its words are; screen readers look for it every so often. */
const SPEAK_MS = 120;
const SPOKEN_MS = 8000;

export class Overlay {
  readonly host = document.createElement(HOST);
  readonly root: ShadowRoot;
  /** Absolutely placed against the host's corner, so what lies in it scrolls with the document. */
  readonly badges = element("div", { class: "badges" });
  #voice: HTMLElement | null = null;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  readonly #look = new CSSStyleSheet();

  constructor() {
    this.root = this.host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens + css);
    this.root.adoptedStyleSheets = [sheet, this.#look];
    this.root.append(this.badges);
    // Left behind by a version of the extension that was replaced while this page was open.
    for (const orphan of document.querySelectorAll(HOST)) orphan.remove();
  }

  /** Puts the tokens of a look over the standard ones. */
  wear(tokens: string): void {
    this.#look.replaceSync(tokens);
  }

  show(): void {
    // A page may have thrown it out along with everything else.
    if (!this.host.isConnected) document.documentElement.append(this.host);
  }

  /** Has a screen reader say something when it has finished what it is saying; `done` once nobody needs it any more. */
  say(words: string, done: () => void): void {
    clearTimeout(this.#speaking);
    this.#voice ??= element("div", { class: "voice", role: "status" });
    const voice = this.#voice;
    voice.textContent = "";
    if (!voice.isConnected) this.root.append(voice);
    this.#speaking = setTimeout(() => {
      voice.textContent = words;
      this.#speaking = setTimeout(() => {
        voice.remove();
        done();
      }, SPOKEN_MS);
    }, SPEAK_MS);
  }

  /** The host's corner in the viewport: badges are placed relative to it, wherever the page's own styles put it. */
  origin(): { x: number; y: number } {
    const { x, y } = this.host.getBoundingClientRect();
    return { x, y };
  }

  hide(): void {
    this.host.remove();
  }
}
