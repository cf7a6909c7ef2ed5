import { door } from "engine";
import type { Judge } from "./engine-host.ts";

let compiled: Promise<WebAssembly.Module> | null = null;

/** A fresh engine. The module is compiled once; each instance has memory and glue of its own. */
export async function startEngine(): Promise<Judge> {
  compiled ??= WebAssembly.compileStreaming(fetch(chrome.runtime.getURL("saltgrain_bg.wasm")));
  const { default: init, Engine } = door();
  await init({ module_or_path: await compiled });
  return new Engine();
}
