/** The moments after the extension was installed, alike in both browsers. */
import { until } from "./until.mjs";

/**
 * Waits until a fresh extension has started, and makes it ready for a suite.
 *
 * `access`: give it all web pages at once. `welcome`: leave the page open that greets a person at the first start.
 */
export async function makeReady(session, { access = true, welcome = false } = {}) {
  // The content script is registered when the background has run once; it can be met before it has its extension's functions.
  await until("the content script's registration", () =>
    session.background(async () => (await chrome.scripting.getRegisteredContentScripts()).length > 0).catch(() => false),
  );
  if (!welcome) await closeWelcome(session);
  if (access) await session.giveAccess();
}

/** Waits for the page that greets a person, and closes it. */
export function closeWelcome(session) {
  return until("the welcome page", () =>
    session.background(async () => {
      const page = (await chrome.tabs.query({})).find((tab) => tab.url?.endsWith("/welcome.html") && tab.status === "complete");
      if (page !== undefined) await chrome.tabs.remove(page.id);
      return page !== undefined;
    }),
  );
}
