/** The line at the foot of the page that says what was done and takes it back. */

import { part } from "../part.ts";
import { type Settings, save } from "../settings.ts";

export class UndoBar {
  readonly #words = part("bar-words");
  readonly #button = part<HTMLButtonElement>("undo");
  #before: Settings | null = null;

  constructor() {
    this.#button.addEventListener("click", async () => {
      const before = this.#before;
      this.#close();
      if (before !== null) await save(before);
    });
  }

  /** Tells of a change; with the settings before it, it can be undone. */
  tell(words: string, before: Settings | null = null): void {
    this.#words.textContent = words;
    this.#words.hidden = false;
    this.#before = before;
    this.#button.hidden = before === null;
  }

  #close(): void {
    this.#before = null;
    this.#words.hidden = true;
    this.#button.hidden = true;
  }
}
