import assert from "node:assert/strict";
import { test } from "node:test";
import { governed, personal, policyFrom } from "../src/policy.ts";
import { parse, type Settings } from "../src/settings.ts";

const settings = (changed: Partial<Settings>): Settings => ({ ...parse(undefined), ...changed });

const POLICY = policyFrom(
  { mode: "asked", sitesOff: ["bank.example"], count: false, sensitivity: "wild", strip: 1, look: { style: "both" } },
  parse,
);

test("a policy fixes what makes sense in it and nothing else", () => {
  assert.deepEqual([...POLICY.fields].sort(), ["count", "look", "mode", "sitesOff"]);
  assert.equal(policyFrom({}, parse).fields.size, 0);
  assert.equal(policyFrom("everything", parse).fields.size, 0);
});

test("choices are replaced, lists are added to", () => {
  const own = settings({ mode: "everywhere", sitesOff: ["my.example"], sensitivity: "strict" });
  const now = governed(own, POLICY);
  assert.equal(now.mode, "asked");
  assert.equal(now.count, false);
  assert.equal(now.look.style, "both");
  assert.equal(now.sensitivity, "strict");
  assert.deepEqual(now.sitesOff, ["my.example", "bank.example"]);
});

test("the person's own choice outlives the policy", () => {
  const own = settings({ mode: "chosen", sitesOff: ["my.example"] });
  const changed = { ...governed(own, POLICY), sensitivity: "thorough" as const };
  assert.deepEqual(personal(changed, own, POLICY), { ...own, sensitivity: "thorough" });
  // Taking the organisation's site off the list does nothing; one's own goes.
  const fewer = { ...governed(own, POLICY), sitesOff: [] };
  assert.deepEqual(governed(personal(fewer, own, POLICY), POLICY).sitesOff, ["bank.example"]);
  // A site on both lists stays on the person's own.
  const both = settings({ sitesOff: ["bank.example"] });
  assert.deepEqual(personal(governed(both, POLICY), both, POLICY).sitesOff, ["bank.example"]);
});
