/** The families' examples through WebAssembly: what must fire does, and every finding is the one that Rust gives natively. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { judge, PROJECT } from "./harness/door.mjs";
import { familyExamples } from "./harness/families.mjs";

const examples = await familyExamples();
const sensitivity = "thorough";

test("every example of a family gives a finding of its label", () => {
  const positive = examples.filter(({ fires }) => fires);
  assert.ok(positive.length > 0);
  const silent = positive.filter(
    ({ label, text, title }) => !judge(text, { title, sensitivity }).findings.some((finding) => finding.label === label),
  );
  assert.deepEqual(
    silent.map(({ id, text }) => `${id}: ${text}`),
    [],
  );
});

test("the browser's build judges exactly as the command line does", () => {
  const input = examples.map(({ text, title }, id) => JSON.stringify({ id, text, title })).join("\n");
  const scan = spawnSync(
    process.env.CARGO ?? "cargo",
    ["run", "--quiet", "--package=saltgrain", "--", "scan", "--input=jsonl", "--format=jsonl", `--sensitivity=${sensitivity}`, "-"],
    { cwd: PROJECT, input, encoding: "utf8", maxBuffer: 1 << 30 },
  );
  assert.equal(scan.status, 0, scan.stderr);
  const lines = scan.stdout.trim().split("\n");
  assert.equal(lines.length, examples.length);
  let compared = 0;
  lines.forEach((line, i) => {
    const { text, title } = examples[i];
    const native = JSON.parse(line);
    assert.equal(native.id, i);
    const bytes = ([start, end]) => [start, end].map((offset) => Buffer.byteLength(text.slice(0, offset)));
    const { findings } = judge(text, { title, sensitivity });
    const here = findings.map((finding) => known({ ...finding, sentence: bytes(finding.sentence), cues: finding.cues.map(bytes) }));
    assert.deepEqual(here, native.findings.map(known), text);
    // The command line rounds to two places.
    findings.forEach(({ confidence }, j) => assert.ok(Math.abs(confidence - native.findings[j].confidence) < 0.0051, text));
    compared += here.length;
  });
  assert.ok(compared > 0);
});

/** What both doors tell of a finding in the same words. */
function known({ sentence, cues, label, subtype, force, holder, direction, severity, family, message }) {
  return { sentence, cues, label, subtype, force, holder, direction, severity, family, message };
}
