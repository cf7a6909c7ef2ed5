import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../src/content/pace.ts";

/** Lets a page make `perSecond` changes for `ms`, reading it as often as the pace allows; gives how often it was read. */
function live(pace: Pace, from: number, ms: number, perSecond: number, each: { costs?: number; asks?: boolean } = {}) {
  let readings = 0;
  let due: number | null = null;
  for (let now = from; now < from + ms; now += 10) {
    if (due !== null && now >= due) {
      pace.read(now);
      pace.spent(each.costs ?? 0);
      if (each.asks) pace.asked();
      readings += 1;
      due = null;
    }
    pace.changed(perSecond / 100, now);
    due ??= now + pace.delay(now);
  }
  return readings;
}

test("a page that changes a little is read again soon, for as long as it likes", () => {
  const pace = new Pace();
  assert.ok(live(pace, 1000, 10_000, 20) > 60);
  assert.equal(pace.slowedTo(11_000), 0);
});

test("where the engine has to be asked each time the waits grow to a second", () => {
  const pace = new Pace();
  const readings = live(pace, 1000, 20_000, 20, { asks: true });
  assert.ok(readings > 15 && readings < 40, String(readings));
  assert.equal(pace.slowedTo(21_000), 0);
});

test("reading takes a twentieth of the time at most", () => {
  const pace = new Pace();
  const readings = live(pace, 1000, 60_000, 20, { costs: 300 });
  assert.ok(readings * 300 <= 60_000 / 19, String(readings));
  assert.ok(pace.slowedTo(61_000) >= 6000, "and the reader is told");
});

test("a storm slows down, is told, and is over when the page is calm", () => {
  const pace = new Pace();
  assert.ok(live(pace, 1000, 60_000, 4000) < 40);
  assert.ok(pace.slowedTo(61_000) >= 6000);
  assert.equal(pace.slowedTo(120_000), 0);
  assert.equal(pace.delay(120_000), 120);
});

test("a page that is built all at once is no storm", () => {
  const pace = new Pace();
  pace.changed(20_000, 1000);
  assert.ok(live(pace, 1010, 5000, 20) > 20);
  assert.equal(pace.slowedTo(6000), 0);
});
