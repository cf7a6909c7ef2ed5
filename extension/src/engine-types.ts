/** What crosses the WASM door. Every span is a pair of UTF-16 offsets into the text of its block, end exclusive. */

export type Label = "speculation" | "disclaimer" | "call";
export type Role = "body" | "heading" | "caption" | "cell" | "ui" | "code" | "unknown";
/** A sub-type of a label, which its first letter tells; 0 is that of phrases of the person's own. */
export type Subtype = `${"S" | "D" | "C"}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;
export type Sensitivity = "strict" | "balanced" | "thorough";
export type Span = [start: number, end: number];

export interface Block {
  text: string;
  role: Role;
  /** Read for context only; gets no finding. */
  contextOnly?: boolean;
}

export interface JudgeRequest {
  /** The page's title and top heading, one a line. */
  title: string;
  url: string;
  sensitivity: Sensitivity;
  blocks: Block[];
}

export type Direction = "bull" | "bear" | "neutral";

export interface Slots {
  action: Span | null;
  instruments: { span: Span; direction: Direction }[];
  entry: Span[];
  targets: Span[];
  stop: Span | null;
  size: Span | null;
  leverage: Span | null;
  horizon: Span | null;
  /** How long the horizon is, as far as the words say so. */
  term: "intraday" | "days" | "weeks-months" | "years" | "unstated";
  condition: Span | null;
}

export interface Finding {
  /** Index into the request's blocks. */
  block: number;
  /** Of a trade set-up, from its first line to its last. */
  sentence: Span;
  label: Label;
  subtype: Subtype;
  force: "h" | "b" | "d" | "s" | null;
  holder: "author" | "reported";
  direction: Direction | null;
  /** Probability, 0 to 1. */
  confidence: number;
  /** 0 to 3. */
  severity: number;
  /** Its id, or `own` for a phrase of the person's own. */
  family: string;
  cues: Span[];
  message: string;
  /** Spans of the block; an instrument may stand outside of the sentence, in the title above it. */
  slots: Slots | null;
  /** It goes on with the set-up that the call before it began in an earlier block: both are one call. */
  continues: boolean;
}

/**
 * Why a passage was not judged. `code` is the ISO code of the language (`zh`) or script (`Cyrl`) that it is written in, and
 * empty for the other kinds.
 */
export interface UnreadReason {
  kind: "language" | "script" | "other-language" | "too-long";
  code: string;
}

/** A passage that was not judged, and why. */
export interface Unread {
  block: number;
  reason: UnreadReason;
}

export interface JudgeReply {
  findings: Finding[];
  /** Sentences judged in each block of the request; the lines of a set-up count as one. */
  sentences: number[];
  unread: Unread[];
}

/** A phrase of the person's own that is marked as they said. */
export interface OwnPhrase {
  text: string;
  /** Its words as they stand, or a regular expression in the syntax of Rust's `regex` crate. */
  form: "literal" | "regex";
  /** It counts only where it begins and ends at the edge of a word. */
  wholeWords: boolean;
  label: Label;
}

/** What an engine is built with. */
export interface EngineOptions {
  /** Ids of families that are not looked for. */
  familiesOff: string[];
  phrases: OwnPhrase[];
}

/** What is wrong with an own phrase. */
export interface PhraseFault {
  code: "empty" | "too-long" | "syntax" | "fits-nothing" | "too-large";
  /** In English, with what the `regex` crate says. */
  message: string;
}

/** One finding as the summary sees it: the finding, its sentence's text and its cue words. */
export interface SummaryItem {
  /** Given back when the reader picks the item in the view. */
  id: number;
  /** Position of its block on the page; neighbours differ by one. */
  block: number;
  text: string;
  /** Cue spans within `text`. */
  cues: Span[];
  label: Label;
  subtype: Subtype;
  /** The sub-type's name in the reader's language. */
  tag: string;
  force: Finding["force"];
  holder: Finding["holder"];
  direction: Finding["direction"];
  confidence: number;
  severity: number;
  message: string;
  /** What a call is on, as written. */
  instruments: SummaryInstrument[];
  /** The prices that a call names, as written. */
  levels: Levels;
  /** As in `Finding`: counted and listed with the call before it. */
  continues: boolean;
}

export interface Levels {
  entry: string[];
  stop: string[];
  targets: string[];
}

export interface SummaryInstrument {
  name: string;
  direction: Direction;
}

/** What the popup and the playground hand to the Rust view. */
export interface SummaryInput {
  items: SummaryItem[];
  /** Sentences judged on the page. */
  sentences: number;
  /** Reasons why passages were not read, in the reader's language, one an occurrence. */
  unread: string[];
}

interface LabelCount {
  count: number;
  /** Sentences with no other label. */
  alone: number;
  /** Of all sentences judged, 0 to 1. */
  share: number;
}

/** What a page adds up to, as `saltgrain scan --format json` writes it. */
export interface PageSummary {
  sentences: number;
  marked: number;
  several: number;
  labels: Record<Label, LabelCount>;
  subtypes: Record<string, number>;
  speculation: { hedged: number; bare: number };
  calls: {
    author: number;
    reported: number;
    directions: Record<Direction, number>;
    groups: CallGroup[];
  };
  undisclosed_calls: number;
  disclaimer_beside_call: boolean;
  severity: number;
  unread: { reason: string; count: number }[];
}

/** Calls that agree in instrument, direction and holder. */
export interface CallGroup {
  instrument: string | null;
  direction: Direction;
  holder: Finding["holder"];
  count: number;
  levels: Levels;
}
