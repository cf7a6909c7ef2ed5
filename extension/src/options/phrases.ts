/** The person's own phrases. The engine itself says whether one can be looked for, while it is typed. */
import { door } from "engine";
import { element } from "../content/element.ts";
import type { Label, OwnPhrase, PhraseFault } from "../engine-types.ts";
import { say } from "../messages.ts";
import { part } from "../part.ts";
import type { Policy } from "../policy.ts";
import { MAX_PHRASES, type Settings, update } from "../settings.ts";
import type { UndoBar } from "./undo-bar.ts";

const engine = door();
const ready = engine.default({ module_or_path: chrome.runtime.getURL("saltgrain_bg.wasm") });

/** What is wrong with a phrase, in words, or null. */
export async function faultOf(phrase: OwnPhrase): Promise<string | null> {
  await ready;
  const fault = engine.checkPhrase(phrase);
  return fault === null ? null : inWords(fault);
}

function inWords({ code, message }: PhraseFault): string {
  switch (code) {
    case "empty":
      return say("phraseEmpty");
    case "too-long":
      return say("phraseTooLong");
    case "fits-nothing":
      return say("phraseFitsNothing");
    case "too-large":
      return say("phraseTooLarge");
    case "syntax":
      return say("phraseSyntax", { reason: message.replace(/^[^:]*: /, "") });
  }
}

const KINDS = { speculation: "kindSpeculation", disclaimer: "kindDisclaimer", call: "kindCall" } as const;
const same = (a: OwnPhrase, b: OwnPhrase) => JSON.stringify(a) === JSON.stringify(b);

export class PhraseList {
  readonly #bar: UndoBar;
  readonly #text = part<HTMLInputElement>("phrase-text");
  readonly #form = part<HTMLSelectElement>("phrase-kind");
  readonly #label = part<HTMLSelectElement>("phrase-label");
  readonly #whole = part<HTMLInputElement>("phrase-whole");
  readonly #fault = part("phrase-fault");
  #phrases: readonly OwnPhrase[] = [];

  constructor(bar: UndoBar) {
    this.#bar = bar;
    const form = part<HTMLFormElement>("phrase-form");
    form.addEventListener("input", () => this.#check());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  draw({ phrases }: Settings, policy: Policy): void {
    this.#phrases = phrases;
    const fixed = policy.fields.has("phrases") ? policy.settings.phrases : [];
    const none = element("li", { class: "none" }, say("phraseNone"));
    const entries = phrases.map((phrase) =>
      this.#entry(
        phrase,
        fixed.some((known) => same(known, phrase)),
      ),
    );
    part("phrase-list").replaceChildren(...(entries.length > 0 ? entries : [none]));
  }

  #read(): OwnPhrase {
    return {
      text: this.#text.value.trim(),
      form: this.#form.value as OwnPhrase["form"],
      wholeWords: this.#whole.checked,
      label: this.#label.value as Label,
    };
  }

  async #check(): Promise<string | null> {
    const phrase = this.#read();
    const fault = phrase.text === "" ? null : await faultOf(phrase);
    this.#tell(fault);
    return fault;
  }

  #tell(fault: string | null): void {
    this.#fault.textContent = fault ?? "";
    if (fault === null) this.#text.removeAttribute("aria-invalid");
    else this.#text.setAttribute("aria-invalid", "true");
  }

  async #add(): Promise<void> {
    const phrase = this.#read();
    let fault = await faultOf(phrase);
    if (this.#phrases.some((known) => same(known, phrase))) fault = say("phraseKnown");
    if (this.#phrases.length >= MAX_PHRASES) fault = say("phraseTooMany", { number: MAX_PHRASES });
    this.#tell(fault);
    this.#text.focus();
    if (fault !== null) return;
    this.#text.value = "";
    await update((settings) => ({ ...settings, phrases: [...settings.phrases, phrase] }));
  }

  #entry(phrase: OwnPhrase, isFixed: boolean): HTMLLIElement {
    const remove = element(
      "button",
      { type: "button", "aria-label": say("phraseRemove", { phrase: phrase.text }) },
      "×",
    );
    remove.disabled = isFixed;
    if (isFixed) remove.title = say("optionsLocked");
    remove.addEventListener("click", async () => {
      const before = await update((settings) => ({
        ...settings,
        phrases: settings.phrases.filter((known) => !same(known, phrase)),
      }));
      this.#bar.tell(say("phraseRemoved", { phrase: phrase.text }), before);
      this.#text.focus();
    });
    const about = [say(KINDS[phrase.label]), say(phrase.form === "regex" ? "phraseRegex" : "phraseLiteral")];
    if (phrase.wholeWords) about.push(say("phraseWhole"));
    return element(
      "li",
      { "data-kind": phrase.label },
      element(
        "span",
        { class: "grow" },
        element("bdi", { class: "phrase" }, phrase.text),
        element("small", {}, about.join(" · ")),
      ),
      remove,
    );
  }
}
