/** The report as a file: Markdown to paste, CSV for tables, JSON for programs. */
import type { Direction, Levels, PageSummary, SummaryItem } from "../engine-types.ts";
import { say } from "../messages.ts";
import { kindName, percentSure } from "../words.ts";

export interface Report {
  title: string;
  address: string;
  /** When the page was asked. */
  readOn: Date;
  /** The page in one line. */
  verdict: string;
  summary: PageSummary;
  items: readonly SummaryItem[];
}

export type Format = "markdown" | "csv" | "json";

export const FORMATS: Record<Format, { ending: string; type: string; write: (report: Report) => string }> = {
  markdown: { ending: "md", type: "text/markdown;charset=utf-8", write: asMarkdown },
  csv: { ending: "csv", type: "text/csv;charset=utf-8", write: asCsv },
  json: { ending: "json", type: "application/json", write: asJson },
};

const DIRECTIONS = {
  bull: "summaryDirectionBull",
  bear: "summaryDirectionBear",
  neutral: "summaryDirectionNeutral",
} as const satisfies Record<Direction, string>;

/** What a page wrote must not become markup: every sign that could begin some is escaped. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]<>()#+\-.!|~&$:=]/g, "\\$&");
}

export function asMarkdown({ title, address, readOn, verdict, summary, items }: Report): string {
  const lines = [
    `# ${escapeMarkdown(title)}`,
    "",
    `- ${say("reportAddress")}: <${address.replace(/[<>\s]/g, encodeURIComponent)}>`,
    `- ${say("reportRead")}: ${readOn.toISOString()}`,
    "",
    `**${escapeMarkdown(verdict)}**`,
    "",
  ];
  const { undisclosed_calls: undisclosed, unread, calls } = summary;
  if (undisclosed > 0) lines.push(`> ${escapeMarkdown(say("summaryUndisclosed", { count: undisclosed }))}`, "");
  for (const { reason, count } of unread) {
    lines.push(`> ${escapeMarkdown(say("summaryUnread", { count, reason }))}`, "");
  }
  if (calls.groups.length > 0) {
    const head = [
      "summaryCallsAsks",
      "summaryCallsInstrument",
      "slotEntry",
      "slotStop",
      "slotTargets",
      "summaryCallsWhose",
    ];
    lines.push(`## ${say("summaryCalls")}`, "");
    lines.push(row(head.map((name) => say(name as "slotEntry"))), row(head.map(() => "---")));
    for (const { direction, instrument, holder, levels } of calls.groups) {
      const cells = [
        say(DIRECTIONS[direction]),
        instrument ?? say("summaryNotNamed"),
        ...pricesOf(levels),
        say(holder === "author" ? "summaryHolderAuthor" : "summaryHolderReported"),
      ];
      lines.push(row(cells.map(escapeMarkdown)));
    }
    lines.push("");
  }
  lines.push(`## ${say("summaryFindings")}`, "");
  items.forEach(({ label, tag, text, message, confidence, continues }, i) => {
    if (continues) return;
    const head = `${kindName(label)} · ${tag} · ${say("summarySure", { share: percentSure(confidence) })}`;
    lines.push(
      `${i + 1}. **${escapeMarkdown(head)}**`,
      `   > ${escapeMarkdown(text)}`,
      "",
      `   ${escapeMarkdown(message)}`,
      "",
    );
  });
  return `${lines.join("\n").trimEnd()}\n`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function pricesOf({ entry, stop, targets }: Levels): string[] {
  return [entry, stop, targets].map((prices) => prices.join(", "));
}

/**
 * A cell of RFC 4180. A spreadsheet takes what begins with one of these signs for a formula, and a page decides what its
 * sentences begin with: an apostrophe makes it text.
 */
export function csvCell(value: string): string {
  const text = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Names of columns are those of the JSON, whatever the language: other programs read them. */
const COLUMNS: Record<string, (item: SummaryItem) => string> = {
  kind: ({ label }) => label,
  subtype: ({ subtype }) => subtype,
  tag: ({ tag }) => tag,
  sentence: ({ text }) => text,
  cues: ({ text, cues }) => cues.map((cue) => text.slice(...cue)).join("; "),
  message: ({ message }) => message,
  confidence: ({ confidence }) => confidence.toFixed(3),
  severity: ({ severity }) => String(severity),
  force: ({ force }) => force ?? "",
  holder: ({ holder }) => holder,
  direction: ({ direction }) => direction ?? "",
  instruments: ({ instruments }) => instruments.map(({ name }) => name).join("; "),
  entry: ({ levels }) => levels.entry.join("; "),
  stop: ({ levels }) => levels.stop.join("; "),
  targets: ({ levels }) => levels.targets.join("; "),
  continues: ({ continues }) => String(continues),
};

export function asCsv({ address, items }: Report): string {
  const lines = [
    ["address", ...Object.keys(COLUMNS)],
    ...items.map((item) => [address, ...Object.values(COLUMNS).map((of) => of(item))]),
  ];
  // Spreadsheets know UTF-8 by its mark only.
  return `\ufeff${lines.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("")}`;
}

/** The shape of `saltgrain scan --format json`, with what only a page has. */
export function asJson({ title, address, readOn, verdict, summary, items }: Report): string {
  const findings = items.map(({ id: _, block: __, ...finding }) => finding);
  return `${JSON.stringify({ source: address, title, readOn: readOn.toISOString(), verdict, findings, summary }, null, 2)}\n`;
}

/** A file's name that every system takes. */
export function fileName({ address, readOn }: Report, format: Format): string {
  const host = URL.canParse(address) ? new URL(address).hostname : "";
  const site = host.replace(/[^a-z0-9.-]+/gi, "-").slice(0, 80) || "page";
  return `saltgrain-${site}-${readOn.toISOString().slice(0, 10)}.${FORMATS[format].ending}`;
}
