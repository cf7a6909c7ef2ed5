/** Export, import, and the mirror in the browser's own sync. */
import { MIRROR } from "../background/mirror.ts";
import { say } from "../messages.ts";
import { part } from "../part.ts";
import { loadOwn, MAX_PHRASES, update } from "../settings.ts";
import { collision, fromFile, type Imported, type ImportFault, toFile, withImported } from "../transfer.ts";
import { faultOf } from "./phrases.ts";
import type { UndoBar } from "./undo-bar.ts";

/** Larger files are no settings. */
const MAX_FILE_BYTES = 4 << 20;

export class Keeping {
  readonly #bar: UndoBar;
  readonly #file = part<HTMLInputElement>("file");
  readonly #fault = part("import-fault");
  readonly #mirror = part<HTMLInputElement>("mirror");
  #how: "merge" | "replace" = "merge";

  constructor(bar: UndoBar) {
    this.#bar = bar;
    part("export").addEventListener("click", async () => download(toFile(await loadOwn())));
    for (const how of ["merge", "replace"] as const) {
      part(`import-${how}`).addEventListener("click", () => {
        this.#how = how;
        this.#file.click();
      });
    }
    this.#file.addEventListener("change", () => this.#import());
    this.#mirror.addEventListener("change", () => chrome.storage.local.set({ [MIRROR]: this.#mirror.checked }));
  }

  async draw(): Promise<void> {
    this.#mirror.checked = (await chrome.storage.local.get(MIRROR))[MIRROR] === true;
  }

  async #import(): Promise<void> {
    const [file] = this.#file.files ?? [];
    if (file === undefined) return;
    const read = file.size > MAX_FILE_BYTES ? { fault: { kind: "too-large" } as const } : fromFile(await file.text());
    this.#file.value = "";
    const fault = "fault" in read ? inWords(read.fault) : await this.#faultOf(read.imported);
    this.#fault.textContent = fault ?? "";
    if ("fault" in read || fault !== null) return;
    const before = await update((settings) => withImported(settings, read.imported, this.#how));
    this.#bar.tell(say("keepImported"), before);
  }

  async #faultOf(imported: Imported): Promise<string | null> {
    const fault = collision(await loadOwn(), imported, this.#how);
    return fault === null ? phraseFault(imported.phrases ?? []) : inWords(fault);
  }
}

async function phraseFault(phrases: Parameters<typeof faultOf>[0][]): Promise<string | null> {
  for (const phrase of phrases) {
    const fault = await faultOf(phrase);
    if (fault !== null) return say("importPhrase", { phrase: phrase.text, reason: fault });
  }
  return null;
}

function inWords(fault: ImportFault): string {
  switch (fault.kind) {
    case "too-large":
      return say("importTooLarge");
    case "not-json":
      return say("importNotJson");
    case "other-format":
      return say("importOther");
    case "newer":
      return say("importNewer");
    case "unknown":
      return say("importUnknown", { field: fault.field });
    case "senseless":
      return say("importSenseless", { field: fault.field });
    case "too-many-phrases":
      return say("importTooManyPhrases", { count: fault.count, most: MAX_PHRASES });
  }
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "saltgrain-settings.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
