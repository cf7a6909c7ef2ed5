import assert from "node:assert/strict";
import { test } from "node:test";
import { governing, LOCAL_FILES, lineage, matchPatterns, siteOf } from "../src/sites.ts";

test("a site is a host, without www and without a port", () => {
  assert.equal(siteOf("https://www.example.com:8443/a?b"), "example.com");
  assert.equal(siteOf("https://news.example.com/"), "news.example.com");
  assert.equal(siteOf("http://127.0.0.1:4000/x"), "127.0.0.1");
  assert.equal(siteOf("http://localhost/"), "localhost");
  assert.equal(siteOf("http://www.com/"), "www.com");
  assert.equal(siteOf("file:///home/a.html"), LOCAL_FILES);
  assert.equal(siteOf("about:blank"), null);
  assert.equal(siteOf(""), null);
});

test("parents are looked up, nearest first", () => {
  assert.deepEqual(lineage("a.b.example"), ["a.b.example", "b.example", "example"]);
  assert.deepEqual(lineage("10.0.0.1"), ["10.0.0.1"]);
  assert.equal(governing("a.b.example", ["b.example", "example"]), "b.example");
  assert.equal(governing("notexample", ["example"]), null);
});

test("match patterns cover a site and everything under it", () => {
  assert.deepEqual(matchPatterns("example.com"), ["*://*.example.com/*"]);
  assert.deepEqual(matchPatterns("127.0.0.1"), ["*://127.0.0.1/*"]);
  assert.deepEqual(matchPatterns("[::1]"), ["*://[::1]/*"]);
  assert.deepEqual(matchPatterns(LOCAL_FILES), ["file:///*"]);
});
