/** The switches for what is marked and how: kinds, badges, sensitivity. */

import type { Label, Sensitivity } from "../engine-types.ts";
import { say } from "../messages.ts";
import { part } from "../part.ts";
import { type Settings, update } from "../settings.ts";

const MEANINGS = {
  strict: "popupStrictMeans",
  balanced: "popupBalancedMeans",
  thorough: "popupThoroughMeans",
} as const satisfies Record<Sensitivity, string>;

export class Marking {
  readonly #form = part<HTMLFormElement>("marking");
  readonly #opener = part<HTMLButtonElement>("open-marking");

  constructor() {
    this.#opener.addEventListener("click", () => this.#open(this.#form.hidden === true));
    this.#form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.#change(target);
    });
  }

  draw({ kinds, badges, sensitivity }: Settings): void {
    for (const input of this.#form.querySelectorAll("input")) {
      if (input.name === "sensitivity") input.checked = input.value === sensitivity;
      else input.checked = input.name === "badges" ? badges : kinds[input.value as Label];
    }
    part("sensitivity-means").textContent = say(MEANINGS[sensitivity]);
  }

  #open(wanted: boolean): void {
    this.#form.hidden = !wanted;
    this.#opener.setAttribute("aria-expanded", String(wanted));
  }

  #change({ name, value, checked }: HTMLInputElement): void {
    update((settings) => {
      if (name === "sensitivity") return { ...settings, sensitivity: value as Sensitivity };
      if (name === "badges") return { ...settings, badges: checked };
      return { ...settings, kinds: { ...settings.kinds, [value]: checked } };
    });
  }
}
