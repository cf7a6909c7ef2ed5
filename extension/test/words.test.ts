/** The words of the interface: every message is used, every message used is there, and all languages say the same. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import english from "../_locales/en/messages.json";
import { type Catalogue, list, number, percent, say, useCatalogue, words } from "../src/messages.ts";
import { unreadReason } from "../src/words.ts";

// The tests run in the extension's folder.
const extension = process.cwd();
const locales = readdirSync(join(extension, "_locales"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const catalogues = new Map(
  locales.map((locale): [string, Catalogue] => [
    locale,
    JSON.parse(readFileSync(join(extension, "_locales", locale, "messages.json"), "utf8")),
  ]),
);

const PLURAL = /_(?:zero|one|two|few|many|other)$/;
const nameOf = (key: string) => key.replace(PLURAL, "");
const names = new Set(Object.keys(english).map(nameOf));

function languageOf(catalogue: Catalogue): string {
  return catalogue["language"]?.message ?? "";
}

/** Every file with words in it: the extension's own, the site's, the view's. */
function sources(): { path: string; text: string }[] {
  const within = (folder: string, wanted: RegExp) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => wanted.test(path))
      .map((path) => join(folder, path));
  return [
    ...within(join(extension, "src"), /\.(?:ts|html)$/),
    ...within(join(extension, "../www"), /\.ts$/),
    ...within(join(extension, "../src/wasm"), /\.rs$/),
    join(extension, "manifest.json"),
  ].map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** The placeholders that a message writes, in lower case. */
function written(message: string): string[] {
  return [...message.matchAll(/\$(\w+)\$/g)].map(([, name = ""]) => name.toLowerCase());
}

test("every message that pages, the manifest and the view name is there", () => {
  // TypeScript's own calls are checked by its compiler.
  for (const { path, text } of sources()) {
    const named = [
      ...text.matchAll(/data-say(?:-\w+)?="(\w+)"/g),
      ...text.matchAll(/__MSG_(\w+)__/g),
      ...(path.endsWith(".rs") ? text.matchAll(/"((?:summary|kind|share)[A-Z]\w*)"/g) : []),
    ].map(([, name = ""]) => name);
    for (const name of named) assert.ok(names.has(name), `${path} says ${name}, which is no message`);
  }
});

