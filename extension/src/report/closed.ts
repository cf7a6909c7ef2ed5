/** Pages that the browser keeps every extension out of, and the line that tells the reader so. */
import { say } from "../messages.ts";

/** Hosts of which the browsers let no extension read any page. */
const STORES = ["chromewebstore.google.com", "addons.mozilla.org", "microsoftedge.microsoft.com"];

/** No permission lets an extension in at this address. */
export function isClosed(address: string): boolean {
  const url = parse(address);
  return url === null || isStore(url) || !["http:", "https:", "file:"].includes(url.protocol);
}

/** Why nothing was read at an address where the browser refused to let us in. */
export function whyClosed(address: string): string {
  const url = parse(address);
  // The addresses of its own pages are what the browser hides first.
  if (url === null) return say("pageGuarded");
  if (isStore(url)) return say("pageStore");
  switch (url.protocol) {
    case "http:":
    case "https:":
      return isPdf(url) ? say("pagePdf") : say("pageGuarded");
    case "file:":
      return isPdf(url) ? say("pagePdf") : say("pageFiles");
    case "about:":
      return url.pathname === "blank" ? say("pageEmpty") : say("pageOfBrowser");
    case "view-source:":
      return say("pageSource");
    case "chrome-extension:":
    case "moz-extension:":
      return say("pageOfExtension");
    case "data:":
    case "blob:":
    case "resource:":
      return say("pageGuarded");
    default:
      return say("pageOfBrowser");
  }
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

function isStore({ protocol, hostname, pathname }: URL): boolean {
  if (protocol !== "https:" && protocol !== "http:") return false;
  return STORES.includes(hostname) || (hostname === "chrome.google.com" && pathname.startsWith("/webstore"));
}

function isPdf({ pathname }: URL): boolean {
  return /\.pdf$/i.test(pathname);
}
