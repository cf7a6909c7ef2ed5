/** What is said of a finding: the names of its parts in the reader's language. What a finding means is said by the engine. */
import type { Finding, Label, Slots, Span, Subtype, UnreadReason } from "./engine-types.ts";
import { percent, say } from "./messages.ts";

const KINDS = {
  speculation: "kindSpeculation",
  disclaimer: "kindDisclaimer",
  call: "kindCall",
} as const satisfies Record<Label, string>;

export function kindName(label: Label): string {
  return say(KINDS[label]);
}

/** The name of a sub-type, one or two words. */
export function tagOf(subtype: Subtype): string {
  return say(`tag${subtype}`);
}

/** A probability as a reader would say it. */
export function inWords(confidence: number): string {
  if (confidence >= 0.9) return say("sureVery");
  if (confidence >= 0.75) return say("sureFairly");
  if (confidence >= 0.6) return say("sureRather");
  return say("sureNotSo");
}

/** A confidence in percent. No judgement of a sentence is certain, whatever the rounding says. */
export function percentSure(confidence: number): string {
  return percent(Math.min(0.99, Math.max(0, confidence)));
}

/** How the sentence puts it, and whose words they are. */
export function manner({ force, holder }: Pick<Finding, "force" | "holder">): string[] {
  const manners: string[] = [];
  if (force === "h") manners.push(say("mannerGuess"));
  if (force === "b") manners.push(say("mannerFact"));
  if (force === "s") manners.push(say("mannerSoft"));
  if (holder === "reported") manners.push(say("mannerReported"));
  return manners;
}

/** The parts of a call in the order in which its card shows them. */
const SLOTS = {
  action: "slotAction",
  instruments: "slotInstruments",
  entry: "slotEntry",
  targets: "slotTargets",
  stop: "slotStop",
  size: "slotSize",
  leverage: "slotLeverage",
  horizon: "slotHorizon",
  condition: "slotCondition",
} as const satisfies Record<Exclude<keyof Slots, "term">, string>;

/** The parts that a call names: each with its name and its spans. */
export function namedSlots(slots: Slots): { name: string; spans: Span[] }[] {
  return (Object.keys(SLOTS) as (keyof typeof SLOTS)[])
    .map((slot) => ({ name: say(SLOTS[slot]), spans: slotSpans(slots, slot) }))
    .filter(({ spans }) => spans.length > 0);
}

function slotSpans(slots: Slots, slot: keyof typeof SLOTS): Span[] {
  if (slot === "instruments") return slots.instruments.map(({ span }) => span);
  const value = slots[slot];
  if (value === null) return [];
  return isOneSpan(value) ? [value] : value;
}

function isOneSpan(value: Span | Span[]): value is Span {
  return typeof value[0] === "number";
}

/** Why the engine did not judge a passage. Names of languages and scripts are the browser's own. */
export function unreadReason({ kind, code }: UnreadReason): string {
  if (kind === "too-long") return say("unreadPassageTooLong");
  const language = say("language");
  if (kind === "language") {
    return say("unreadLanguage", { language: new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code });
  }
  if (kind === "script") {
    return say("unreadScript", { script: new Intl.DisplayNames(language, { type: "script" }).of(code) ?? code });
  }
  return say("unreadOtherLanguage");
}
