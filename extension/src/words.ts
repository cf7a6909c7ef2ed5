/** The words of the interface, in one place. What a finding means is said by the engine; these are the words around it. */
import type { Finding, Label, Slots, Span } from "./engine-types.ts";

export const KIND_NAMES: Record<Label, string> = {
  speculation: "Speculation",
  disclaimer: "Disclaimer",
  call: "Trading call",
};

/** A probability as a reader would say it. */
export function inWords(confidence: number): string {
  if (confidence >= 0.9) return "Very sure";
  if (confidence >= 0.75) return "Fairly sure";
  if (confidence >= 0.6) return "Rather sure";
  return "Not so sure";
}

export function percent(confidence: number): string {
  return `${Math.round(Math.min(1, Math.max(0, confidence)) * 100)} %`;
}

/** How the sentence puts it, and whose words they are. */
export function manner({ force, holder }: Pick<Finding, "force" | "holder">): string[] {
  const manners: string[] = [];
  if (force === "h") manners.push("says it is a guess");
  if (force === "b") manners.push("worded as plain fact");
  if (force === "s") manners.push("put softly");
  if (holder === "reported") manners.push("reported, not the writer’s own");
  return manners;
}

/** What a call's card calls the parts of the call, in the order in which it shows them. */
export const SLOT_NAMES: Record<Exclude<keyof Slots, "term">, string> = {
  action: "Action",
  instruments: "Instrument",
  entry: "Entry",
  targets: "Target",
  stop: "Stop",
  size: "Size",
  leverage: "Leverage",
  horizon: "Horizon",
  condition: "Condition",
};

/** The spans of a slot, none if it is empty. */
export function slotSpans(slots: Slots, slot: keyof typeof SLOT_NAMES): Span[] {
  if (slot === "instruments") return slots.instruments.map(({ span }) => span);
  const value = slots[slot];
  if (value === null) return [];
  return isOneSpan(value) ? [value] : value;
}

function isOneSpan(value: Span | Span[]): value is Span {
  return typeof value[0] === "number";
}

export const WORDS = {
  badge: (kinds: string) => `Saltgrain: ${kinds}. Arrow keys step through, Escape closes.`,
  kindCount: (kind: string, count: number) => (count === 1 ? kind : `${count} × ${kind}`),
  card: (kind: string, tag: string) => `${kind}: ${tag}`,
  position: (index: number, count: number) => `${index} of ${count}`,
  previous: "Previous mark of this passage",
  next: "Next mark of this passage",
  close: "Close",
  dismiss: { label: "Not this one", hint: "Hide this mark, here and wherever the sentence stands" },
  dismissed: "Hidden for good.",
  mute: { label: "Never this phrase", hint: "Hide every mark that is made for this kind of wording, on all pages" },
  muted: "This kind of wording is no longer marked.",
  copy: { label: "Copy", hint: "Copy the sentence and what it is" },
  copied: "Copied",
  notCopied: "The browser did not let it be copied",
  copiedText: (sentence: string, kind: string) => `“${sentence.trim()}” (${kind})`,
  why: { label: "Why?", hint: "What this kind of wording is, with examples" },
  undo: "Undo",
  tooLong: "it is longer than can be read at once",
  pageCut: (millions: number) =>
    `This page is very long. Its first ${millions} million characters were read, the rest was not.`,
  plainText: "This is a text file. All of it was read; paragraphs end at empty lines.",
  engineFailed: "the engine stopped on it",
  engineLost: "the engine did not answer",
  notReadable: {
    pdf: "This is a PDF. Nothing of it was read: Saltgrain reads web pages only.",
    xml: "This is an XML document. Nothing of it was read: Saltgrain reads web pages only.",
    picture: "This is a picture or a recording. Nothing was read: it has no text of its own.",
    other: "This is no web page but raw data. Nothing of it was read.",
  },
};

export const POPUP = {
  on: "On",
  off: "Off",
  localFiles: "Files on this computer",
  siteOff: "Saltgrain is off on this site. None of its code runs here.",
  parentOff: (site: string) => `Saltgrain is off on ${site} and everything under it. None of its code runs here.`,
  noAccess: "The browser has not given Saltgrain access to web pages yet, so it can’t mark anything.",
  onlyThisPage: "Saltgrain read this page because you asked. To mark pages by itself it needs access to them.",
  browserPage: "This page belongs to the browser, which lets no extension in. Nothing was read.",
  empty: "This tab is empty. There is nothing to read.",
  store: "This is a store for extensions, and the browser lets no extension in. Nothing was read.",
  source: "This is the source of a page, shown by the browser. Nothing was read.",
  extension: "This page belongs to an extension. Nothing was read.",
  files:
    "The browser keeps Saltgrain out of files on this computer until you allow it on the extension’s own page of the browser. Nothing was read.",
  guarded: "The browser keeps extensions out of this page. Nothing was read.",
  pdf: "This is a PDF. Nothing of it was read: Saltgrain reads web pages only.",
  reading: "Reading the page …",
  stillReading: "Still reading …",
  engineRestarted: (times: number) =>
    times === 1
      ? "The engine stopped on a passage of this page and was started afresh. The rest was read."
      : `The engine stopped ${times} times on this page and was started afresh each time.`,
  slowed: (seconds: number) =>
    `This page never stops changing. To spare your battery it is read only every ${seconds} seconds.`,
  failed: (reason: string) => `The summary can’t be shown: ${reason}`,
};
