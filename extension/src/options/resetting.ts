/** The question before everything is reset: what is lost, what stays. Its safe answer has the focus. */
import { MIRROR } from "../background/mirror.ts";
import { say } from "../messages.ts";
import { part } from "../part.ts";
import { DEFAULTS, update } from "../settings.ts";
import type { UndoBar } from "./undo-bar.ts";

export class Resetting {
  readonly #dialog = part<HTMLDialogElement>("resetting");

  constructor(bar: UndoBar) {
    part("reset").addEventListener("click", () => this.#ask());
    part("reset-not").addEventListener("click", () => this.#dialog.close());
    part("reset-all").addEventListener("click", async () => {
      this.#dialog.close();
      bar.tell(say("keepWasReset"), await update(() => DEFAULTS));
    });
  }

  async #ask(): Promise<void> {
    part("reset-mirrored").hidden = (await chrome.storage.local.get(MIRROR))[MIRROR] !== true;
    this.#dialog.showModal();
  }
}
