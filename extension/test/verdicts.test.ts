import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf } from "../src/content/address.ts";
import { type Verdict, Verdicts } from "../src/content/verdicts.ts";

const verdict = (sentences: number): Verdict => ({ findings: [], sentences, unread: null });
const LONG = "The ferry to the northern islands leaves at nine and comes back at noon.";

test("a passage that speaks for itself is known wherever it stands, in its role", () => {
  const verdicts = new Verdicts();
  verdicts.keep(LONG, "body", "one", verdict(1));
  assert.equal(verdicts.get(LONG, "body", "two")?.sentences, 1);
  assert.equal(verdicts.get(LONG, "heading", "one"), null);
});

test("a passage of few words is known only behind the same neighbour", () => {
  const verdicts = new Verdicts();
  verdicts.keep("Target 130", "body", "Buy OLMA.", verdict(1));
  assert.equal(verdicts.get("Target 130", "body", "The shooting range has ten lanes."), null);
  assert.equal(verdicts.get("Target 130", "body", "Buy OLMA.")?.sentences, 1);
});

test("what was not used for the longest time makes room", () => {
  const verdicts = new Verdicts();
  for (let i = 0; i < 4000; i++) verdicts.keep(`${LONG} ${i}`, "body", "", verdict(i));
  assert.equal(verdicts.get(`${LONG} 0`, "body", "")?.sentences, 0);
  verdicts.keep(`${LONG} new`, "body", "", verdict(1));
  assert.equal(verdicts.get(`${LONG} 0`, "body", "")?.sentences, 0, "used just now");
  assert.equal(verdicts.get(`${LONG} 1`, "body", ""), null);
});

test("long texts make room by their length", () => {
  const verdicts = new Verdicts();
  for (let i = 0; i < 100; i++) verdicts.keep(`${i} ${"x".repeat(7000)}`, "body", "", verdict(i));
  assert.equal(verdicts.get(`1 ${"x".repeat(7000)}`, "body", ""), null);
  assert.equal(verdicts.get(`99 ${"x".repeat(7000)}`, "body", "")?.sentences, 99);
  verdicts.clear();
  assert.equal(verdicts.get(`99 ${"x".repeat(7000)}`, "body", ""), null);
});

test("an anchor is a place on the page, a path behind the hash another page", () => {
  assert.equal(pageOf("https://a.example/b?c#d"), "https://a.example/b?c");
  assert.equal(pageOf("https://a.example/#/coins"), "https://a.example/#/coins");
  assert.equal(pageOf("https://a.example/#!/coins"), "https://a.example/#!/coins");
});
