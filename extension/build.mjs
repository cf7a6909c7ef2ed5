/**
 * Builds the extension for both browsers: `node build.mjs --wasm DIR --out DIR [--minify]`.
 *
 * `--wasm` holds what wasm-bindgen made (`saltgrain.js`, `saltgrain_bg.wasm`); `--out` gets `chromium/` and `firefox/`.
 */
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { subtypes } from "./families.mjs";
import { familiesPage } from "./families-page.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = (...path) => join(here, ...path);

const { values } = parseArgs({
  options: { wasm: { type: "string" }, out: { type: "string" }, minify: { type: "boolean", default: false } },
});
if (!values.wasm || !values.out) {
  console.error("usage: node build.mjs --wasm DIR --out DIR [--minify]");
  process.exit(2);
}
const wasm = resolve(values.wasm);
const out = resolve(values.out);

const common = {
  bundle: true,
  charset: "utf8",
  legalComments: "none",
  minify: values.minify,
  target: ["chrome135", "firefox142"],
  logLevel: "warning",
};

/**
 * Hands the engine's glue to the bundle as a factory. wasm-bindgen keeps one instance in variables of its module, and a
 * service worker can't import a module a second time: only a function can give fresh glue to a fresh instance.
 */
const engine = {
  name: "engine",
  setup(bundler) {
    bundler.onResolve({ filter: /^engine$/ }, () => ({ path: "engine", namespace: "engine" }));
    bundler.onLoad({ filter: /.*/, namespace: "engine" }, async () => {
      const glue = await build({
        ...common,
        minify: false,
        entryPoints: [join(wasm, "saltgrain.js")],
        format: "iife",
        globalName: "glue",
        write: false,
        // The default address of the WASM file; ours is always given.
        define: { "import.meta.url": '""' },
      });
      return { contents: `export function door() {\n${glue.outputFiles[0].text}\nreturn glue;\n}`, loader: "js" };
    });
  },
};

/** Style sheets imported by a script become text for shadow roots. */
const scripts = { ...common, plugins: [engine], loader: { ".css": "text" } };

/** The one manifest, less what the other browser needs. */
function manifestFor(browser, manifest) {
  const made = structuredClone(manifest);
  if (browser === "firefox") {
    delete made.background.service_worker;
    delete made.minimum_chrome_version;
    delete made.message_serialization;
    // Firefox has no schema; a policy there is a file beside the browser (docs/SETTINGS.md).
    delete made.storage;
    delete made.side_panel;
    made.permissions = made.permissions.filter((permission) => permission !== "sidePanel");
  } else {
    delete made.background.scripts;
    delete made.browser_specific_settings;
    delete made.sidebar_action;
  }
  return `${JSON.stringify(made, null, 2)}\n`;
}

const told = await subtypes();
const families = JSON.stringify(told);
const manifest = JSON.parse(await readFile(source("manifest.json"), "utf8"));

for (const browser of ["chromium", "firefox"]) {
  const dir = join(out, browser);
  await rm(dir, { recursive: true, force: true });
  await mkdir(join(dir, "icons"), { recursive: true });
  await Promise.all([
    build({
      ...scripts,
      entryPoints: [source("src/background/main.ts")],
      outfile: join(dir, "background.js"),
      format: "esm",
    }),
    build({
      ...scripts,
      entryPoints: [source("src/content/main.ts")],
      outfile: join(dir, "content.js"),
      format: "iife",
    }),
    build({ ...scripts, entryPoints: [source("src/popup/popup.ts")], outfile: join(dir, "popup.js"), format: "esm" }),
    build({ ...common, entryPoints: [source("src/popup/popup.css")], outfile: join(dir, "popup.css") }),
    build({
      ...scripts,
      entryPoints: [source("src/content/selection.ts")],
      outfile: join(dir, "selection.js"),
      format: "iife",
    }),
    build({ ...scripts, entryPoints: [source("src/panel/panel.ts")], outfile: join(dir, "panel.js"), format: "esm" }),
    build({ ...common, entryPoints: [source("src/panel/panel.css")], outfile: join(dir, "panel.css") }),
    copyFile(source("src/popup/popup.html"), join(dir, "popup.html")),
    ...["options", "welcome"].flatMap((page) => [
      build({
        ...scripts,
        entryPoints: [source(`src/${page}/${page}.ts`)],
        outfile: join(dir, `${page}.js`),
        format: "esm",
      }),
      build({ ...common, entryPoints: [source(`src/${page}/${page}.css`)], outfile: join(dir, `${page}.css`) }),
      copyFile(source(`src/${page}/${page}.html`), join(dir, `${page}.html`)),
    ]),
    copyFile(source("managed_schema.json"), join(dir, "managed_schema.json")),
    copyFile(source("src/panel/panel.html"), join(dir, "panel.html")),
    copyFile(join(wasm, "saltgrain_bg.wasm"), join(dir, "saltgrain_bg.wasm")),
    cp(source("_locales"), join(dir, "_locales"), { recursive: true }),
    ...[16, 32, 48, 128].map((size) =>
      copyFile(source("icons", `saltgrain-${size}.png`), join(dir, "icons", `saltgrain-${size}.png`)),
    ),
    copyFile(source("icons", "saltgrain.svg"), join(dir, "icons", "saltgrain.svg")),
    writeFile(join(dir, "families.json"), families),
    writeFile(join(dir, "families.html"), familiesPage(told)),
    build({ ...common, entryPoints: [source("src/families/families.css")], outfile: join(dir, "families.css") }),
    writeFile(join(dir, "manifest.json"), manifestFor(browser, manifest)),
  ]);
}
