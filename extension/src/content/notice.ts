/** Says for a few seconds what was done, and how to undo it, where the card was. */
import { say } from "../messages.ts";
import { element } from "./element.ts";

const STAYS_MS = 7000;

export class Notice {
  readonly #root: ShadowRoot;
  readonly #notice = element("div", { class: "notice", popover: "manual" });
  /** Announced only if it stands in the page before its words do. */
  readonly #words = element("span", { role: "status" });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot) {
    this.#root = root;
    const stay = () => clearTimeout(this.#timer);
    const wait = () => this.#closeLater();
    for (const event of ["pointerenter", "focusin"]) this.#notice.addEventListener(event, stay);
    for (const event of ["pointerleave", "focusout"]) this.#notice.addEventListener(event, wait);
    this.#notice.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  /** `at`: the upper left corner, in the viewport. With `focus` the keyboard goes on here. */
  show(words: string, undo: (() => void) | null, at: DOMRect, dark: boolean, focus: boolean): void {
    this.close();
    const { style } = this.#notice;
    style.colorScheme = dark ? "dark" : "light";
    style.top = `${at.top}px`;
    style.left = `${at.left}px`;
    this.#words.textContent = "";
    this.#notice.replaceChildren(this.#words);
    this.#root.append(this.#notice);
    this.#notice.showPopover();
    this.#words.textContent = words;
    if (undo !== null) {
      const button = element("button", { type: "button", class: "undo" }, say("undo"));
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        undo();
        this.close();
      });
      this.#notice.append(button);
      if (focus) button.focus({ preventScroll: true });
    }
    this.#closeLater();
  }

  get isShown(): boolean {
    return this.#notice.isConnected;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#notice.remove();
  }

  #closeLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), STAYS_MS);
  }
}
