/** What the person chose: one versioned object in `storage.local`. */
import type { Label, OwnPhrase, Sensitivity } from "./engine-types.ts";
import { governed, type Policy, personal, policyFrom } from "./policy.ts";
import { governing, matchPatterns, siteOf } from "./sites.ts";

/** Where Saltgrain starts by itself: on every site, on chosen ones, or nowhere until it is asked on a page. */
export type Mode = "everywhere" | "chosen" | "asked";

/** How marks look. */
export interface Look {
  style: "underline" | "background" | "both";
  palette: "standard" | "colour-blind" | "high-contrast" | "custom";
  /** `#rrggbb` by kind; used by the custom palette only. */
  colours: Record<Label, string>;
}

export interface Settings {
  version: 2;
  mode: Mode;
  /** Sites where no code of ours runs, with everything under them, whatever the mode. */
  sitesOff: string[];
  /** Sites where it starts by itself in the mode `chosen`, with everything under them. */
  sitesOn: string[];
  sensitivity: Sensitivity;
  /** Whether findings of a kind are shown. */
  kinds: Record<Label, boolean>;
  /** Badges beside marked passages. */
  badges: boolean;
  /** The number on the toolbar's button. */
  count: boolean;
  /** The strip at the page's edge that tells where marks lie. */
  strip: boolean;
  look: Look;
  /** Ids of families that are not looked for. */
  familiesOff: string[];
  phrases: OwnPhrase[];
  /** Hashes of sentences that the person dismissed, the oldest first. */
  dismissed: string[];
}

const LABELS: readonly Label[] = ["speculation", "disclaimer", "call"];

/** Characters of one own phrase. */
export const MAX_PHRASE_CHARS = 200;
export const MAX_PHRASES = 200;
const MAX_DISMISSED = 5000;
/** A host name has at most 253 characters. */
const MAX_SITE_CHARS = 253;
const MAX_HASH_CHARS = 64;
const FAMILY_ID = /^[A-Z]-\d{1,4}$/;
const COLOUR = /^#[0-9a-f]{6}$/i;

export const DEFAULTS: Readonly<Settings> = {
  version: 2,
  mode: "everywhere",
  sitesOff: [],
  sitesOn: [],
  sensitivity: "balanced",
  kinds: { speculation: true, disclaimer: true, call: true },
  badges: true,
  count: true,
  strip: false,
  look: {
    style: "both",
    palette: "standard",
    colours: { speculation: "#b86e00", disclaimer: "#5b7386", call: "#7442c8" },
  },
  familiesOff: [],
  phrases: [],
  dismissed: [],
};

const KEY = "settings";

type Stored = Record<string, unknown>;

/** Takes what a version stored to the next one; the first entry starts from version 1. */
const MIGRATIONS: readonly ((stored: Stored) => Stored)[] = [
  // Version 1 knew `sitesOff` and `sensitivity` only, and ran everywhere else.
  (stored) => ({ ...stored, version: 2, mode: "everywhere" }),
];

function migrate(stored: Stored): Stored {
  const version = typeof stored["version"] === "number" ? stored["version"] : 1;
  return MIGRATIONS.slice(Math.max(0, version - 1)).reduce((older, step) => step(older), stored);
}

/** Reads what was stored, whatever it is: fields that make no sense fall back to their default, the rest is kept. */
export function parse(stored: unknown): Settings {
  const from = migrate(asObject(stored));
  const look = asObject(from["look"]);
  const colours = asObject(look["colours"]);
  const kinds = asObject(from["kinds"]);
  return {
    version: DEFAULTS.version,
    mode: oneOf(from["mode"], ["everywhere", "chosen", "asked"], DEFAULTS.mode),
    sitesOff: sitesIn(from["sitesOff"]),
    sitesOn: sitesIn(from["sitesOn"]),
    sensitivity: oneOf(from["sensitivity"], ["strict", "balanced", "thorough"], DEFAULTS.sensitivity),
    kinds: byLabel((label) => flag(kinds[label], DEFAULTS.kinds[label])),
    badges: flag(from["badges"], DEFAULTS.badges),
    count: flag(from["count"], DEFAULTS.count),
    strip: flag(from["strip"], DEFAULTS.strip),
    look: {
      style: oneOf(look["style"], ["underline", "background", "both"], DEFAULTS.look.style),
      palette: oneOf(look["palette"], ["standard", "colour-blind", "high-contrast", "custom"], DEFAULTS.look.palette),
      colours: byLabel((label) => colour(colours[label]) ?? DEFAULTS.look.colours[label]),
    },
    familiesOff: unique(strings(from["familiesOff"]).filter((id) => FAMILY_ID.test(id))).sort(),
    phrases: phrasesIn(from["phrases"]),
    dismissed: unique(strings(from["dismissed"]).filter((hash) => hash.length <= MAX_HASH_CHARS)).slice(-MAX_DISMISSED),
  };
}

function asObject(value: unknown): Stored {
  return typeof value === "object" && value !== null ? (value as Stored) : {};
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function byLabel<T>(of: (label: Label) => T): Record<Label, T> {
  return { speculation: of("speculation"), disclaimer: of("disclaimer"), call: of("call") };
}

function colour(value: unknown): string | null {
  return typeof value === "string" && COLOUR.test(value) ? value.toLowerCase() : null;
}

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is string => typeof entry === "string" && entry !== "")
    : [];
}

function unique(entries: string[]): string[] {
  return [...new Set(entries)];
}

function sitesIn(value: unknown): string[] {
  return unique(strings(value).filter((site) => site.length <= MAX_SITE_CHARS)).sort();
}

