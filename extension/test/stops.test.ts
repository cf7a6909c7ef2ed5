import assert from "node:assert/strict";
import { test } from "node:test";
import { limits, unreadable } from "../src/content/stops.ts";
import { isClosed, whyClosed } from "../src/popup/stops.ts";
import { POPUP, WORDS } from "../src/words.ts";

test("pages and texts are read, other documents say why not", () => {
  for (const type of ["text/html", "application/xhtml+xml", "text/plain", "text/markdown"]) {
    assert.equal(unreadable(type), null, type);
  }
  const { pdf, xml, picture, other } = WORDS.notReadable;
  assert.equal(unreadable("application/pdf"), pdf);
  for (const type of ["text/xml", "application/xml", "application/rss+xml"]) assert.equal(unreadable(type), xml);
  for (const type of ["image/svg+xml", "image/png", "video/mp4"]) assert.equal(unreadable(type), picture);
  for (const type of ["application/json", "text/javascript", "text/css"]) assert.equal(unreadable(type), other);
});

test("a text file and a page that was cut say what was read", () => {
  assert.equal(limits("text/html", null), "");
  assert.equal(limits("text/plain", null), WORDS.plainText);
  assert.match(limits("text/html", 12_000_000), /first 12 million characters were read, the rest was not/);
  assert.match(limits("text/plain", 12_000_000), /the rest was not/);
});

test("the stores, the browser's own pages and the like say why nothing was read", () => {
  const why = {
    "https://chromewebstore.google.com/detail/x": POPUP.store,
    "https://chrome.google.com/webstore/category/extensions": POPUP.store,
    "https://addons.mozilla.org/en-US/firefox/": POPUP.store,
    "https://microsoftedge.microsoft.com/addons/Microsoft-Edge-Extensions-Home": POPUP.store,
    "chrome://settings/": POPUP.browserPage,
    "edge://newtab/": POPUP.browserPage,
    "about:config": POPUP.browserPage,
    "about:blank": POPUP.empty,
    "": POPUP.guarded,
    "view-source:https://example.org/": POPUP.source,
    "moz-extension://3f1c/options.html": POPUP.extension,
    "chrome-extension://abcd/options.html": POPUP.extension,
    "https://example.org/Report.PDF?page=2": POPUP.pdf,
    "file:///home/me/report.pdf": POPUP.pdf,
    "file:///home/me/notes.html": POPUP.files,
    "https://example.org/?file=a.pdf": POPUP.guarded,
  };
  for (const [address, words] of Object.entries(why)) assert.equal(whyClosed(address), words, address);
});

test("asking for access helps only where access can be given", () => {
  for (const address of ["https://example.org/", "http://localhost:8000/a", "file:///home/me/notes.html"]) {
    assert.equal(isClosed(address), false, address);
  }
  for (const address of ["https://addons.mozilla.org/", "chrome://extensions", "about:blank", "", "data:text/html,x"]) {
    assert.equal(isClosed(address), true, address);
  }
  // A page that is only named like one of theirs.
  assert.equal(isClosed("https://chrome.google.com/intl/en/"), false);
  assert.equal(isClosed("https://addons.mozilla.org.example.com/"), false);
});
