/** The playground: what is typed is judged in the worker, marked in place and summed up beside. */
import english from "../extension/_locales/en/messages.json";
import { levelsOf } from "../extension/src/content/findings.ts";
import type { JudgeReply, Sensitivity, SummaryItem } from "../extension/src/engine-types.ts";
import { useCatalogue, words } from "../extension/src/messages.ts";
import { tagOf, unreadReason } from "../extension/src/words.ts";
import { blocksOf, type PlacedBlock } from "./blocks.ts";
import { Card, spoken } from "./card.ts";
import { Editor } from "./editor.ts";
import { loaded, renderSummary } from "./engine.ts";
import { Judge } from "./judge.ts";
import { type Mark, Marks } from "./marks.ts";
import { SAMPLES } from "./samples.ts";

// The prose of this page is English, so what is said of findings is too.
useCatalogue(english);

/** The screen reader hears of a change once the typing rests. */
const ANNOUNCE_MS = 1200;
const OWN = "own";

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

const editor = new Editor(byId("text"), () => {
  texts.set(sheet, editor.text);
  card.hide();
  judgeText();
});
const marks = new Marks(editor);
const card = new Card(byId("card"));
const summary = byId("summary");
const status = byId("status");
const problem = byId("problem");
const live = byId("live");

/** Every sheet keeps what was typed into it: looking at a sample never costs one's own text. */
const texts = new Map<string, string>([[OWN, ""], ...SAMPLES.map(({ id, text }): [string, string] => [id, text])]);
let sheet = SAMPLES[0]?.id ?? OWN;

interface Asked {
  text: string;
  blocks: PlacedBlock[];
}

const judge = new Judge<Asked>(
  ({ context, reply, milliseconds }) => {
    // Typed on meanwhile: the next answer is on its way, and the old marks move along with the words.
    if (context.text === editor.text) showReply(context, reply, milliseconds);
  },
  (reason) => {
    summary.ariaBusy = "false";
    tell(`The engine stopped on this text; the next change meets a fresh one. (${reason})`);
  },
);

function judgeText(): void {
  const { text } = editor;
  editor.element.toggleAttribute("data-empty", text.trim() === "");
  summary.ariaBusy = "true";
  const blocks = blocksOf(text);
  const [first] = blocks;
  judge.ask(
    {
      title: first?.role === "heading" ? first.text : "",
      url: "",
      sensitivity: sensitivity(),
      blocks: blocks.map(({ text, role }) => ({ text, role })),
    },
    { text, blocks },
  );
}

function sensitivity(): Sensitivity {
  const checked = document.querySelector<HTMLInputElement>("input[name=sensitivity]:checked");
  return (checked?.value ?? "balanced") as Sensitivity;
}

function showReply({ blocks }: Asked, reply: JudgeReply, milliseconds: number): void {
  problem.hidden = true;
  const found = reply.findings.flatMap((finding, id): Mark[] => {
    const block = blocks[finding.block];
    if (!block) return [];
    const [from, to] = finding.sentence;
    const [start, end] = [block.at + from, block.at + to];
    return [
      {
        id,
        finding,
        start,
        end,
        text: block.text.slice(from, to),
        passage: block.text,
        range: editor.range(start, end),
      },
    ];
  });
  marks.show(found);
  const sentences = reply.sentences.reduce((sum, count) => sum + count, 0);
  const speed = milliseconds < 1 ? "under 1 ms" : `${Math.round(milliseconds)} ms`;
  status.textContent = `${sentences} ${sentences === 1 ? "sentence" : "sentences"} read in ${speed}, on this device`;
  const unread = reply.unread.map(({ reason }) => unreadReason(reason));
  const pick = (id: number) => {
    const mark = marks.all.find((candidate) => candidate.id === id);
    if (mark) goTo(mark);
  };
  renderSummary(summary, { items: found.map(summaryItem), sentences, unread }, pick, words);
  summary.ariaBusy = "false";
  announce(() => summary.querySelector(".sg-verdict")?.textContent ?? "");
}

