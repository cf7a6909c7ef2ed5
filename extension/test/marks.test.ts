import assert from "node:assert/strict";
import { test } from "node:test";
import type { MarkedFinding } from "../src/content/findings.ts";
import { partsOf } from "../src/content/paint.ts";
import { hashOf } from "../src/dismissed.ts";

test("a dismissed sentence is known again by its words, its kind and the salt", () => {
  const hash = hashOf("Orvane may rise.", "speculation", "00ff");
  assert.match(hash, /^00ff:[0-9a-f]{16}$/);
  assert.equal(hashOf("  Orvane\n may rise. ", "speculation", "00ff"), hash);
  assert.notEqual(hashOf("Orvane may rise!", "speculation", "00ff"), hash);
  assert.notEqual(hashOf("Orvane may rise.", "call", "00ff"), hash);
  assert.notEqual(hashOf("Orvane may rise.", "speculation", "00fe").split(":")[1], hash.split(":")[1]);
  assert.ok(!hash.includes("Orvane"));
});

test("ten thousand sentences have as many hashes", () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hashOf(`It may rise ${i} points.`, "call", "ab")));
  assert.equal(hashes.size, 10_000);
});

const finding = (label: MarkedFinding["label"], start: number, end: number) =>
  ({ label, sentence: [start, end] }) as MarkedFinding;

test("a mark is cut where a weightier one lies over a part of it", () => {
  const guess = finding("speculation", 0, 100);
  const calls = [finding("call", 60, 80), finding("call", 20, 40), finding("call", 30, 50)];
  assert.deepEqual(partsOf(guess, [guess, ...calls]), [
    { start: 0, end: 20, isUnder: false },
    { start: 20, end: 40, isUnder: true },
    { start: 40, end: 50, isUnder: true },
    { start: 50, end: 60, isUnder: false },
    { start: 60, end: 80, isUnder: true },
    { start: 80, end: 100, isUnder: false },
  ]);
  for (const call of calls)
    assert.deepEqual(
      partsOf(call, [guess, ...calls]).map(({ isUnder }) => isUnder),
      [false],
    );
  assert.deepEqual(partsOf(guess, [guess, finding("disclaimer", 0, 100), finding("speculation", 5, 9)]), [
    { start: 0, end: 100, isUnder: false },
  ]);
});
