/** The engine through its WebAssembly door, as the browser gets it, under Node. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The project's folder. */
export const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));

const folder = join(resolve(PROJECT, process.env.CARGO_TARGET_DIR ?? "target"), "saltgrain-wasm");
const glue = await import(pathToFileURL(join(folder, "saltgrain.js")).href);
glue.initSync({ module: await readFile(join(folder, "saltgrain_bg.wasm")) });

const engine = new glue.Engine();

/**
 * Judges a page.
 *
 * @param {string | { text: string, role: string, contextOnly?: boolean }[]} content one block's text, or blocks
 * @param {{ title?: string, url?: string, sensitivity?: string }} page
 */
export function judge(content, { title = "", url = "", sensitivity = "balanced" } = {}) {
  const blocks = typeof content === "string" ? [{ text: content, role: "body" }] : content;
  return engine.judge({ title, url, sensitivity, blocks });
}
