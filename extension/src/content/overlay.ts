/**
 * The one element that we add to a page: a host after the body, without attributes, with a closed shadow root that holds
 * the badges and the card. It is added when there is something to show, and taken away with the last of it.
 */
import tokens from "../design/tokens.css";
import { element } from "./element.ts";
import css from "./overlay.css";

const HOST = "saltgrain-overlay";

export class Overlay {
  readonly host = document.createElement(HOST);
  readonly root: ShadowRoot;
  /** Absolutely placed against the host's corner, so what lies in it scrolls with the document. */
  readonly badges = element("div", { class: "badges" });

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

  /** The host's corner in the viewport: badges are placed relative to it, wherever the page's own styles put it. */
  origin(): { x: number; y: number } {
    const { x, y } = this.host.getBoundingClientRect();
    return { x, y };
  }

  hide(): void {
    this.host.remove();
  }
}
