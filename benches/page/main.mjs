/**
 * Measures the extension on pages, in both browsers, beside its budgets: `cargo xtask bench page`.
 *
 * Writes `out/bench-page.json`; with `--keep` also `benches/page/results.json` and `RESULTS.md`. Ends with an error if an answer
 * was wrong, and with `--strict` also if a budget was exceeded.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { browserNames, inProject } from "../../tests/e2e/harness/session.mjs";
import { machine } from "./machine.mjs";
import { verdict, WrongAnswer } from "./row.mjs";
import { article } from "./rows/article.mjs";
import { feed } from "./rows/feed.mjs";
import { large } from "./rows/large.mjs";
import { memory } from "./rows/memory.mjs";
import { painting } from "./rows/painting.mjs";
import { quiet } from "./rows/quiet.mjs";
import { saved } from "./rows/saved.mjs";
import { Pages, setStage } from "./stage.mjs";
import { table } from "./table.mjs";

const BENCHES = { quiet, article, large, feed, saved, painting, memory };

const { values: options } = parseArgs({
  options: {
    browser: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
  },
});
const names = options.browser ?? browserNames;
const chosen = Object.entries(BENCHES).filter(([name]) => options.only?.includes(name) ?? true);
if (chosen.length === 0) {
  console.error(`there is no such bench; there are ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}

const wrong = [];
const rows = {};
const versions = [];
const pages = await Pages.write();
try {
  for (const name of names) {
    rows[name] = [];
    const stage = await setStage(name, pages, { isQuick: options.quick });
    versions.push(await stage.ours.session.browser.version());
    try {
      for (const [title, bench] of chosen) {
        const start = Date.now();
        try {
          rows[name].push(...(await bench(stage)));
        } catch (error) {
          wrong.push(`${name}, ${title}: ${error instanceof WrongAnswer ? error.message : error.stack}`);
        }
        console.error(`${name}: ${title} took ${Math.round((Date.now() - start) / 1000)} s`);
      }
    } finally {
      await stage.ours.close();
      await stage.bare.close();
    }
  }
} finally {
  await pages.close();
}

const facts = machine(versions);
const told = Object.entries(facts).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
const text = `${table(rows)}\n\nMeasured ${options.quick ? "quickly " : ""}on: ${told.join("; ")}.`;
console.log(`\n${text}`);
const results = JSON.stringify({ measured: new Date().toISOString(), isQuick: options.quick, machine: facts, rows, wrong }, null, 1);
await mkdir(inProject("out"), { recursive: true });
await writeFile(inProject("out/bench-page.json"), `${results}\n`);
for (const line of wrong) console.error(`wrong: ${line}`);
const over = Object.values(rows).flat().filter((row) => verdict(row) === "over");
console.log(`\n${over.length} over budget, ${wrong.length} wrong`);
if (options.keep && wrong.length === 0) {
  await writeFile(inProject("benches/page/results.json"), `${results}\n`);
  await writeFile(inProject("benches/page/RESULTS.md"), `# The extension on pages\n\nWritten by \`cargo xtask bench page --keep\`.\n\n${text}\n`);
}
process.exitCode = wrong.length > 0 || (options.strict && over.length > 0) ? 1 : 0;
