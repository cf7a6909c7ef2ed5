/** The settings page: every choice the person has. What is changed is kept at once; the page draws what is in force. */
import { askForAccess, hasAccess, onAccessChange } from "../access.ts";
import { wear } from "../design/wear.ts";
import type { Label } from "../engine-types.ts";
import { say, sayPage } from "../messages.ts";
import { part } from "../part.ts";
import type { Field, Policy } from "../policy.ts";
import { load, loadPolicy, onChange, type Settings, startPatterns, update } from "../settings.ts";
import { FamilyList } from "./families.ts";
import { Keeping } from "./keeping.ts";
import { PhraseList } from "./phrases.ts";
import { Preview } from "./preview.ts";
import { Resetting } from "./resetting.ts";
import { SiteList } from "./sites.ts";
import { UndoBar } from "./undo-bar.ts";

/** Which setting a group of radio buttons chooses, and how its value is put into the settings. */
const CHOICES: Record<
  string,
  { field: Field; value(settings: Settings): string; put(settings: Settings, value: string): Settings }
> = {
  mode: {
    field: "mode",
    value: ({ mode }) => mode,
    put: (settings, mode) => ({ ...settings, mode: mode as Settings["mode"] }),
  },
  sensitivity: {
    field: "sensitivity",
    value: ({ sensitivity }) => sensitivity,
    put: (settings, sensitivity) => ({ ...settings, sensitivity: sensitivity as Settings["sensitivity"] }),
  },
  style: {
    field: "look",
    value: ({ look }) => look.style,
    put: (settings, style) => ({ ...settings, look: { ...settings.look, style: style as Settings["look"]["style"] } }),
  },
  palette: {
    field: "look",
    value: ({ look }) => look.palette,
    put: (settings, palette) => ({
      ...settings,
      look: { ...settings.look, palette: palette as Settings["look"]["palette"] },
    }),
  },
};

type Flag = "badges" | "count" | "strip";

const all = <E extends Element>(selector: string) => [...document.querySelectorAll<E>(selector)];

sayPage(document);
document.title = say("optionsPageTitle");

const bar = new UndoBar();
const lists = all<HTMLElement>("[data-sites]").map(
  (root) => new SiteList(root, root.dataset["sites"] as "sitesOn" | "sitesOff"),
);
const phrases = new PhraseList(bar);
const families = new FamilyList();
const keeping = new Keeping(bar);
const preview = new Preview();
new Resetting(bar);
const access = part("access");

function bind(): void {
  for (const group of all<HTMLFieldSetElement>("[data-choice]")) {
    const choice = CHOICES[group.dataset["choice"] ?? ""];
    group.addEventListener("change", ({ target }) => {
      const { type, value } = target as HTMLInputElement;
      if (type === "radio" && choice !== undefined) update((settings) => choice.put(settings, value));
    });
  }
  for (const box of all<HTMLInputElement>("[data-kind]")) {
    const kind = box.dataset["kind"] as Label;
    box.addEventListener("change", () => {
      const { checked } = box;
      update((settings) => ({ ...settings, kinds: { ...settings.kinds, [kind]: checked } }));
    });
  }
  for (const box of all<HTMLInputElement>("[data-flag]")) {
    const flag = box.dataset["flag"] as Flag;
    box.addEventListener("change", () => {
      const { checked } = box;
      update((settings) => ({ ...settings, [flag]: checked }));
    });
  }
  for (const well of all<HTMLInputElement>("[data-colour]")) {
    const kind = well.dataset["colour"] as Label;
    well.addEventListener("change", () => {
      const { value } = well;
      update((settings) => {
        const colours = { ...settings.look.colours, [kind]: value };
        return { ...settings, look: { ...settings.look, palette: "custom", colours } };
      });
    });
  }
  part("allow").addEventListener("click", () => askForAccess(wanted));
}

/** The match patterns that the mode needs; known before the click, because nothing may be awaited after it. */
let wanted: string[] = [];

async function draw(settings: Settings): Promise<void> {
  wear(settings.look);
  const policy = await loadPolicy();
  for (const group of all<HTMLFieldSetElement>("[data-choice]")) {
    const choice = CHOICES[group.dataset["choice"] ?? ""];
    if (choice === undefined) continue;
    for (const button of group.querySelectorAll<HTMLInputElement>("[type=radio]")) {
      button.checked = button.value === choice.value(settings);
    }
    lock(group, choice.field, policy);
  }
  for (const box of all<HTMLInputElement>("[data-kind]")) {
    box.checked = settings.kinds[box.dataset["kind"] as Label];
    lock(box, "kinds", policy);
  }
  for (const box of all<HTMLInputElement>("[data-flag]")) {
    const flag = box.dataset["flag"] as Flag;
    box.checked = settings[flag];
    lock(box, flag, policy);
  }
  for (const well of all<HTMLInputElement>("[data-colour]"))
    well.value = settings.look.colours[well.dataset["colour"] as Label];
  part("colours").hidden = settings.look.palette !== "custom";
  part("managed").hidden = policy.fields.size === 0;
  part("sites-on").hidden = settings.mode !== "chosen";
  for (const list of lists) list.draw(settings, policy);
  phrases.draw(settings, policy);
  families.draw(settings, policy);
  preview.draw(settings.look);
  await keeping.draw();
  await drawAccess(settings);
}

/** What the organisation fixed can be seen, not changed. */
function lock(control: HTMLInputElement | HTMLFieldSetElement, field: Field, { fields }: Policy): void {
  control.disabled = fields.has(field);
  control.closest("label, fieldset")?.classList.toggle("locked", fields.has(field));
  if (fields.has(field)) control.title = say("optionsLocked");
  else control.removeAttribute("title");
}

async function drawAccess(settings: Settings): Promise<void> {
  wanted = startPatterns(settings);
  access.hidden = await hasAccess(wanted);
}

bind();
onChange(draw);
onAccessChange(async () => drawAccess(await load()));
await families.fill();
await draw(await load());
document.body.dataset["state"] = "drawn";
// The browser looks for the part that an address names before the page has its words.
if (location.hash !== "") document.getElementById(location.hash.slice(1))?.scrollIntoView();
