/**
 * Opens a browser with the built extension on the sample page, or another. With a window it stays until the browser is
 * closed; without one it looks at the page, writes a screenshot, says what was marked, and fails if nothing was.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { KINDS, marksByKind, pointAt } from "../tests/e2e/harness/marks.mjs";
import { card } from "../tests/e2e/harness/overlay.mjs";
import { serve } from "../tests/e2e/harness/serve.mjs";
import { built, inProject, launch, whenRead } from "../tests/e2e/harness/session.mjs";
import { until } from "../tests/e2e/harness/until.mjs";

const { values: options } = parseArgs({
  options: {
    browser: { type: "string", default: "chromium" },
    url: { type: "string" },
    headless: { type: "boolean", default: false },
    screenshot: { type: "string" },
  },
});

/** The page to open; a file is served like the sample, because extensions are kept from files in many browsers. */
const file = options.url === undefined ? inProject("extension/sample/sample.html") : localFile(options.url);
if (file !== null && !existsSync(file)) {
  console.error(`error: there is no file ${file}`);
  process.exit(1);
}
const server = await serve({ "/": { folder: file ? dirname(file) : inProject("extension/sample") } });
const session = await launch(options.browser, { headless: options.headless, leavesOnSignal: false });
// An orderly end takes the browser's temporary profile along.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => session.browser.close());
try {
  await session.install(built(options.browser));
  const page = await session.open(file ? `${server.origin}/${encodeURIComponent(basename(file))}` : options.url);
  if (options.headless) {
    process.exitCode = (await look(page)) ? 0 : 1;
  } else {
    if (options.screenshot) {
      await whenRead(session, page);
      await screenshot(page);
    }
    console.log(`
Saltgrain is on in this browser. Look at the page:
  wavy underline     speculation
  dashed underline   a disclaimer
  solid underline    a trading call
Point at a marked sentence for its card. The toolbar's button counts the marks; click it for the page's summary.
Close the browser to end.`);
    await new Promise((resolve) => session.browser.once("disconnected", resolve));
  }
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (session.browser.connected) await session.close();
  await server.close();
}

/** The path of an address that names a file on this machine, else null. */
function localFile(address) {
  if (address.startsWith("file:")) return fileURLToPath(address);
  return URL.canParse(address) ? null : resolve(address);
}

/** Looks at the page as a person would, and tells whether anything was marked. */
async function look(page) {
  const { state, reason, items, sentences } = await whenRead(session, page, 60_000);
  if (state === "unreadable") {
    console.log(`The page can't be read: ${reason}`);
    return false;
  }
  const counts = KINDS.map((kind) => `${items.filter(({ label }) => label === kind).length} ${kind}`);
  console.log(`${page.url()}: ${sentences} sentences read; marked: ${counts.join(", ")}`);
  const marks = await marksByKind(page);
  const kind = KINDS.find((kind) => marks[kind].length > 0);
  if (kind === undefined) {
    console.log("Nothing is marked.");
    await screenshot(page);
    return false;
  }
  await pointAt(page, kind);
  const shown = await until("a card for the mark under the pointer", async () => {
    const open = await card(session, page);
    return open?.isSettled && open;
  });
  console.log(`Card: ${shown.text.replace(/\s*\n\s*/g, " | ")}`);
  await screenshot(page);
  return true;
}

async function screenshot(page) {
  if (!options.screenshot) return;
  await mkdir(dirname(options.screenshot), { recursive: true });
  await page.screenshot({ path: options.screenshot });
  console.log(`Screenshot: ${options.screenshot}`);
}