test("every message is used", () => {
  const all = sources();
  const patterns = all
    .flatMap(({ path, text }) =>
      path.endsWith(".ts") ? [...text.matchAll(/`([a-z][a-zA-Z]*)\$\{[^`}]*\}([A-Za-z]*)`/g)] : [],
    )
    .map(([, start, end]) => new RegExp(`^${start}[A-Z]\\w*${end}$`));
  const mentioned = new Set(
    all.flatMap(({ text }) => [...text.matchAll(/"(?:__MSG_)?(\w+?)(?:__)?"/g)].map(([, name]) => name)),
  );
  const unused = [...names].filter((name) => !mentioned.has(name) && !patterns.some((pattern) => pattern.test(name)));
  assert.deepEqual(unused, []);
});

test("all languages have the same messages with the same placeholders", () => {
  for (const [locale, catalogue] of catalogues) {
    assert.deepEqual([...new Set(Object.keys(catalogue).map(nameOf))].sort(), [...names].sort(), locale);
    for (const [key, { message, placeholders = {} }] of Object.entries(catalogue)) {
      const own = `${locale}: ${key}`;
      const model = (english as Catalogue)[key] ?? (english as Catalogue)[`${nameOf(key)}_other`];
      const open = Object.keys(placeholders);
      assert.deepEqual(open, Object.keys(model?.placeholders ?? {}), own);
      // `say` hands over by the alphabet.
      assert.deepEqual(open, open.toSorted(), own);
      open.forEach((name, index) => {
        assert.equal(placeholders[name]?.content, `$${index + 1}`, own);
        // One of something may go without its number.
        if (name !== "count" || !PLURAL.test(key) || key.endsWith("_other"))
          assert.ok(written(message).includes(name) || name === "count", `${own} leaves out ${name}`);
      });
      for (const name of written(message)) assert.ok(open.includes(name), `${own} writes ${name}`);
    }
  }
});

test("plural forms are complete in each language", () => {
  const counted = Object.keys(english)
    .filter((key) => key.endsWith("_other"))
    .map(nameOf);
  assert.ok(counted.length > 0);
  for (const [locale, catalogue] of catalogues) {
    const { pluralCategories } = new Intl.PluralRules(languageOf(catalogue)).resolvedOptions();
    for (const name of counted) {
      const forms = Object.keys(catalogue).filter((key) => nameOf(key) === name && key !== name);
      assert.deepEqual(forms.sort(), pluralCategories.map((form) => `${name}_${form}`).sort(), locale);
    }
  }
});

test("messages are text, trimmed, and short where there is little room", () => {
  /** How many characters fit: of Latin letters, and of the wider Chinese and Japanese ones. */
  const room: [RegExp, latin: number, wide: number][] = [
    [/^description$/, 132, 132],
    [/^popup(?:On|Off)$/, 8, 4],
    [/^kind/, 18, 9],
    [/^tag/, 22, 11],
    [/^slot/, 16, 8],
    [/^sure/, 18, 9],
    [/^summaryFilterAll$/, 8, 4],
    [/^summaryGrave$/, 24, 12],
    [/^summaryCalls(?:Asks|Instrument|Whose)$/, 16, 8],
    [/^summaryDirection/, 28, 14],
    // English in every language: it is there for the engine to read.
    [/^welcomeSample$/, 200, 200],
  ];
  for (const [locale, catalogue] of catalogues) {
    const isWide = /^(?:zh|ja|ko)/.test(languageOf(catalogue));
    for (const [key, { message }] of Object.entries(catalogue)) {
      const own = `${locale}: ${key}`;
      assert.notEqual(message, "", own);
      assert.equal(message, message.trim(), own);
      assert.doesNotMatch(message, /[<>]|&\w+;/, own);
      assert.doesNotMatch(message, / {2}|['"]/, `${own}: typographic quotes, single blanks`);
      const [, latin, wide] = room.find(([keys]) => keys.test(key)) ?? [null, 200, 120];
      const most = isWide ? wide : latin;
      assert.ok([...message].length <= most, `${own} has ${[...message].length} characters, ${most} fit`);
    }
  }
});

test("each folder is of the language that its messages name", () => {
  for (const [locale, catalogue] of catalogues) {
    const { language } = new Intl.Locale(languageOf(catalogue));
    assert.equal(language, new Intl.Locale(locale.replace("_", "-")).language);
    assert.equal(catalogue["direction"]?.message, "ltr", `${locale} is written from the left`);
  }
});

test("a message is filled, its number written and its plural chosen as the language wants it", () => {
  useCatalogue(english);
  assert.equal(say("popupParentOff", { site: "a$1.example" }).includes(" a$1.example "), true);
  assert.equal(say("summaryMore", { count: 1 }), "Show more (one left)");
  assert.equal(say("summaryMore", { count: 1234 }), "Show more (1,234 left)");
  assert.equal(percent(0.914), "91%");
  assert.equal(list(["a", "b", "c"]), "a, b and c");
  assert.equal(number(1234567), "1,234,567");
  assert.equal(words.say("summaryVerdict", { headline: "Some calls", deeds: "2 of 9" }), "Some calls: 2 of 9.");
});

test("a passage that was not read is told with the browser's own name of its language", () => {
  useCatalogue(english);
  assert.equal(unreadReason({ kind: "language", code: "zh" }), "written in Chinese");
  assert.equal(unreadReason({ kind: "script", code: "Cyrl" }), "written in Cyrillic script");
  assert.equal(unreadReason({ kind: "other-language", code: "" }), "written in another language");
  assert.equal(unreadReason({ kind: "too-long", code: "" }), "it is longer than can be read at once");
});
