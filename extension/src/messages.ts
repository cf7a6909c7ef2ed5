/**
 * Says things in the reader's language: the messages of `_locales/`, filled in, with the plural that a count asks for.
 *
 * The browser chooses the language; where its own is not among ours it is English. Which language that was is told by the
 * messages themselves, so numbers and plurals never follow another language than the words around them.
 */
import type english from "../_locales/en/messages.json";

type Messages = typeof english;
type Key = keyof Messages;
/** A message with plural forms is kept as `name_one`, `name_other` and what else a language needs. */
type Counted = Key extends infer K ? (K extends `${infer Name}_other` ? Name : never) : never;

/** What can be said; a message with plural forms by its name alone. */
export type MessageName = Exclude<Key, `${string}_${Intl.LDMLPluralRule}`> | Counted;

type Entry<Name> = Name extends Key ? Messages[Name] : Name extends Counted ? Messages[`${Name}_other`] : never;
type Placeholder<Name extends MessageName> =
  Entry<Name> extends infer E ? (E extends { placeholders: infer Placeholders } ? keyof Placeholders : never) : never;

/** What a message leaves open. Numbers are written as the language writes them; `count` chooses the plural. */
export type Arguments<Name extends MessageName> = {
  [P in Placeholder<Name>]: P extends "count" ? number : string | number;
};

/** Messages that leave nothing open. */
export type PlainMessage = {
  [Name in MessageName]: [Placeholder<Name>] extends [never] ? Name : never;
}[MessageName];

/** Gives a message with `$1`, `$2`… replaced; an empty text where there is none of that key. */
type Lookup = (key: string, substitutions: string[]) => string;

/** A `messages.json` as text. */
export type Catalogue = Readonly<
  Record<string, { message: string; placeholders?: Readonly<Record<string, { content: string }>> }>
>;

let lookup: Lookup = (key, substitutions) => chrome.i18n.getMessage(key, substitutions);

/** Takes the messages from here instead of from the browser: where there is no extension around us. */
export function useCatalogue(catalogue: Catalogue): void {
  lookup = (key, substitutions) => fill(catalogue[key], substitutions);
  formats = {};
}

/** What the browser does with a message of an extension. */
function fill(entry: Catalogue[string] | undefined, substitutions: readonly string[]): string {
  if (entry === undefined) return "";
  return entry.message.replace(/\$(?:(\$+)|(\w+)\$)/g, (_, dollars: string | undefined, name: string) => {
    if (dollars !== undefined) return dollars;
    const position = entry.placeholders?.[name.toLowerCase()]?.content.slice(1);
    return substitutions[Number(position) - 1] ?? "";
  });
}

interface Formats {
  number: Intl.NumberFormat;
  percent: Intl.NumberFormat;
  rough: Intl.NumberFormat;
  plural: Intl.PluralRules;
  list: Intl.ListFormat;
}

const MAKERS: { [Name in keyof Formats]: (language: string) => Formats[Name] } = {
  number: (language) => new Intl.NumberFormat(language),
  percent: (language) => new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }),
  rough: (language) => new Intl.NumberFormat(language, { notation: "compact", compactDisplay: "long" }),
  plural: (language) => new Intl.PluralRules(language),
  list: (language) => new Intl.ListFormat(language),
};

let formats: Partial<Formats> = {};

/** Each is made when it is first needed: making one takes a millisecond or more. */
function format<Name extends keyof Formats>(name: Name): Formats[Name] {
  const made: Formats[Name] = formats[name] ?? MAKERS[name](lookup("language", []));
  formats[name] = made;
  return made;
}

/** A message in the reader's language. */
export function say<Name extends MessageName>(
  name: Name,
  ...[given]: [Placeholder<Name>] extends [never] ? [] : [Arguments<Name>]
): string {
  const open: Record<string, string | number> = given ?? {};
  // The order of a message's placeholders is that of the alphabet, in every language.
  const substitutions = Object.keys(open)
    .sort()
    .map((placeholder) => {
      const value = open[placeholder] ?? "";
      return typeof value === "number" ? number(value) : value;
    });
  const { count } = open;
  if (typeof count !== "number") return lookup(name, substitutions);
  return lookup(`${name}_${format("plural").select(count)}`, substitutions) || lookup(`${name}_other`, substitutions);
}

export function number(value: number): string {
  return format("number").format(value);
}

/** A part of one, such as 0.25, in whole percents. */
export function percent(share: number): string {
  return format("percent").format(share);
}

/** A great number in words: “12 million”. */
export function roughly(value: number): string {
  return format("rough").format(value);
}

/** Several things as one: “a, b and c”. */
export function list(parts: readonly string[]): string {
  return format("list").format(parts);
}

/** What the Rust view is handed to speak with; `Words` of `src/wasm/words.rs`. */
export interface Words {
  say(name: string, given: Record<string, string | number>): string;
  number(value: number): string;
  percent(share: number): string;
  list(parts: readonly string[]): string;
}

/** Names that the view uses are checked by a test, as the compiler can't see across. */
export const words: Words = { say: say as Words["say"], number, percent, list };

/**
 * Fills a page's words in: each element with `data-say` gets the message of that name, `data-say-label` becomes its
 * `aria-label`, `data-say-title` its tooltip, `data-say-placeholder` an input's hint. Names language and direction.
 */
export function sayPage(page: Document): void {
  page.documentElement.lang = say("language");
  page.documentElement.dir = say("direction");
  sayWithin(page);
}

/** The same for a part of a page, such as the copy of a template. */
export function sayWithin(root: ParentNode): void {
  for (const [attribute, put] of Object.entries(PLACES)) {
    for (const element of root.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
      put(element, say(element.getAttribute(attribute) as PlainMessage));
    }
  }
}

const PLACES: Record<string, (element: HTMLElement, words: string) => void> = {
  "data-say": (element, words) => {
    element.textContent = words;
  },
  "data-say-label": (element, words) => element.setAttribute("aria-label", words),
  "data-say-title": (element, words) => element.setAttribute("title", words),
  "data-say-placeholder": (element, words) => element.setAttribute("placeholder", words),
};
