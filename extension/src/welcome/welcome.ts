/** The first page a person sees: what Saltgrain does, tried at once; what it promises; when it shall start. */
import { door } from "engine";
import { ALL_SITES, askForAccess, hasAccess, onAccessChange } from "../access.ts";
import { element } from "../content/element.ts";
import { marksCss } from "../design/look.ts";
import { wear } from "../design/wear.ts";
import type { Finding, Label } from "../engine-types.ts";
import { say, sayPage } from "../messages.ts";
import { part } from "../part.ts";
import { load, onChange, type Settings, update } from "../settings.ts";
import { kindName, tagOf } from "../words.ts";

const KINDS: readonly Label[] = ["speculation", "disclaimer", "call"];
const isDark = matchMedia("(prefers-color-scheme: dark)");

sayPage(document);
document.title = say("welcomePageTitle");

const text = part<HTMLTextAreaElement>("text");
const paper = part("read");
const told = part("told");
const allow = part<HTMLButtonElement>("allow");
text.value = say("welcomeSample");

const glue = door();
await glue.default({ module_or_path: chrome.runtime.getURL("saltgrain_bg.wasm") });
let engine = new glue.Engine();
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

function judge(settings: Settings): void {
  const { value } = text;
  const { findings } = engine.judge({
    title: "",
    url: "",
    sensitivity: settings.sensitivity,
    blocks: [{ text: value, role: "body" }],
  });
  const words = new Text(value);
  paper.replaceChildren(words);
  for (const kind of KINDS) {
    const ranges = findings
      .filter(({ label }: Finding) => label === kind)
      .map(({ sentence }: Finding) => rangeOf(words, sentence));
    for (const ground of ["", "-on-dark"]) {
      CSS.highlights.set(
        `saltgrain-${kind}${ground}`,
        new Highlight(...(isDark.matches === (ground !== "") ? ranges : [])),
      );
    }
  }
  const none = element("li", { class: "none" }, say("welcomeNothing"));
  part("findings").replaceChildren(...(findings.length > 0 ? findings.map(entry) : [none]));
}

function rangeOf(words: Text, [start, end]: Finding["sentence"]): Range {
  const range = new Range();
  range.setStart(words, start);
  range.setEnd(words, end);
  return range;
}

function entry({ label, subtype, message }: Finding): HTMLLIElement {
  return element(
    "li",
    { "data-kind": label },
    element(
      "span",
      { class: "grow" },
      element("b", {}, `${kindName(label)}: ${tagOf(subtype)}`),
      element("small", {}, message),
    ),
  );
}

async function draw(settings: Settings): Promise<void> {
  const { mode, look, familiesOff, phrases } = settings;
  for (const button of document.querySelectorAll<HTMLInputElement>("#mode input"))
    button.checked = button.value === mode;
  const isReady = mode === "everywhere" && (await hasAccess(ALL_SITES));
  allow.hidden = mode !== "everywhere" || isReady;
  part("needs").hidden = mode === "asked" || isReady;
  part("choose").hidden = mode !== "chosen";
  told.textContent = isReady ? say("welcomeReady") : mode === "asked" ? say("welcomeAskedNext") : "";
  wear(look);
  sheet.replaceSync(marksCss(look));
  engine = new glue.Engine({ familiesOff, phrases: phrases.filter((phrase) => glue.checkPhrase(phrase) === null) });
  judge(settings);
}

part("mode").addEventListener("change", ({ target }) => {
  const mode = (target as HTMLInputElement).value as Settings["mode"];
  update((settings) => ({ ...settings, mode }));
});
allow.addEventListener("click", async () => {
  if (!(await askForAccess(ALL_SITES))) told.textContent = say("welcomeRefused");
});
text.addEventListener("input", async () => judge(await load()));
isDark.addEventListener("change", async () => judge(await load()));
onChange(draw);
onAccessChange(async () => draw(await load()));
await draw(await load());
document.body.dataset["state"] = "drawn";
