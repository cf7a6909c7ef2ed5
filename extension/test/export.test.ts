import assert from "node:assert/strict";
import { test } from "node:test";
import english from "../_locales/en/messages.json";
import type { SummaryItem } from "../src/engine-types.ts";
import { useCatalogue } from "../src/messages.ts";
import { asCsv, asJson, asMarkdown, csvCell, escapeMarkdown, fileName, type Report } from "../src/panel/export.ts";

useCatalogue(english);

const item: SummaryItem = {
  id: 4,
  block: 2,
  text: 'Long $LUMO: entry 14, stop 13, "easy"\nmoney | now',
  cues: [[0, 4]],
  label: "call",
  subtype: "C5",
  tag: "Trade set-up",
  force: "d",
  holder: "author",
  direction: "bull",
  confidence: 0.9,
  severity: 2,
  message: "A ready-made trade with levels.",
  instruments: [{ name: "$LUMO", direction: "bull" }],
  levels: { entry: ["14"], stop: ["13"], targets: [] },
  continues: false,
};

const report: Report = {
  title: "A [day] at the exchange",
  address: "https://news.example/a b?<c>",
  readOn: new Date(Date.UTC(2030, 0, 2, 3, 4, 5)),
  verdict: "One call: 1 of 9 sentences urges a trade.",
  summary: {
    sentences: 9,
    marked: 1,
    several: 0,
    labels: {
      speculation: { count: 0, alone: 0, share: 0 },
      disclaimer: { count: 0, alone: 0, share: 0 },
      call: { count: 1, alone: 1, share: 1 / 9 },
    },
    subtypes: { C5: 1 },
    speculation: { hedged: 0, bare: 0 },
    calls: {
      author: 1,
      reported: 0,
      directions: { bull: 1, bear: 0, neutral: 0 },
      groups: [{ instrument: "LUMO", direction: "bull", holder: "author", count: 1, levels: item.levels }],
    },
    undisclosed_calls: 1,
    disclaimer_beside_call: false,
    severity: 2,
    unread: [],
  },
  items: [item],
};

test("a cell is quoted as RFC 4180 asks, and never a formula", () => {
  assert.equal(csvCell("plain"), "plain");
  assert.equal(csvCell('say "buy", then'), '"say ""buy"", then"');
  assert.equal(csvCell("two\nlines"), '"two\nlines"');
  for (const formula of ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"]) {
    assert.match(csvCell(formula), /^"?'/, formula);
  }
  assert.equal(csvCell("14 = 15"), "14 = 15");
});

test("CSV: one line a finding, as many cells as columns", () => {
  const lines = asCsv(report).split("\r\n");
  assert.equal(lines[0]?.[0], "\ufeff");
  // The sentence has a line break inside its quotes, which is no CRLF.
  assert.equal(lines.length, 3);
  assert.equal(lines[2], "");
  const cells = lines[1]?.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  assert.equal(cells.filter((cell, i) => cell !== "" || i < cells.length - 1).length, lines[0]?.split(",").length);
  assert.ok(lines[1]?.includes('"Long $LUMO: entry 14, stop 13, ""easy""\nmoney | now"'));
});

test("Markdown: what a page wrote stays text", () => {
  const unescaped = (text: string) => text.replace(/\\([^\w\s])/g, "$1");
  for (const text of ["# no heading", "[link](x)", "a | b", "<img>", "**bold**", "1. list", "`code`"]) {
    assert.equal(unescaped(escapeMarkdown(text)), text);
    assert.notEqual(escapeMarkdown(text), text);
  }
  const written = asMarkdown(report);
  assert.ok(written.startsWith("# A \\[day\\] at the exchange\n"));
  assert.ok(written.includes("<https://news.example/a%20b?%3Cc%3E>"));
  assert.match(written, /\| get in or stay in \| LUMO \| 14 \| 13 \| {2}\| /);
  // A bar would end the table's cell, a line break its row.
  assert.ok(written.includes("money \\| now"));
});

test("JSON: findings as the command line writes them", () => {
  const { source, findings, summary, readOn } = JSON.parse(asJson(report));
  assert.equal(source, report.address);
  assert.equal(readOn, "2030-01-02T03:04:05.000Z");
  assert.equal(findings[0].text, item.text);
  assert.equal("id" in findings[0], false);
  assert.deepEqual(summary, JSON.parse(JSON.stringify(report.summary)));
});

test("files are named after site and day", () => {
  assert.equal(fileName(report, "csv"), "saltgrain-news.example-2030-01-02.csv");
  assert.equal(fileName({ ...report, address: "file:///home/me/../x" }, "json"), "saltgrain-page-2030-01-02.json");
});
