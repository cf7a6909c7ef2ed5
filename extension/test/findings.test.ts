import assert from "node:assert/strict";
import { test } from "node:test";
import english from "../_locales/en/messages.json";
import { badgeText } from "../src/background/toolbar.ts";
import { cutAtCues } from "../src/content/findings.ts";
import { settle } from "../src/content/place.ts";
import { TextMap } from "../src/content/text-map.ts";
import { useCatalogue } from "../src/messages.ts";
import type { FrameReport } from "../src/protocol.ts";
import { isOurs } from "../src/protocol.ts";
import { merge } from "../src/report/merge.ts";
import { inWords, percentSure } from "../src/words.ts";

test("a sentence is cut at its cues, and nothing of it is lost", () => {
  const text = "First. It may well soar. Last.";
  const pieces = cutAtCues(
    text,
    [7, 24],
    [
      [19, 23],
      [10, 13],
      [12, 18],
      [0, 3],
    ],
  );
  assert.equal(pieces.map((piece) => piece.text).join(""), "It may well soar.");
  assert.deepEqual(
    pieces.filter(({ isCue }) => isCue).map((piece) => piece.text),
    ["may", " well", "soar"],
  );
});

test("only messages of our own extension are heard", () => {
  const message = { type: "content-to-background/permit" };
  assert.equal(isOurs(message, { id: "us" }, "us"), true);
  assert.equal(isOurs(message, { id: "them" }, "us"), false);
  assert.equal(isOurs(message, {}, "us"), false);
  assert.equal(isOurs({ type: "page-to-background/judge" }, { id: "us" }, "us"), false);
  assert.equal(isOurs("content-to-background/permit", { id: "us" }, "us"), false);
  assert.equal(isOurs(null, { id: "us" }, "us"), false);
});

const report = (ids: number[], sentences: number): FrameReport => ({
  state: "read",
  reason: "",
  items: ids.map((id, i) => ({
    id,
    block: i,
    text: `sentence ${id}`,
    cues: [],
    label: "call",
    subtype: "C1",
    tag: "Buy call",
    force: "d",
    holder: "author",
    direction: "bull",
    confidence: 0.9,
    severity: 2,
    message: "",
    instruments: [],
    levels: { entry: [], stop: [], targets: [] },
    at: 0.5,
    continues: false,
  })),
  sentences,
  unread: ["too long"],
  engineFailures: 0,
  slowedTo: 0,
  isResting: false,
  shown: null,
});

test("frames are merged without mixing up their findings", () => {
  const { input, owner } = merge([
    { frameId: 0, report: report([1, 2], 5) },
    { frameId: 7, report: report([1], 3) },
  ]);
  assert.equal(input.sentences, 8);
  assert.deepEqual(input.unread, ["too long", "too long"]);
  assert.equal(new Set(input.items.map(({ id }) => id)).size, 3);
  const last = input.items.at(-1);
  assert.deepEqual(owner.get(last?.id ?? -1), { frameId: 7, id: 1 });
  const blocks = input.items.map(({ block }) => block);
  assert.ok((blocks[2] ?? 0) - (blocks[1] ?? 0) > 1, "passages of two frames are no neighbours");
});

test("the count fits its badge", () => {
  assert.equal(badgeText(0), "");
  assert.equal(badgeText(17), "17");
  assert.equal(badgeText(12_345), "999+");
});

test("confidence in words", () => {
  useCatalogue(english);
  assert.deepEqual([0.97, 0.8, 0.65, 0.5].map(inWords), ["Very sure", "Fairly sure", "Rather sure", "Not so sure"]);
  assert.equal(percentSure(0.914), "91%");
  assert.equal(percentSure(7), "99%");
});

/** A block's text of which the parts in brackets are links. */
function linked(text: string): TextMap {
  const map = new TextMap();
  for (const [part] of text.matchAll(/\[[^\]]*\]|[^[]+/g)) {
    const isLink = part.startsWith("[");
    const data = isLink ? part.slice(1, -1) : part;
    map.append({ data } as Text, "collapse", 0, data.length, data);
    if (!isLink) continue;
    map.links += 1;
    map.linked += data.length;
  }
  return map;
}

test("a block's role is settled by its words", () => {
  assert.equal(settle("unknown", linked("BTC/USDT +1.2%")), "unknown");
  assert.equal(settle("unknown", linked("The stock will double.")), "body");
  assert.equal(settle("body", linked("[View Original]")), "ui");
  assert.equal(settle("heading", linked("[Why gold fell]")), "heading");
  assert.equal(settle("cell", linked("Analysts expect the firm to double its profit by spring")), "body");
  assert.equal(settle("ui", linked("Buy the dip before it is too late, says everyone here.")), "ui");
});

test("rows of links are furniture, sentences with links are not", () => {
  assert.equal(settle("body", linked("[Terms] | [Privacy] | [Contact the desk]")), "ui");
  assert.equal(settle("unknown", linked("[Markets] › [Pumps] › ZORV")), "ui");
  assert.equal(settle("unknown", linked("[Buy now] [Our forecasts] [About]")), "ui");
  assert.equal(
    settle("unknown", linked("[Zorv may double its sales of pumps] [Quib falls after a long and quiet spring]")),
    "body",
  );
  assert.equal(settle("body", linked("[Zorv] rose, [Quib] fell, and [Sulk] may follow one of them.")), "body");
});