function phrasesIn(value: unknown): OwnPhrase[] {
  if (!Array.isArray(value)) return [];
  const phrases = value.map(phraseIn).filter((phrase) => phrase !== null);
  const seen = new Map(phrases.map((phrase) => [JSON.stringify(phrase), phrase]));
  return [...seen.values()].slice(0, MAX_PHRASES);
}

function phraseIn(value: unknown): OwnPhrase | null {
  const { text, form, wholeWords, label } = asObject(value);
  if (typeof text !== "string" || text.trim() === "" || text.length > MAX_PHRASE_CHARS) return null;
  const kind = LABELS.find((known) => known === label);
  if (kind === undefined) return null;
  return { text, form: oneOf(form, ["literal", "regex"], "literal"), wholeWords: flag(wholeWords, false), label: kind };
}

/** The site or parent domain that switches this address off, if any. */
export function switchedOffBy(settings: Settings, address: string): string | null {
  const site = siteOf(address);
  return site === null ? null : governing(site, settings.sitesOff);
}

/** Whether Saltgrain starts by itself on this address. Off goes before on. */
export function startsOn(settings: Settings, address: string): boolean {
  const site = siteOf(address);
  if (site === null || settings.mode === "asked" || governing(site, settings.sitesOff) !== null) return false;
  return settings.mode === "everywhere" || governing(site, settings.sitesOn) !== null;
}

/** The match patterns of the sites that the mode starts on: the access that it needs. */
export function startPatterns({ mode, sitesOn }: Pick<Settings, "mode" | "sitesOn">): string[] {
  if (mode === "everywhere") return ["<all_urls>"];
  return mode === "chosen" ? sitesOn.flatMap(matchPatterns) : [];
}

/**
 * The settings with one site switched. On removes the entries that govern it, which may be parent domains, and chooses
 * the site in the mode that starts on chosen sites only; off undoes the choice and lists the site.
 */
export function withSite(settings: Settings, site: string, on: boolean): Settings {
  const { mode, sitesOff, sitesOn } = settings;
  const isOver = (entry: string) => governing(site, [entry]) !== null;
  const isChosen = mode !== "chosen" || governing(site, sitesOn) !== null;
  if (on) {
    return {
      ...settings,
      sitesOff: sitesOff.filter((entry) => !isOver(entry)),
      sitesOn: isChosen ? sitesOn : [...sitesOn, site].sort(),
    };
  }
  const stillOn = sitesOn.filter((entry) => entry !== site);
  const isOff = governing(site, sitesOff) !== null || (mode === "chosen" && governing(site, stillOn) === null);
  return { ...settings, sitesOn: stillOn, sitesOff: isOff ? sitesOff : [...sitesOff, site].sort() };
}

/** Whether this names a family. */
export function isFamily(id: string): boolean {
  return FAMILY_ID.test(id);
}

/** The settings with one more sentence dismissed; the oldest make room. */
export function withDismissed(settings: Settings, hash: string): Settings {
  const others = settings.dismissed.filter((known) => known !== hash);
  return { ...settings, dismissed: [...others, hash].slice(-MAX_DISMISSED) };
}

type Changes = Record<string, chrome.storage.StorageChange>;

/** What the person chose, whatever the organisation fixed: what is to leave this machine. */
export async function loadOwn(): Promise<Settings> {
  return parse((await chrome.storage.local.get(KEY))[KEY]);
}

/** What the organisation set; nothing where there is none, which Firefox tells by an error. */
export async function loadPolicy(): Promise<Policy> {
  return policyFrom(await chrome.storage.managed.get(null).catch(() => ({})), parse);
}

/** The settings in force. */
export async function load(): Promise<Settings> {
  const [own, policy] = await Promise.all([loadOwn(), loadPolicy()]);
  return governed(own, policy);
}

/** Keeps settings, but for what the organisation fixed. */
export async function save(settings: Settings): Promise<void> {
  const [own, policy] = await Promise.all([loadOwn(), loadPolicy()]);
  await chrome.storage.local.set({ [KEY]: personal(settings, own, policy) });
}

let last: Promise<unknown> = Promise.resolve();

/** Changes what is stored; changes of one page of ours follow one another. Gives the settings before. */
export function update(change: (settings: Settings) => Settings): Promise<Settings> {
  const before = last.then(async () => {
    const settings = await load();
    await save(change(settings));
    return settings;
  });
  last = before.catch(() => {});
  return before;
}

/**
 * Calls back with the settings before and after each change, from whichever page of ours it came or from a policy, until
 * `signal` ends it.
 */
export function onChange(listener: (now: Settings, before: Settings) => void, signal?: AbortSignal): void {
  const hear = async (changes: Changes, area: string) => {
    const change = changes[KEY];
    if (area === "local" && change) {
      const policy = await loadPolicy();
      if (signal?.aborted) return;
      listener(governed(parse(change.newValue), policy), governed(parse(change.oldValue), policy));
    }
    if (area === "managed") {
      const [own, policy] = await Promise.all([loadOwn(), loadPolicy()]);
      const earlier = Object.fromEntries(Object.entries(changes).map(([field, { oldValue }]) => [field, oldValue]));
      const before = policyFrom({ ...(await chrome.storage.managed.get(null)), ...earlier }, parse);
      listener(governed(own, policy), governed(own, before));
    }
  };
  chrome.storage.onChanged.addListener(hear);
  signal?.addEventListener("abort", () => chrome.storage?.onChanged.removeListener(hear));
}
