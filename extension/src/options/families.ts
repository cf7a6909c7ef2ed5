/** The families, each with what it says and examples, to be switched off one by one. */
import { element } from "../content/element.ts";
import type { Label } from "../engine-types.ts";
import { say } from "../messages.ts";
import { part } from "../part.ts";
import type { Policy } from "../policy.ts";
import { type Settings, update } from "../settings.ts";

/** As `families.mjs` writes them. */
interface Subtype {
  id: string;
  label: Label;
  tag: string;
  message: string;
  families: Family[];
}
interface Family {
  id: string;
  name: string;
  message: string;
  examples: string[];
  nearMisses: string[];
}

interface Row {
  id: string;
  root: HTMLElement;
  box: HTMLInputElement;
  /** Everything said of it, to search in. */
  text: string;
}

const SHOWN_EXAMPLES = 4;

export class FamilyList {
  readonly #search = part<HTMLInputElement>("family-search");
  readonly #count = part("family-count");
  readonly #rows: Row[] = [];
  #off: readonly string[] = [];

  constructor() {
    this.#search.addEventListener("input", () => this.#filter());
    part("families-on").addEventListener("click", () => update((settings) => ({ ...settings, familiesOff: [] })));
  }

  async fill(): Promise<void> {
    const subtypes: Subtype[] = await (await fetch(chrome.runtime.getURL("families.json"))).json();
    part("family-list").replaceChildren(...subtypes.map((subtype) => this.#group(subtype)));
  }

  draw({ familiesOff }: Settings, policy: Policy): void {
    this.#off = familiesOff;
    const fixed = policy.fields.has("familiesOff") ? policy.settings.familiesOff : [];
    for (const { id, box } of this.#rows) {
      box.checked = !familiesOff.includes(id);
      box.disabled = fixed.includes(id);
    }
    part<HTMLButtonElement>("families-on").disabled = familiesOff.length === fixed.length;
    this.#filter();
  }

  #group({ id, label, tag, message, families }: Subtype): HTMLElement {
    const group = element(
      "section",
      { class: "subtype", "data-kind": label, "aria-labelledby": `subtype-${id}` },
      element("h3", { id: `subtype-${id}` }, element("span", { class: `sample ${label}` }, tag)),
      element("p", {}, message),
    );
    group.append(...families.map((family) => this.#row(family, tag)));
    return group;
  }

  #row({ id, name, message, examples, nearMisses }: Family, tag: string): HTMLElement {
    const box = element("input", { type: "checkbox", "data-family": id });
    box.addEventListener("change", () => {
      // Read at once: a drawing of an earlier change may set the box back before this one is kept.
      const { checked } = box;
      update((settings) => {
        const others = settings.familiesOff.filter((known) => known !== id);
        return { ...settings, familiesOff: checked ? others : [...others, id].sort() };
      });
    });
    const sentences = (list: string[]) =>
      element("ul", {}, ...list.slice(0, SHOWN_EXAMPLES).map((sentence) => element("li", {}, sentence)));
    const root = element(
      "div",
      { class: "family" },
      element("label", {}, box, element("span", {}, element("b", {}, name), " ", element("small", {}, id))),
      element(
        "details",
        {},
        element("summary", {}, say("familyMore"), element("span", { class: "unseen" }, ` ${name}`)),
        element("p", {}, message),
        element("h4", {}, say("familyExamples")),
        sentences(examples),
        element("h4", {}, say("familyNearMisses")),
        sentences(nearMisses),
      ),
    );
    const text = [id, name, message, tag, ...examples].join("\n").toLowerCase();
    this.#rows.push({ id, root, box, text });
    return root;
  }

  #filter(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { root, text } of this.#rows) {
      root.hidden = !words.every((word) => text.includes(word));
      shown += root.hidden ? 0 : 1;
    }
    for (const group of document.querySelectorAll<HTMLElement>(".subtype")) {
      group.hidden = group.querySelector(".family:not([hidden])") === null;
    }
    const off = this.#rows.filter(({ id }) => this.#off.includes(id)).length;
    this.#count.textContent = say("familyCount", { all: this.#rows.length, off, shown });
  }
}
