/** The popup: the site's switch, what the page adds up to, the way to each mark, and how marks are shown. */
import { sayPage } from "../messages.ts";
import { openPanel } from "../panel/open.ts";
import { part } from "../part.ts";
import { frontPage, namedTab, pageOf } from "../report/page.ts";
import { SiteSwitch } from "../report/site-switch.ts";
import { SummaryView } from "../report/summary-view.ts";
import { Marking } from "./marking.ts";

sayPage(document);
const named = namedTab();
// Asked before anything is built: the browser's answers are what takes long.
const asked = named === null ? frontPage() : chrome.tabs.get(named).then(pageOf);

const site = new SiteSwitch();
const marking = new Marking();
const view = new SummaryView(({ page, settings }) => {
  site.draw(page, settings);
  marking.draw(settings);
});

part("open-panel").addEventListener("click", () => {
  const { page } = view;
  if (page === null) return;
  openPanel({ id: page.tabId, windowId: page.windowId }).then(() => close());
});
part("open-settings").addEventListener("click", () => chrome.runtime.openOptionsPage().then(() => close()));

await view.show(await asked);
