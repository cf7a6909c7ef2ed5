/**
 * The panel beside the page, and the same in a tab of its own as a report on one page. Beside the page it follows the tab
 * in front; as a report it stays with the tab that its address names.
 */
import { say, sayPage } from "../messages.ts";
import { part } from "../part.ts";
import { engine } from "../report/engine.ts";
import type { PageInput } from "../report/merge.ts";
import { frontPage, namedTab, type Page, pageOf } from "../report/page.ts";
import { SiteSwitch } from "../report/site-switch.ts";
import { type Drawn, SummaryView } from "../report/summary-view.ts";
import { FORMATS, type Format, fileName, type Report } from "./export.ts";
import { reportOn } from "./open.ts";
import { Ruler } from "./ruler.ts";

/** As a report, print as soon as it is drawn. */
const PRINT = "print";

sayPage(document);
const named = namedTab();
const summary = part("summary");
const search = part<HTMLInputElement>("search");
const position = part("position");
const steps = [part<HTMLButtonElement>("previous"), part<HTMLButtonElement>("next")] as const;

const site = new SiteSwitch();
const view = new SummaryView(drawn);
const ruler = new Ruler(part("ruler"), (id) => go(id));

let input: PageInput | null = null;
/** The finding that the page shows. */
let shown: number | null = null;
let printsSoon = new URLSearchParams(location.search).has(PRINT);

function drawn({ page, settings, input: now, shown: onPage }: Drawn): void {
  input = now;
  shown = onPage ?? shown;
  site.draw(page, settings);
  part("tools").hidden = now === null || now.items.length === 0;
  if (named !== null) document.title = say("panelTitle", { page: page.title || page.address });
  if (now === null) {
    ruler.draw([], null);
    return;
  }
  engine.searchSummary(summary, search.value);
  if (shown !== null) engine.showInSummary(summary, shown);
  part("printed-title").textContent = page.title;
  part("printed-address").textContent = page.address;
  tellPosition();
  ruler.draw(now.items, shown);
  if (printsSoon) {
    printsSoon = false;
    print();
  }
}

function tellPosition(): void {
  const listed = engine.listedInSummary(summary);
  const index = shown === null ? -1 : listed.indexOf(shown);
  for (const step of steps) step.disabled = listed.length === 0;
  if (listed.length === 0) position.textContent = say("panelNone");
  else if (index < 0) position.textContent = say("panelListed", { count: listed.length });
  else position.textContent = say("panelPosition", { index: index + 1, of: listed.length });
}

function go(id: number): void {
  shown = id;
  engine.showInSummary(summary, id);
  tellPosition();
  if (input !== null) ruler.draw(input.items, id);
  view.pick(id);
}

/** The next listed finding, or the one before; round at the ends. */
function step(by: 1 | -1): void {
  const listed = engine.listedInSummary(summary);
  const index = shown === null ? -1 : listed.indexOf(shown);
  const next = index < 0 ? (by === 1 ? 0 : listed.length - 1) : (index + by + listed.length) % listed.length;
  const id = listed[next];
  if (id !== undefined) go(id);
}

function report(page: Page, { items, sentences, unread }: PageInput): Report {
  return {
    title: page.title,
    address: page.address,
    readOn: new Date(),
    verdict: summary.querySelector(".sg-verdict")?.textContent ?? "",
    summary: engine.sumUp({ items, sentences, unread }),
    items,
  };
}

/** Hands the file to the browser, which asks the person where it goes. */
function save(format: Format): void {
  if (view.page === null || input === null) return;
  const made = report(view.page, input);
  const { type, write } = FORMATS[format];
  const address = URL.createObjectURL(new Blob([write(made)], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(made, format);
  link.click();
  // The browser has taken hold of the file by the time it asks where it goes.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

steps[0].addEventListener("click", () => step(-1));
steps[1].addEventListener("click", () => step(1));
search.addEventListener("input", () => {
  engine.searchSummary(summary, search.value);
  tellPosition();
});
// A click on a filter or a finding of the list is heard by the view first.
summary.addEventListener("click", ({ target }) => {
  const picked = target instanceof Element ? target.closest("[data-sg-pick]")?.getAttribute("data-sg-pick") : null;
  if (picked) {
    shown = Number(picked);
    if (input !== null) ruler.draw(input.items, shown);
  }
  tellPosition();
});
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-format]")) {
  button.addEventListener("click", () => save(button.dataset["format"] as Format));
}
part("print").addEventListener("click", () => {
  // Browsers print a tab as it should look, a panel often not at all.
  if (named !== null) print();
  else if (view.page !== null) chrome.tabs.create({ url: `${reportOn(view.page.tabId)}&${PRINT}` });
});
part("print").hidden = typeof print !== "function";
part("open-report").hidden = named !== null;
part("open-report").addEventListener("click", () => {
  if (view.page !== null) chrome.tabs.create({ url: reportOn(view.page.tabId) });
});
addEventListener("beforeprint", () => engine.listAllInSummary(summary));

let last = "";

/** Another page of the same tab is another page: what was shown and searched for there is of no use any more. */
async function follow(): Promise<void> {
  const page = named === null ? await frontPage() : await chrome.tabs.get(named).then(pageOf, () => null);
  const key = page === null ? "" : `${page.tabId} ${page.address}`;
  if (key !== last) {
    last = key;
    shown = null;
    search.value = "";
  }
  await view.show(page);
}

if (named === null) {
  chrome.tabs.onActivated.addListener(() => follow());
  chrome.windows?.onFocusChanged?.addListener(() => follow());
}
chrome.tabs.onUpdated.addListener((tabId, { status, url, title }) => {
  if (tabId === view.page?.tabId && (status !== undefined || url !== undefined || title !== undefined)) follow();
});
chrome.tabs.onRemoved.addListener((tabId) => {
  if (tabId === named) close();
});
await follow();
