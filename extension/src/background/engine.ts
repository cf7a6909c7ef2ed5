import { door } from "engine";
import type { EngineOptions, JudgeRequest, OwnPhrase } from "../engine-types.ts";
import { MAX_PHRASES } from "../settings.ts";
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
export async function startEngine({ familiesOff, phrases }: EngineOptions): Promise<Judge> {
  compiled ??= WebAssembly.compileStreaming(fetch(chrome.runtime.getURL("saltgrain_bg.wasm")));
  const { default: init, Engine, checkPhrase } = door();
  await init({ module_or_path: await compiled });
  // Settings check phrases before they keep them; one that an older engine took must not cost the person all the others.
  const sound = phrases.filter((phrase: OwnPhrase) => checkPhrase(phrase) === null).slice(0, MAX_PHRASES);
  const engine = new Engine({ familiesOff, phrases: sound });
  engine.judge(FIRST);
  return engine;
}
