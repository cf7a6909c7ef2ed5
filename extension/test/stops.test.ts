import assert from "node:assert/strict";
import { test } from "node:test";
import english from "../_locales/en/messages.json";
import { limits, unreadable } from "../src/content/stops.ts";
import { say, useCatalogue } from "../src/messages.ts";
import { isClosed, whyClosed } from "../src/report/closed.ts";

useCatalogue(english);

test("pages and texts are read, other documents say why not", () => {
  for (const type of ["text/html", "application/xhtml+xml", "text/plain", "text/markdown"]) {
    assert.equal(unreadable(type), null, type);
  }
  assert.equal(unreadable("application/pdf"), say("pagePdf"));
  for (const type of ["text/xml", "application/xml", "application/rss+xml"])
    assert.equal(unreadable(type), say("pageXml"));
  for (const type of ["image/svg+xml", "image/png", "video/mp4"]) assert.equal(unreadable(type), say("pagePicture"));
  for (const type of ["application/json", "text/javascript", "text/css"])
    assert.equal(unreadable(type), say("pageOther"));
});

test("a text file and a page that was cut say what was read", () => {
  assert.equal(limits("text/html", null), "");
  assert.equal(limits("text/plain", null), say("pagePlainText"));
  assert.match(limits("text/html", 12_000_000), /first 12 million characters were read, the rest was not/);
  assert.match(limits("text/plain", 12_000_000), /the rest was not/);
});

test("the stores, the browser's own pages and the like say why nothing was read", () => {
  const why = {
    "https://chromewebstore.google.com/detail/x": say("pageStore"),
    "https://chrome.google.com/webstore/category/extensions": say("pageStore"),
    "https://addons.mozilla.org/en-US/firefox/": say("pageStore"),
    "https://microsoftedge.microsoft.com/addons/Microsoft-Edge-Extensions-Home": say("pageStore"),
    "chrome://settings/": say("pageOfBrowser"),
    "edge://newtab/": say("pageOfBrowser"),
    "about:config": say("pageOfBrowser"),
    "about:blank": say("pageEmpty"),
    "": say("pageGuarded"),
    "view-source:https://example.org/": say("pageSource"),
    "moz-extension://3f1c/options.html": say("pageOfExtension"),
    "chrome-extension://abcd/options.html": say("pageOfExtension"),
    "https://example.org/Report.PDF?page=2": say("pagePdf"),
    "file:///home/me/report.pdf": say("pagePdf"),
    "file:///home/me/notes.html": say("pageFiles"),
    "https://example.org/?file=a.pdf": say("pageGuarded"),
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
