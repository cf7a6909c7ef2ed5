import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedOf, toItems, withItems } from "../src/background/mirror.ts";
import { parse, type Settings } from "../src/settings.ts";
import { collision, fromFile, type Imported, toFile, withImported } from "../src/transfer.ts";

const settings = (changed: Partial<Settings>): Settings => ({ ...parse(undefined), ...changed });
const PHRASE = { text: "wen moon", form: "literal", wholeWords: true, label: "speculation" } as const;
const FULL = settings({
  mode: "chosen",
  sitesOn: ["a.example", "b.example"],
  sitesOff: ["c.example"],
  phrases: [PHRASE],
  familiesOff: ["S-01"],
  kinds: { speculation: true, disclaimer: false, call: true },
  dismissed: ["ab12"],
});

function imported(text: string): Imported {
  const read = fromFile(text);
  if ("fault" in read) throw new Error(JSON.stringify(read.fault));
  return read.imported;
}

function fault(text: string): unknown {
  const read = fromFile(text);
  return "fault" in read ? read.fault : null;
}

const file = (fields: object, version = 2) =>
  JSON.stringify({ format: "saltgrain-settings", version, settings: fields });

test("a file brings the settings back", () => {
  assert.deepEqual(withImported(settings({ strip: true, sitesOff: ["x"] }), imported(toFile(FULL)), "replace"), FULL);
});

test("a file of version 1 is taken", () => {
  const read = imported(file({ sitesOff: ["a.example"], sensitivity: "strict" }, 1));
  assert.deepEqual(read, { sitesOff: ["a.example"], sensitivity: "strict" });
});

test("merging keeps what is there and adds, replacing does not", () => {
  const own = settings({ sitesOff: ["own.example"], strip: true, phrases: [{ ...PHRASE, text: "ser" }] });
  const read = imported(file({ sitesOff: ["c.example"], phrases: [PHRASE], badges: false }));
  const merged = withImported(own, read, "merge");
  assert.deepEqual(merged.sitesOff, ["c.example", "own.example"]);
  assert.deepEqual(
    merged.phrases.map(({ text }) => text),
    ["ser", "wen moon"],
  );
  assert.deepEqual([merged.strip, merged.badges], [true, false]);
  const replaced = withImported(own, read, "replace");
  assert.deepEqual(replaced.sitesOff, ["c.example"]);
  assert.deepEqual([replaced.strip, replaced.badges], [false, false]);
});

test("a file that makes no sense is refused, and it is said where", () => {
  assert.deepEqual(fault("{"), { kind: "not-json" });
  assert.deepEqual(fault("[]"), { kind: "other-format" });
  assert.deepEqual(fault('{"format":"bookmarks","version":2,"settings":{}}'), { kind: "other-format" });
  assert.deepEqual(fault(file({}, 0)), { kind: "other-format" });
  assert.deepEqual(fault(file({}, 3)), { kind: "newer", version: 3 });
  assert.deepEqual(fault(file({ colour: "red" })), { kind: "unknown", field: "colour" });
  assert.deepEqual(fault(file({ version: 2 })), { kind: "unknown", field: "version" });
  assert.deepEqual(fault(file({ mode: "always" })), { kind: "senseless", field: "mode" });
  assert.deepEqual(fault(file({ sitesOff: "all" })), { kind: "senseless", field: "sitesOff" });
  assert.deepEqual(fault(file({ sitesOff: ["a", 5] })), { kind: "senseless", field: "sitesOff" });
  assert.deepEqual(fault(file({ phrases: [{ ...PHRASE, label: "own" }] })), { kind: "senseless", field: "phrases" });
  assert.deepEqual(fault(file({ look: { style: "blink" } })), { kind: "senseless", field: "look.style" });
  assert.deepEqual(fault(file({ look: { colours: { call: "red" } } })), {
    kind: "senseless",
    field: "look.colours.call",
  });
  assert.equal(fault(file({ look: { colours: { call: "#ABCDEF" } }, sitesOff: ["b", "a", "b"] })), null);
});

test("phrases beyond the limit are refused by their number, in the file or together with one's own", () => {
  const phrases = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({
      text: `moonshot ${from + i}`,
      form: "literal" as const,
      wholeWords: true,
      label: "call" as const,
    }));
  const file = JSON.parse(toFile(settings({ phrases: phrases(0, 200) })));
  file.settings.phrases.push(...phrases(200, 201));
  assert.deepEqual(fromFile(JSON.stringify(file)), { fault: { kind: "too-many-phrases", count: 201 } });
  const own = settings({ phrases: phrases(0, 120) });
  const read = imported(toFile(settings({ phrases: phrases(100, 210) })));
  assert.deepEqual(collision(own, read, "merge"), { kind: "too-many-phrases", count: 210 });
  assert.equal(collision(own, read, "replace"), null);
  assert.equal(collision(own, imported(toFile(settings({ phrases: phrases(100, 200) }))), "merge"), null);
});

test("the mirror holds no page data and comes back as it was", () => {
  const many = settings({
    ...FULL,
    phrases: Array.from({ length: 100 }, (_, i) => ({ ...PHRASE, text: `${"月".repeat(100)}${i}` })),
  });
  const items = toItems(many);
  assert.ok(Object.values(items).every((piece) => new TextEncoder().encode(JSON.stringify(piece)).length < 8000));
  const text = Object.values(items).join("");
  for (const secret of ["a.example", "c.example", "ab12"]) assert.ok(!text.includes(secret), secret);
  const other = settings({ sitesOff: ["mine.example"], dismissed: ["77"] });
  const pulled = withItems(other, items);
  assert.deepEqual(sharedOf(pulled), sharedOf(many));
  assert.deepEqual([pulled.sitesOff, pulled.sitesOn, pulled.dismissed], [["mine.example"], [], ["77"]]);
});

test("a mirror that can't be read changes nothing", () => {
  const items = toItems(settings({ phrases: Array.from({ length: 50 }, (_, i) => ({ ...PHRASE, text: `p${i}` })) }));
  assert.ok(Object.keys(items).length > 2);
  const { "settings.1": _, ...torn } = items;
  for (const broken of [{}, torn, { "settings.0": "7" }, { "settings.0": '{"version":9}' }]) {
    assert.deepEqual(withItems(FULL, broken), FULL);
  }
});
