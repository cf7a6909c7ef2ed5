import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DEFAULTS,
  type Mode,
  parse,
  type Settings,
  startsOn,
  switchedOffBy,
  withDismissed,
  withSite,
} from "../src/settings.ts";

const settings = (changed: Partial<Settings>): Settings => ({ ...parse(undefined), ...changed });

test("nothing stored gives the defaults", () => {
  for (const nothing of [undefined, null, 0, "settings", [], {}]) assert.deepEqual(parse(nothing), DEFAULTS);
});

test("version 1 becomes version 2 and loses nothing", () => {
  assert.deepEqual(parse({ version: 1, sitesOff: ["b.example", "a.example"], sensitivity: "strict" }), {
    ...DEFAULTS,
    sitesOff: ["a.example", "b.example"],
    sensitivity: "strict",
  });
  // A field that version 1 did not have means nothing there.
  assert.equal(parse({ version: 1, mode: "asked" }).mode, "everywhere");
});

test("what was stored comes back as it was", () => {
  const full: Settings = {
    version: 2,
    mode: "chosen",
    sitesOff: ["a.example"],
    sitesOn: ["b.example", "c.example"],
    sensitivity: "thorough",
    kinds: { speculation: true, disclaimer: false, call: true },
    badges: false,
    count: false,
    strip: true,
    look: {
      style: "both",
      palette: "custom",
      colours: { speculation: "#112233", disclaimer: "#445566", call: "#778899" },
    },
    familiesOff: ["C-02", "S-14"],
    phrases: [{ text: "to the moon", form: "literal", wholeWords: true, label: "speculation" }],
    dismissed: ["9f", "03"],
  };
  assert.deepEqual(parse(JSON.parse(JSON.stringify(full))), full);
});

test("fields that make no sense fall back, the rest is kept", () => {
  const phrase = { text: "a", form: "regex", wholeWords: false, label: "call" };
  const read = parse({
    version: 2,
    mode: "always",
    sitesOff: ["b", 3, "a", "b", "", "x".repeat(300)],
    sitesOn: "all",
    sensitivity: "wild",
    kinds: { speculation: false, call: "no" },
    badges: 1,
    count: false,
    look: { style: "blink", palette: "high-contrast", colours: { call: "#ABCDEF", speculation: "red" } },
    familiesOff: ["S-09", "S-1", "nonsense", "S-09"],
    phrases: [
      phrase,
      { ...phrase },
      { ...phrase, label: "own" },
      { ...phrase, text: " " },
      { ...phrase, text: "x".repeat(201) },
      7,
      { text: "b", label: "call", form: "glob", wholeWords: "yes" },
    ],
    dismissed: ["a", "a", 5, "b"],
  });
  assert.deepEqual(read, {
    ...DEFAULTS,
    sitesOff: ["a", "b"],
    kinds: { speculation: false, disclaimer: true, call: true },
    count: false,
    look: {
      style: DEFAULTS.look.style,
      palette: "high-contrast",
      colours: { ...DEFAULTS.look.colours, call: "#abcdef" },
    },
    familiesOff: ["S-09", "S-1"],
    phrases: [phrase, { text: "b", form: "literal", wholeWords: false, label: "call" }],
    dismissed: ["a", "b"],
  });
});

test("a version that is still to come is read as far as it makes sense", () => {
  assert.deepEqual(parse({ version: 9, mode: "asked", sitesOff: ["a"], news: 1 }), {
    ...DEFAULTS,
    mode: "asked",
    sitesOff: ["a"],
  });
});

test("off and on again leaves the settings as they were", () => {
  const before = settings({});
  const off = withSite(before, "example.com", false);
  assert.equal(switchedOffBy(off, "https://news.example.com/"), "example.com");
  assert.equal(switchedOffBy(off, "https://example.org/"), null);
  assert.deepEqual(withSite(off, "news.example.com", false), off);
  assert.deepEqual(withSite(off, "news.example.com", true), before);
});

test("where it starts by itself follows the mode, and off goes before on", () => {
  const lists = { sitesOff: ["bad.example", "old.good.example"], sitesOn: ["good.example", "bad.example"] };
  const starts = (mode: Mode, host: string) => startsOn(settings({ mode, ...lists }), `https://${host}/a`);
  const answers = (mode: Mode) =>
    ["good.example", "new.good.example", "old.good.example", "bad.example", "other.example"].map((host) =>
      starts(mode, host),
    );
  assert.deepEqual(answers("everywhere"), [true, true, false, false, true]);
  assert.deepEqual(answers("chosen"), [true, true, false, false, false]);
  assert.deepEqual(answers("asked"), [false, false, false, false, false]);
  assert.equal(startsOn(settings({}), "about:blank"), false);
});

test("among chosen sites, the switch chooses and undoes the choice", () => {
  const none = settings({ mode: "chosen" });
  const one = withSite(none, "news.example", true);
  assert.deepEqual(one.sitesOn, ["news.example"]);
  assert.deepEqual(withSite(one, "live.news.example", true), one);
  assert.deepEqual(withSite(one, "news.example", false), none);
  // A part of a chosen site is switched off by itself and on again.
  const part = withSite(one, "live.news.example", false);
  assert.deepEqual([part.sitesOn, part.sitesOff], [["news.example"], ["live.news.example"]]);
  assert.deepEqual(withSite(part, "live.news.example", true), one);
});

test("the newest dismissed sentence is the last and the list has an end", () => {
  const full = settings({ dismissed: Array.from({ length: 5000 }, (_, i) => `h${i}`) });
  const { dismissed } = withDismissed(full, "new");
  assert.deepEqual([dismissed.length, dismissed[0], dismissed.at(-1)], [5000, "h1", "new"]);
  assert.deepEqual(withDismissed(settings({ dismissed: ["a", "b"] }), "a").dismissed, ["b", "a"]);
});
