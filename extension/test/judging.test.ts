import assert from "node:assert/strict";
import { test } from "node:test";
import english from "../_locales/en/messages.json";
import type { Known } from "../src/content/findings.ts";
import { type Answered, BATCH_CHARS, Judging } from "../src/content/judging.ts";
import type { Finding, JudgeReply } from "../src/engine-types.ts";
import { useCatalogue } from "../src/messages.ts";
import type { JudgeMessage, JudgeOutcome } from "../src/protocol.ts";

useCatalogue(english);

Object.assign(globalThis, {
  document: { querySelector: () => null, title: "Coins" },
  location: { href: "https://a.example/" },
  chrome: { i18n: { getMessage: (key: string) => key } },
});

const passage = (text: string): Known =>
  ({ text, role: "body", findings: null, sentences: 0, unread: null, order: null }) as unknown as Known;

const finding = (block: number, continues = false) =>
  ({ block, sentence: [0, 3], label: "call", cues: [], continues }) as unknown as Finding;

const reply = ({ blocks }: JudgeMessage): JudgeReply => ({
  findings: blocks.flatMap(({ text, contextOnly }, i) => (text.includes("Buy") && !contextOnly ? [finding(i)] : [])),
  sentences: blocks.map(() => 1),
  unread: [],
});

/** Judges passages against a background that answers as it is told; gives the requests and the answers. */
async function run(texts: string[], background: (message: JudgeMessage, nth: number) => JudgeOutcome) {
  const requests: JudgeMessage[] = [];
  const answers: Answered[] = [];
  let failures = 0;
  await new Promise<void>((resolve) => {
    const judging = new Judging({
      judge: async (message) => {
        requests.push(message);
        return background(message, requests.length);
      },
      switchedOff: () => assert.fail("switched off"),
      judged: (some) => answers.push(...some),
      idle: () => {
        failures = judging.failures;
        resolve();
      },
      isWanted: () => true,
      sample: () => [],
    });
    for (const text of texts) judging.add({ known: passage(text), before: [] });
    judging.send();
  });
  return { requests, answers, failures };
}

const judged = (message: JudgeMessage): JudgeOutcome => ({ kind: "judged", reply: reply(message) });

test("a request that is lost is asked once more and answered once", async () => {
  const { requests, answers } = await run(["Buy.", "Rain."], (message, nth) => {
    if (nth === 1) throw new Error("the message port closed");
    return judged(message);
  });
  assert.equal(requests.length, 2);
  assert.deepEqual(requests[0], requests[1]);
  assert.deepEqual(
    answers.map(({ known, verdict }) => [known.text, verdict.findings.length]),
    [
      ["Buy.", 1],
      ["Rain.", 0],
    ],
  );
});

test("a passage on which the engine stops is found by halving, and told", async () => {
  const texts = ["a", "b", "c trap", "d", "e", "Buy f"];
  const { answers, failures } = await run(texts, (message) =>
    message.blocks.some(({ text }) => text.includes("trap"))
      ? { kind: "engine-failed", reason: "unreachable" }
      : judged(message),
  );
  assert.ok(failures > 1);
  assert.deepEqual(answers.map(({ known }) => known.text).sort(), [...texts].sort());
  const unread = answers.filter(({ verdict }) => verdict.unread !== null);
  assert.deepEqual(
    unread.map(({ known }) => known.text),
    ["c trap"],
  );
  assert.ok(unread.every(({ isLasting }) => !isLasting));
});

test("batches are cut by length alone", async () => {
  const text = "x".repeat(BATCH_CHARS / 4);
  const { requests } = await run(Array(9).fill(text), judged);
  assert.deepEqual(
    requests.map(({ blocks }) => blocks.length),
    [4, 4, 1],
  );
});

test("what goes on with a set-up and where that began are not kept for other places", async () => {
  const { answers } = await run(["Buy A.", "Buy B.", "stop 3", "rain"], (message) => ({
    kind: "judged",
    reply: { ...reply(message), findings: [finding(0), finding(1), finding(2, true)] },
  }));
  assert.deepEqual(
    answers.map(({ isLasting }) => isLasting),
    [true, false, false, true],
  );
});
