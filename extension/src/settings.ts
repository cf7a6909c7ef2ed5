/** What the person chose: one versioned object in `storage.local`. */
import type { Sensitivity } from "./engine-types.ts";
import { governing, siteOf } from "./sites.ts";

export interface Settings {
  version: 1;
  /** Sites where no code of ours runs, with everything under them. */
  sitesOff: string[];
  sensitivity: Sensitivity;
}

export const DEFAULTS: Settings = { version: 1, sitesOff: [], sensitivity: "balanced" };

const KEY = "settings";
const SENSITIVITIES: readonly unknown[] = ["strict", "balanced", "thorough"] satisfies Sensitivity[];

/** Reads what was stored, whatever it is: fields that make no sense fall back to their default, the rest is kept. */
export function parse(stored: unknown): Settings {
  if (typeof stored !== "object" || stored === null) return { ...DEFAULTS };
  const { sitesOff, sensitivity } = stored as Record<string, unknown>;
  return {
    version: 1,
    sitesOff: Array.isArray(sitesOff)
      ? [...new Set(sitesOff.filter((site): site is string => typeof site === "string" && site !== ""))].sort()
      : [],
    sensitivity: SENSITIVITIES.includes(sensitivity) ? (sensitivity as Sensitivity) : DEFAULTS.sensitivity,
  };
}

/** The site or parent domain that switches this address off, if any. */
export function switchedOffBy(settings: Settings, address: string): string | null {
  const site = siteOf(address);
  return site === null ? null : governing(site, settings.sitesOff);
}

/** The settings with one site switched. On removes the entry that governs it, which may be a parent domain. */
export function withSite(settings: Settings, site: string, on: boolean): Settings {
  const governor = governing(site, settings.sitesOff);
  if (on === (governor === null)) return settings;
  const sitesOff = on ? settings.sitesOff.filter((entry) => entry !== governor) : [...settings.sitesOff, site].sort();
  return { ...settings, sitesOff };
}

export async function load(): Promise<Settings> {
  return parse((await chrome.storage.local.get(KEY))[KEY]);
}

export async function save(settings: Settings): Promise<void> {
  await chrome.storage.local.set({ [KEY]: settings });
}

/** Calls back with the settings before and after each change, from whichever page of ours it came. */
export function onChange(listener: (now: Settings, before: Settings) => void): void {
  chrome.storage.onChanged.addListener((changes, area) => {
    const change = changes[KEY];
    if (area === "local" && change) listener(parse(change.newValue), parse(change.oldValue));
  });
}
