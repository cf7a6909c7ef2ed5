/**
 * Judges what the reader has selected and shows the verdict beside it. It is put into a page by the context menu, also
 * where Saltgrain is off: nothing else of the page is marked, and nothing of it is kept.
 */
import type { Block, JudgeReply } from "../engine-types.ts";
import { say } from "../messages.ts";
import { type FrameHook, isOurs, type JudgeMessage, type JudgeOutcome } from "../protocol.ts";
import { unreadReason } from "../words.ts";
import { Overlay } from "./overlay.ts";
import { Reader } from "./read.ts";
import { type SelectedFinding, SelectionCard } from "./selection-card.ts";

const MAX_CHARS = 100_000;
/** How much of the page goes along as context: what a sentence means depends on what the page is about. */
const CONTEXT_CHARS = 8000;

type World = typeof globalThis & { saltgrain?: FrameHook; saltgrainSelection?: true };

interface Selected {
  text: string;
  /** Where the selection stands on the screen now; `null` when it is gone. */
  anchor: () => DOMRect | null;
}

/** What is selected in the document, or else, in a text field, what the browser's menu had. */
function selected(fromMenu: string): Selected {
  const selection = getSelection();
  const range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  const text = selection?.toString() ?? "";
  if (range !== null && text.trim() !== "") return { text, anchor: () => lastBox(range) };
  const field = document.activeElement;
  return { text: fromMenu, anchor: () => field?.getBoundingClientRect() ?? null };
}

function lastBox(range: Range): DOMRect | null {
  const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
  return boxes.at(-1) ?? null;
}

/** One block a line: `toString` of a selection has a line break where a block ends. */
function blocksOf(text: string): Block[] {
  return text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((text) => ({ text, role: "body" }));
}

function context(): Block[] {
  const blocks: Block[] = [];
  if (document.body === null) return blocks;
  const reader = new Reader(document.body);
  for (let chars = 0; chars < CONTEXT_CHARS; ) {
    const passage = reader.next(() => false);
    if (passage === null) break;
    const { text, role } = passage;
    if (role === "ui" || role === "code" || text.length > CONTEXT_CHARS) continue;
    blocks.push({ text, role, contextOnly: true });
    chars += text.length;
  }
  return blocks;
}

function found(blocks: readonly Block[], { findings }: JudgeReply): SelectedFinding[] {
  return findings.flatMap((finding) => {
    const block = blocks[finding.block];
    return block === undefined || finding.continues ? [] : [{ text: block.text, finding }];
  });
}

let card: SelectionCard | null = null;

async function judgeSelection(fromMenu: string): Promise<void> {
  const { text, anchor } = selected(fromMenu);
  const own = blocksOf(text);
  card?.close();
  const hook = (globalThis as World).saltgrain;
  const overlay = hook?.lendOverlay() ?? new Overlay();
  card = new SelectionCard(overlay, anchor, () => {
    card = null;
    if (hook === undefined) overlay.hide();
    else hook.returnOverlay();
  });
  if (own.length === 0) return card.tell(say("selectionEmpty"));
  if (text.length > MAX_CHARS) return card.tell(say("selectionTooLong"));
  const blocks = [...context(), ...own];
  const message: JudgeMessage = {
    type: "content-to-background/judge",
    title: document.title,
    url: location.href,
    blocks,
    isAsked: true,
  };
  const shown = card;
  const outcome: JudgeOutcome = await chrome.runtime.sendMessage(message);
  if (outcome.kind !== "judged") return shown.tell(say("selectionFailed"));
  const findings = found(blocks, outcome.reply);
  const sentences = outcome.reply.sentences.reduce((sum, count) => sum + count, 0);
  const [unread] = outcome.reply.unread;
  if (findings.length > 0) shown.list(findings);
  else shown.tell(unread === undefined ? say("selectionNone", { count: sentences }) : unreadReason(unread.reason));
}

// Put in anew by each use of the menu; only the first one listens.
const world = globalThis as World;
if (world.saltgrainSelection === undefined) {
  world.saltgrainSelection = true;
  chrome.runtime.onMessage.addListener((message: unknown, sender) => {
    if (isOurs(message, sender, chrome.runtime.id) && message.type === "background-to-content/judge-selection") {
      judgeSelection(message.text).catch(() => card?.tell(say("selectionFailed")));
    }
    return false;
  });
}
