import { door } from "engine";
import type { JudgeRequest } from "../engine-types.ts";
import type { Judge } from "./engine-host.ts";

let compiled: Promise<WebAssembly.Module> | null = null;

/** What is called for the first time is compiled for the first time: that is done before anybody waits for it. */
const FIRST: JudgeRequest = {
  title: "",
  url: "",
  sensitivity: "balanced",
  blocks: [{ text: "Shares may rise. Not financial advice. Buy LUMO now at 5, target 7.", role: "body" }],
};

/** A fresh engine. The module is compiled once; each instance has memory and glue of its own. */
export async function startEngine(): Promise<Judge> {
  compiled ??= WebAssembly.compileStreaming(fetch(chrome.runtime.getURL("saltgrain_bg.wasm")));
  const { default: init, Engine } = door();
  await init({ module_or_path: await compiled });
  const engine = new Engine();
  engine.judge(FIRST);
  return engine;
}
