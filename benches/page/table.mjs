/** Rows as a table of text that is also Markdown. */
import { verdict } from "./row.mjs";

const HEADS = ["browser", "what", "budget", "median", "least to most", "", "note"];

/** @param {Record<string, import("./row.mjs").Row[]>} byBrowser */
export function table(byBrowser) {
  const lines = Object.entries(byBrowser).flatMap(([browser, rows]) => rows.map((row) => cells(browser, row)));
  const widths = HEADS.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i].length)));
  const line = (parts) => `| ${parts.map((part, i) => part.padEnd(widths[i])).join(" | ")} |`;
  return [line(HEADS), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...lines.map(line)].join("\n");
}

function cells(browser, row) {
  const { figure, unit } = row;
  const value = figure === null ? "" : `${number(figure.median)} ${unit}`.trim();
  const spread = figure === null || figure.runs.length === 1 ? "" : `${number(figure.least)} to ${number(figure.most)}`;
  return [browser, row.what, row.budget, value, spread, verdict(row), row.note];
}

function number(value) {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
