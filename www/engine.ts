/** The core, loaded once a thread. */
import init from "saltgrain";

export { Engine, renderSummary } from "saltgrain";

/** Everything else of this module needs it done. */
export const loaded: Promise<unknown> = init({ module_or_path: new URL("./saltgrain_bg.wasm", import.meta.url) });
