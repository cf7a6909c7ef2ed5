/** The engine's door in a page of ours: only its view of the summary is used here. */
import { door } from "engine";

export const engine = door();
/** Compiled while the browser is asked for the page. */
export const ready = engine.default({ module_or_path: chrome.runtime.getURL("saltgrain_bg.wasm") });
