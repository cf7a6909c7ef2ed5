/** The switch for the site that the page belongs to. */
import { say } from "../messages.ts";
import { part } from "../part.ts";
import { type Settings, startsOn, switchedOffBy, update, withSite } from "../settings.ts";
import { LOCAL_FILES, siteOf } from "../sites.ts";
import type { Page } from "./page.ts";

export class SiteSwitch {
  readonly #site = part("site");
  readonly #label = part("switch");
  readonly #state = part("switch-state");
  readonly #on = part<HTMLInputElement>("on");
  #page: Page | null = null;

  constructor() {
    this.#on.addEventListener("change", async () => {
      // Read at once: a drawing that is under way may set the switch back before the settings are loaded.
      const wanted = this.#on.checked;
      const site = siteOf(this.#page?.address ?? "");
      if (site !== null) await update((settings) => withSite(settings, site, wanted));
    });
  }

  draw(page: Page, settings: Settings): void {
    this.#page = page;
    const site = siteOf(page.address);
    // Where Saltgrain waits to be asked, the switch tells only whether it may be.
    const isOn =
      settings.mode === "asked" ? switchedOffBy(settings, page.address) === null : startsOn(settings, page.address);
    this.#site.textContent = site === LOCAL_FILES ? say("popupLocalFiles") : (site ?? "");
    this.#label.hidden = site === null;
    this.#on.checked = isOn;
    this.#on.disabled = site === null;
    this.#state.textContent = isOn ? say("popupOn") : say("popupOff");
    document.body.dataset["state"] = isOn ? "on" : "off";
  }
}
