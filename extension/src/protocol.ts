/**
 * Every message of the extension. A type's name says who sends it and who answers; each is one request with one reply,
 * and none leans on an earlier one, so the background may sleep between any two.
 */
import type { Overlay } from "./content/overlay.ts";
import type { Block, JudgeReply, SummaryItem } from "./engine-types.ts";
import type { Look } from "./settings.ts";

/** Judge these blocks. The background adds the person's sensitivity. */
export interface JudgeMessage {
  type: "content-to-background/judge";
  title: string;
  url: string;
  blocks: Block[];
  /** The reader asked for this very text to be judged: it is, also where the site is switched off. */
  isAsked?: boolean;
}

/** May this frame be read? Asked by frames inside a page, which cannot see whether the page around them is switched off. */
export interface PermitMessage {
  type: "content-to-background/permit";
}

/** A frame begins to read: the engine is made ready meanwhile. */
export interface BeginMessage {
  type: "content-to-background/begin";
}

/** Other marks are shown than before: the count on the toolbar is stale. */
export interface ChangedMessage {
  type: "content-to-background/changed";
}

/** Give this frame the style sheet of a look, in place of the one before. */
export interface DressMessage {
  type: "content-to-background/dress";
  look: Look;
  before: Look | null;
}

/** Open what is known of a family. */
export interface ExplainMessage {
  type: "content-to-background/explain";
  family: string;
}

/** The tab was counted anew: an open popup or panel that speaks of it is stale. */
export interface CountedMessage {
  type: "background-to-popup/counted";
  tabId: number;
}

/** Sites were switched off: ask again whether this frame may be read, and take everything down if not. */
export interface AskAgainMessage {
  type: "background-to-content/ask-again";
}

/** Take everything down: Saltgrain no longer runs on this tab by itself, or the browser took its access back. */
export interface LeaveMessage {
  type: "background-to-content/leave";
}

/** The engine is another now: judge everything anew. */
export interface JudgeAgainMessage {
  type: "background-to-content/judge-again";
}

/** The address has changed, the tab is shown again, or the popup was opened: a frame that left its page alone looks again. */
export interface LookAgainMessage {
  type: "background-to-content/look-again" | "popup-to-content/look-again";
}

/** Judge what is selected in this frame, and show the verdict beside it. */
export interface JudgeSelectionMessage {
  type: "background-to-content/judge-selection";
  /** The selection as the browser's menu had it, for text fields, whose selection scripts can't see. */
  text: string;
}

/** Scroll to a finding and flash it; the panel sends it as well. */
export interface ShowMessage {
  type: "popup-to-content/show";
  id: number;
}

export type ToBackground = JudgeMessage | PermitMessage | BeginMessage | ChangedMessage | DressMessage | ExplainMessage;
export type ToContent =
  | AskAgainMessage
  | LeaveMessage
  | JudgeAgainMessage
  | JudgeSelectionMessage
  | LookAgainMessage
  | ShowMessage;
export type Message = ToBackground | ToContent | CountedMessage;

/** `engine-failed`: the engine stopped on this request and was replaced; the next request meets a fresh one. */
export type JudgeOutcome =
  | { kind: "judged"; reply: JudgeReply }
  | { kind: "engine-failed"; reason: string }
  | { kind: "switched-off" };

export interface Permit {
  permitted: boolean;
}

/** A finding and where on the page it lies: 0 at the top of the document, 1 at its end. */
export interface FrameItem extends SummaryItem {
  at: number;
}

/** What a frame knows of itself. Collected by the popup and the toolbar count through `scripting.executeScript`. */
export interface FrameReport {
  state: "waiting" | "reading" | "read" | "unreadable";
  /** What of the frame was read and what was not, and why, in one line; empty if all of it was read as usual. */
  reason: string;
  items: FrameItem[];
  /** Sentences judged. */
  sentences: number;
  /** Reasons why passages were not read, one an occurrence. */
  unread: string[];
  /** How often the engine stopped on this frame and was replaced. */
  engineFailures: number;
  /** Milliseconds between two readings where the page changes so much that they are rare; 0 otherwise. */
  slowedTo: number;
  /** The page was read and has no marks: it is neither listened to nor observed, only looked at now and then. */
  isResting: boolean;
  /** The finding that was shown last, if it is still there. */
  shown: number | null;
}

/** The mark that a frame stands at, for stepping through the marks of all frames. */
export interface Standing {
  /** Marks in the frame. */
  marks: number;
  /** When a mark of it was last shown, in ms since 1970; 0 if none was. */
  shownAt: number;
}

/** The content script's hook in its own isolated world; the page can't see it. */
export interface FrameHook {
  /** Marks that are shown; a set-up is one. */
  count(): number;
  report(): FrameReport;
  standing(): Standing;
  /** Shows the mark after the one shown last, or the one before; false at the end of the frame. */
  step(by: 1 | -1, from: "here" | "edge"): boolean;
  /** Opens the card of the mark that was shown last, or else of the first one on the screen. */
  openCard(): boolean;
  /** Has the screen reader say something. */
  announce(words: string): void;
  /** The overlay, for a guest such as the verdict on a selection; given back by `returnOverlay`. */
  lendOverlay(): Overlay;
  returnOverlay(): void;
}

const DIRECTIONS = ["content-to-background/", "background-to-popup/", "background-to-content/", "popup-to-content/"];

/** Whether this is a message of ours, sent from our own extension. */
export function isOurs(message: unknown, sender: { id?: string | undefined }, ownId: string): message is Message {
  if (sender.id !== ownId || typeof message !== "object" || message === null) return false;
  const type = (message as { type?: unknown }).type;
  return typeof type === "string" && DIRECTIONS.some((direction) => type.startsWith(direction));
}
