/** Awkward text through the door: offsets are UTF-16 and right, nothing throws, and what is not read is said. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "./harness/door.mjs";

const SENTENCE = "Buy the dip in $LUMO now.";
const title = "Markets: stocks and crypto";

/** The one call that stands in the text must be found where it stands. */
function assertFound(text, wanted = SENTENCE) {
  const { findings } = judge(text, { title });
  const call = findings.find(({ label }) => label === "call");
  assert.ok(call, JSON.stringify(text.slice(0, 80)));
  assert.equal(text.slice(...call.sentence).trim(), wanted);
  for (const [start, end] of call.cues) {
    assert.ok(call.sentence[0] <= start && start < end && end <= call.sentence[1]);
    assert.ok(wanted.includes(text.slice(start, end)));
  }
}

describe("offsets", () => {
  const before = {
    "two-unit emoji": "🚀🚀 What a day 🤑. ",
    "combining marks": "Une re\u0301sume\u0301 was filed. ",
    "joined emoji": "The 👩‍👩‍👧‍👦 met. ",
    "Hebrew": "שלום לכולם. ",
    "Arabic": "مرحبا بالجميع. ",
    "Chinese": "比特币。 ",
    "a lone high surrogate": "Odd \ud83d here. ",
    "a lone low surrogate": "Odd \ude80 here. ",
    "NUL": "Zero\u0000byte. ",
    "a byte order mark": "\ufeffHello there. ",
    "zero-width spaces": "Hel\u200blo the\u200bre. ",
  };
  for (const [what, text] of Object.entries(before)) {
    test(`after ${what}`, () => assertFound(text + SENTENCE));
  }
  test("with a lone surrogate after it", () => assertFound(`${SENTENCE} \ud83d`));
});

describe("no input makes it throw", () => {
  const texts = {
    "nothing": "",
    "white space": " \n\t ",
    "only NULs": "\0".repeat(1000),
    "only lone surrogates": "\ud800".repeat(1000),
    "only combining marks": "\u0301".repeat(10_000),
    "ten million letters without a space": "a".repeat(10_000_000),
    "a million dots": ".".repeat(1_000_000),
    "a hundred thousand line breaks": "\n".repeat(100_000),
  };
  for (const [what, text] of Object.entries(texts)) {
    test(what, { timeout: 20_000 }, () => {
      const { findings, sentences } = judge(text, { title });
      assert.deepEqual(findings, []);
      assert.equal(sentences.length, 1);
    });
  }
  test("no blocks", () => {
    assert.deepEqual(judge([], { title }), { findings: [], sentences: [], unread: [] });
  });
});

describe("the request", () => {
  test("furniture, code and context get no finding", () => {
    for (const block of [
      { text: SENTENCE, role: "ui" },
      { text: SENTENCE, role: "code" },
      { text: SENTENCE, role: "body", contextOnly: true },
    ]) {
      assert.deepEqual(judge([block], { title }).findings, []);
    }
  });

  test("findings tell their block", () => {
    const { findings, sentences } = judge(
      [
        { text: "The meeting is on Monday.", role: "body" },
        { text: SENTENCE, role: "body" },
      ],
      { title },
    );
    assert.deepEqual(
      findings.map(({ block }) => block),
      [1],
    );
    assert.deepEqual(sentences, [1, 1]);
  });

  test("text in a language that is not read is named", () => {
    const { findings, unread } = judge("比特币可能会上涨。市场正在等待央行的决定。", { title });
    assert.deepEqual(findings, []);
    assert.equal(unread.length, 1);
    assert.equal(unread[0].block, 0);
    assert.deepEqual(unread[0].reason, { kind: "language", code: "zh" });
  });

  test("one in another shape is refused with an error, and the next is answered", () => {
    assert.throws(() => judge([{ text: 7, role: "body" }], { title }), Error);
    assert.throws(() => judge([{ text: SENTENCE, role: "footer" }], { title }), Error);
    assertFound(SENTENCE);
  });
});
