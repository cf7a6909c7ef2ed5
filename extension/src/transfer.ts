/** Settings as a file: written to be read by people too, and taken back only if every part of it makes sense. */
import { DEFAULTS, MAX_PHRASES, parse, type Settings } from "./settings.ts";

const FORMAT = "saltgrain-settings";

/** The settings as a JSON file. */
export function toFile(settings: Settings): string {
  const { version, ...fields } = settings;
  return `${JSON.stringify({ format: FORMAT, version, settings: fields }, null, 2)}\n`;
}

/** Why a file is not taken. `field` is the setting at fault, such as `look.colours`. */
export type ImportFault =
  | { kind: "too-large" }
  | { kind: "not-json" }
  | { kind: "other-format" }
  | { kind: "newer"; version: number }
  | { kind: "unknown"; field: string }
  | { kind: "senseless"; field: string }
  | { kind: "too-many-phrases"; count: number };

/** The settings that a file holds; those that it leaves out are not in it. */
export type Imported = Partial<Omit<Settings, "version">>;

export function fromFile(text: string): { imported: Imported } | { fault: ImportFault } {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { fault: { kind: "not-json" } };
  }
  if (!isObject(file) || file["format"] !== FORMAT || !isObject(file["settings"])) {
    return { fault: { kind: "other-format" } };
  }
  const version = file["version"];
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    return { fault: { kind: "other-format" } };
  }
  if (version > DEFAULTS.version) return { fault: { kind: "newer", version } };
  const given = file["settings"];
  const phrases = given["phrases"];
  if (Array.isArray(phrases) && phrases.length > MAX_PHRASES) {
    return { fault: { kind: "too-many-phrases", count: phrases.length } };
  }
  const read = parse({ ...given, version }) as unknown as Record<string, unknown>;
  const fault = faultIn(given, read, "");
  if (fault !== null) return { fault };
  return { imported: Object.fromEntries(Object.keys(given).map((field) => [field, read[field]])) as Imported };
}

/** Why the file can't be taken into these settings; `null` if it can. Nothing of either is left out without a word. */
export function collision(settings: Settings, { phrases }: Imported, how: "merge" | "replace"): ImportFault | null {
  if (phrases === undefined || how === "replace") return null;
  const count = new Set([...settings.phrases, ...phrases].map(normal)).size;
  return count > MAX_PHRASES ? { kind: "too-many-phrases", count } : null;
}

/** Merging keeps entries of the person's lists and adds the file's; replacing takes the file for everything. */
export function withImported(settings: Settings, imported: Imported, how: "merge" | "replace"): Settings {
  if (how === "replace") return parse({ ...DEFAULTS, ...imported });
  const merged: Record<string, unknown> = { ...settings, ...imported };
  for (const [field, value] of Object.entries(imported)) {
    const own = settings[field as keyof Imported];
    if (Array.isArray(value) && Array.isArray(own)) merged[field] = [...own, ...value];
  }
  return parse(merged);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What reading changed: what is not kept as it was written made no sense. Lists may come back in another order. */
function faultIn(given: Record<string, unknown>, read: Record<string, unknown>, path: string): ImportFault | null {
  for (const [name, value] of Object.entries(given)) {
    const field = path + name;
    const kept = read[name];
    if (kept === undefined || field === "version") return { kind: "unknown", field };
    const isSame =
      isObject(value) && isObject(kept)
        ? null
        : Array.isArray(value) && Array.isArray(kept)
          ? holdsAll(kept, value)
          : sameText(value, kept);
    if (isSame === false) return { kind: "senseless", field };
    const inside = isSame === null ? faultIn(value as typeof given, kept as typeof read, `${field}.`) : null;
    if (inside !== null) return inside;
  }
  return null;
}

function holdsAll(kept: readonly unknown[], given: readonly unknown[]): boolean {
  const known = new Set(kept.map(normal));
  return given.every((entry) => known.has(normal(entry)));
}

/** Objects by their fields in order of name, so that the order in a file does not count. */
function normal(value: unknown): string {
  return JSON.stringify(isObject(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value);
}

function sameText(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" ? a.toLowerCase() === b.toLowerCase() : a === b;
}
