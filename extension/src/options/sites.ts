/** A list of sites: on which Saltgrain runs, or on which it does not. */
import { askForAccess } from "../access.ts";
import { element } from "../content/element.ts";
import { say } from "../messages.ts";
import type { Policy } from "../policy.ts";
import { type Settings, update } from "../settings.ts";
import { governing, LOCAL_FILES, matchPatterns, siteOf } from "../sites.ts";

type List = "sitesOn" | "sitesOff";

const WORDS = {
  sitesOn: { title: "sitesOnTitle", means: "sitesOnMeans", none: "sitesOnNone" },
  sitesOff: { title: "sitesOffTitle", means: "sitesOffMeans", none: "sitesOffNone" },
} as const;

/** What a person types or pastes: an address, a host, `*.host`. */
export function siteFrom(typed: string): string | null {
  const text = typed.trim().replace(/^\*\./, "");
  if (text === "") return null;
  const site = siteOf(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  // A word alone is hardly ever a host; `localhost` is.
  return site === null || site === "" || !(site.includes(".") || site === "localhost" || site.includes(":"))
    ? null
    : site;
}

export class SiteList {
  readonly #list: List;
  readonly #entries = element("ul", { class: "entries" });
  readonly #input: HTMLInputElement;
  readonly #told: HTMLParagraphElement;
  #sites: readonly string[] = [];

  constructor(root: HTMLElement, list: List) {
    this.#list = list;
    const { title, means } = WORDS[list];
    this.#input = element("input", {
      type: "text",
      inputmode: "url",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "example.com",
      "aria-describedby": `${list}-told`,
    });
    this.#told = element("p", { id: `${list}-told`, class: "told", role: "status" });
    const form = element(
      "form",
      { class: "row" },
      element("label", { class: "grow" }, element("span", {}, say("siteField")), this.#input),
      element("button", { type: "submit" }, say("siteAdd")),
    );
    root.append(element("h3", {}, say(title)), element("p", {}, say(means)), form, this.#told, this.#entries);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
    this.#input.addEventListener("input", () => this.#preview());
  }

  draw(settings: Settings, policy: Policy): void {
    this.#sites = settings[this.#list];
    const fixed = policy.fields.has(this.#list) ? policy.settings[this.#list] : [];
    const entries = this.#sites.map((site) => this.#entry(site, fixed.includes(site)));
    const none = element("li", { class: "none" }, say(WORDS[this.#list].none));
    this.#entries.replaceChildren(...(entries.length > 0 ? entries : [none]));
  }

  #entry(site: string, isFixed: boolean): HTMLLIElement {
    const name = site === LOCAL_FILES ? say("siteLocalFiles") : site;
    const remove = element("button", { type: "button", "aria-label": say("siteRemove", { site: name }) }, "×");
    remove.disabled = isFixed;
    if (isFixed) remove.title = say("optionsLocked");
    remove.addEventListener("click", async () => {
      await update((settings) => ({
        ...settings,
        [this.#list]: settings[this.#list].filter((entry) => entry !== site),
      }));
      this.#input.focus();
    });
    return element("li", {}, element("bdi", {}, name), remove);
  }

  /** Says what an entry would cover, while it is typed. */
  #preview(): void {
    this.#input.removeAttribute("aria-invalid");
    const site = siteFrom(this.#input.value);
    const governor = site === null ? null : governing(site, this.#sites);
    if (site === null) this.#told.textContent = "";
    else if (governor === site) this.#told.textContent = say("siteKnown", { site });
    else if (governor !== null) this.#told.textContent = say("siteCovered", { site, parent: governor });
    else this.#told.textContent = say("siteCovers", { site });
  }

  #add(): void {
    const site = siteFrom(this.#input.value);
    if (site === null) {
      this.#input.setAttribute("aria-invalid", "true");
      this.#told.textContent = say("siteFault");
      this.#input.focus();
      return;
    }
    // The browser asks only while it still knows of the person's key or click.
    if (this.#list === "sitesOn") askForAccess(matchPatterns(site));
    update((settings) => ({ ...settings, [this.#list]: [...new Set([...settings[this.#list], site])].sort() }));
    this.#input.value = "";
    this.#told.textContent = say("siteAdded", { site });
  }
}
