/**
 * What an organisation set for its browsers (`storage.managed`; docs/SETTINGS.md). A list it gives is added to the person's
 * own; anything else it gives is fixed and stands in the place of their choice, which is kept for the day the policy goes.
 */
import type { Settings } from "./settings.ts";

export type Field = Exclude<keyof Settings, "version" | "dismissed">;

const LISTS = ["sitesOff", "sitesOn", "familiesOff", "phrases"] as const satisfies Field[];
const CHOICES = ["mode", "sensitivity", "kinds", "badges", "count", "strip", "look"] as const satisfies Field[];

export interface Policy {
  /** Sane values; only the fields named in `fields` mean anything. */
  settings: Settings;
  fields: ReadonlySet<Field>;
}

/** Reads a policy, whatever it is: values that make no sense fix nothing. */
export function policyFrom(stored: unknown, parse: (stored: unknown) => Settings): Policy {
  const given = typeof stored === "object" && stored !== null ? (stored as Record<string, unknown>) : {};
  const settings = parse({ ...given, version: 2 });
  const makesSense = (field: Field) =>
    given[field] !== undefined && (typeof settings[field] === "object" || settings[field] === given[field]);
  return { settings, fields: new Set([...CHOICES, ...LISTS].filter(makesSense)) };
}

const key = (entry: unknown) => JSON.stringify(entry);

function has(list: readonly unknown[], entry: unknown): boolean {
  return list.some((known) => key(known) === key(entry));
}

/** The settings that are in force. */
export function governed(own: Settings, { settings, fields }: Policy): Settings {
  const result = { ...own };
  const put = <F extends Field>(field: F, value: Settings[F]) => {
    result[field] = value;
  };
  for (const field of CHOICES) if (fields.has(field)) put(field, settings[field]);
  for (const field of LISTS) {
    if (!fields.has(field)) continue;
    const added = settings[field].filter((entry) => !has(own[field], entry));
    put(field, [...own[field], ...added] as Settings[typeof field]);
  }
  return result;
}

/** What to keep of settings in force that were changed: the person's own part of them. */
export function personal(changed: Settings, own: Settings, { settings, fields }: Policy): Settings {
  const result = { ...changed };
  const put = <F extends Field>(field: F, value: Settings[F]) => {
    result[field] = value;
  };
  for (const field of CHOICES) if (fields.has(field)) put(field, own[field]);
  for (const field of LISTS) {
    if (!fields.has(field)) continue;
    const theirs = changed[field].filter((entry) => has(own[field], entry) || !has(settings[field], entry));
    put(field, theirs as Settings[typeof field]);
  }
  return result;
}
