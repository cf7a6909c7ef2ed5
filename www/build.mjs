// Builds the site as a static folder: node www/build.mjs --wasm DIR --out DIR
// DIR of --wasm is what wasm-bindgen wrote: saltgrain.js and saltgrain_bg.wasm.
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

// The extension's locked packages serve the site as well.
const require = createRequire(new URL("../extension/package.json", import.meta.url));
const esbuild = require("esbuild");

const { values } = parseArgs({ options: { wasm: { type: "string" }, out: { type: "string" } } });
if (!values.wasm || !values.out) {
  console.error("usage: node www/build.mjs --wasm DIR --out DIR");
  process.exit(2);
}
const { wasm, out } = values;
const here = path.dirname(fileURLToPath(import.meta.url));

await mkdir(out, { recursive: true });
await esbuild.build({
  entryPoints: ["main.ts", "worker.ts", "style.css"].map((file) => path.join(here, file)),
  outdir: out,
  bundle: true,
  format: "esm",
  target: ["chrome135", "firefox142"],
  minify: true,
  logLevel: "warning",
  plugins: [
    {
      // The glue stays a file of its own: page and worker share it, and it finds the module beside itself.
      name: "glue",
      setup(build) {
        build.onResolve({ filter: /^saltgrain$/ }, () => ({ path: "./saltgrain.js", external: true }));
      },
    },
  ],
});
for (const file of ["saltgrain.js", "saltgrain_bg.wasm"]) await copyFile(path.join(wasm, file), path.join(out, file));
await copyFile(path.join(here, "index.html"), path.join(out, "index.html"));
await copyFile(path.join(here, "../extension/icons/saltgrain.svg"), path.join(out, "icon.svg"));
