/**
 * The mirror of the settings in `storage.sync`, if the person switched it on. What tells of pages stays on this machine: the
 * lists of sites and what was dismissed; so does what the organisation fixed. A field is an item of its own, cut where the browser's limit for one item is.
 */
import { DEFAULTS, loadOwn, onChange, parse, type Settings, update } from "../settings.ts";

/** In `storage.local`: whether the mirror is on. It is a choice for each machine, so it is not in the settings. */
export const MIRROR = "mirror";

type Shared = Omit<Settings, "version" | "sitesOff" | "sitesOn" | "dismissed">;

const FIELDS: readonly (keyof Shared)[] = [
  "mode",
  "sensitivity",
  "kinds",
  "badges",
  "count",
  "strip",
  "look",
  "familiesOff",
  "phrases",
];
/** Browsers keep 8192 bytes an item; a character takes three at most, or six as an escape. */
const PIECE_CHARS = 1300;

export function sharedOf(settings: Settings): Shared {
  return Object.fromEntries(FIELDS.map((field) => [field, settings[field]])) as unknown as Shared;
}

/** The items of the mirror: `settings.0`, `settings.1` … */
export function toItems(settings: Settings): Record<string, string> {
  const text = JSON.stringify({ version: settings.version, ...sharedOf(settings) });
  const pieces = Array.from({ length: Math.ceil(text.length / PIECE_CHARS) }, (_, i) =>
    text.slice(i * PIECE_CHARS, (i + 1) * PIECE_CHARS),
  );
  return Object.fromEntries(pieces.map((piece, i) => [`settings.${i}`, piece]));
}

/** The settings with what the mirror holds; as they were where it holds nothing that can be read. */
export function withItems(settings: Settings, items: Record<string, unknown>): Settings {
  const pieces: unknown[] = [];
  while (typeof items[`settings.${pieces.length}`] === "string") pieces.push(items[`settings.${pieces.length}`]);
  try {
    const shared = JSON.parse(pieces.join(""));
    if (typeof shared !== "object" || shared === null || shared.version > DEFAULTS.version) return settings;
    return { ...settings, ...sharedOf(parse({ ...settings, ...shared })) };
  } catch {
    // Another machine's pieces arrive one after another; with the last of them it reads.
    return settings;
  }
}

async function isOn(): Promise<boolean> {
  return (await chrome.storage.local.get(MIRROR))[MIRROR] === true;
}

async function push(settings: Settings): Promise<void> {
  const items = toItems(settings);
  const there = await chrome.storage.sync.get(null);
  const gone = Object.keys(there).filter((name) => name.startsWith("settings.") && !(name in items));
  if (gone.length > 0) await chrome.storage.sync.remove(gone);
  if (Object.entries(items).some(([name, piece]) => there[name] !== piece)) await chrome.storage.sync.set(items);
}

async function pull(): Promise<void> {
  const there = await chrome.storage.sync.get(null);
  const settings = await loadOwn();
  if (JSON.stringify(withItems(settings, there)) === JSON.stringify(settings)) return;
  await update((settings) => withItems(settings, there));
}

/** What another machine put there comes first; where nothing is yet, this machine's settings are put there. */
async function begin(): Promise<void> {
  if ("settings.0" in (await chrome.storage.sync.get("settings.0"))) await pull();
  else await push(await loadOwn());
}

const failed = (error: unknown) => console.error("the settings could not be mirrored:", error);

export function mirror(): void {
  onChange(async () => {
    if (await isOn()) await push(await loadOwn()).catch(failed);
  });
  chrome.storage.onChanged.addListener(async (changes, area) => {
    if (area === "local" && changes[MIRROR]?.newValue === true) await begin().catch(failed);
    if (area === "sync" && (await isOn())) await pull().catch(failed);
  });
}