function summaryItem({ id, finding, text, passage }: Mark): SummaryItem {
  const [sentence] = finding.sentence;
  const { block, label, subtype, force, holder, direction, confidence, severity, message } = finding;
  return {
    id,
    block,
    text,
    cues: finding.cues.map(([from, to]) => [from - sentence, to - sentence]),
    label,
    subtype,
    tag: tagOf(subtype),
    force,
    holder,
    direction,
    confidence,
    severity,
    message,
    instruments: (finding.slots?.instruments ?? []).map(({ span, direction }) => ({
      name: passage.slice(...span),
      direction,
    })),
    levels: levelsOf(finding.slots, passage),
    continues: finding.continues,
  };
}

/** Brings a marked sentence into view with the caret in it, and says what it is. */
function goTo(mark: Mark): void {
  // In the nearest scroller that hides it, the field or the window.
  const { top, bottom } = mark.range.getBoundingClientRect();
  const frame = editor.element.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) {
    editor.element.scrollTop += (top + bottom - frame.top - frame.bottom) / 2;
  }
  const box = mark.range.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) scrollBy({ top: (box.top + box.bottom - innerHeight) / 2 });
  editor.placeCaret(mark.start);
  marks.flash(mark);
  const all = marks.at(mark.start);
  card.show(all, true);
  announce(() => spoken(all), 0);
}

/** The next marked sentence after the caret, or the one before it; round the end. */
function step(forward: boolean): void {
  const starts = [...new Set(marks.all.map((mark) => mark.start))].sort((a, b) => a - b);
  const caret = caretOffset();
  const next = forward
    ? (starts.find((start) => start > caret) ?? starts[0])
    : (starts.findLast((start) => start < caret) ?? starts.at(-1));
  const mark = marks.all.find((candidate) => candidate.start === next);
  if (mark) goTo(mark);
}

/** -1 while the caret is elsewhere. */
function caretOffset(): number {
  const selection = getSelection();
  if (!selection?.focusNode) return -1;
  return editor.offsetAt(selection.focusNode, selection.focusOffset);
}

let announcing: ReturnType<typeof setTimeout> | undefined;

function announce(words: () => string, delay = ANNOUNCE_MS): void {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    live.textContent = words();
  }, delay);
}

function tell(words: string): void {
  problem.textContent = words;
  problem.hidden = false;
}

function openSheet(id: string): void {
  sheet = id;
  for (const button of byId("sheets").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset["sheet"] === id));
  }
  card.hide();
  editor.text = texts.get(id) ?? "";
  editor.element.scrollTop = 0;
  judgeText();
}

for (const { id, name } of [...SAMPLES, { id: OWN, name: "Your text" }]) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset["sheet"] = id;
  button.textContent = name;
  button.addEventListener("click", () => {
    openSheet(id);
    if (id === OWN) editor.placeCaret(editor.text.length);
  });
  byId("sheets").append(button);
}

byId("sensitivity").addEventListener("change", judgeText);
byId("next").addEventListener("click", () => step(true));
byId("previous").addEventListener("click", () => step(false));

document.addEventListener("pointermove", (event) => {
  if (event.target instanceof Node && card.element.contains(event.target)) return;
  const hovered = marks.atPoint(event.clientX, event.clientY);
  if (hovered.length > 0) card.show(hovered, false);
  else if (event.pointerType === "mouse") card.leave();
});
const follow = () => card.follow(editor.element.getBoundingClientRect());
document.addEventListener("scroll", follow, { capture: true, passive: true });
addEventListener("resize", follow);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") card.hide();
});

// The card follows the caret while it is moved, never while one types.
const MOVES = /^(Arrow|Home|End|Page)/;
let moving = false;
editor.element.addEventListener("keydown", (event) => {
  moving = MOVES.test(event.key);
  if (event.key === "F8") {
    event.preventDefault();
    step(!event.shiftKey);
  }
});
editor.element.addEventListener("blur", () => card.hide());
document.addEventListener("selectionchange", () => {
  if (!moving || document.activeElement !== editor.element) return;
  const under = marks.at(caretOffset());
  if (under.length === 0) return card.hide();
  card.show(under, true);
  announce(() => spoken(under), 400);
});

try {
  await loaded;
  openSheet(sheet);
} catch (error) {
  tell(`The engine could not be loaded. (${error})`);
}
