/** Runs in the page: the shipped reader and painter, and mark.js, over the same sentences. */
import Mark from "mark.js";
import type { Marked } from "../../extension/src/content/findings.ts";
import { Painter } from "../../extension/src/content/paint.ts";
import { Reader } from "../../extension/src/content/read.ts";
import { marksCss } from "../../extension/src/design/look.ts";
import { DEFAULTS } from "../../extension/src/settings.ts";

interface Timing {
  /** Until the call came back, ms. */
  script: number;
  /** Until the browser had laid the page out again, ms. */
  withLayout: number;
}

interface Comparison {
  marks: number;
  paint: Timing;
  erase: Timing;
  markJs: { marks: number; paint: Timing; erase: Timing };
}

const LABELS = ["speculation", "disclaimer", "call"] as const;

function timed(run: () => void): Timing {
  document.body.getBoundingClientRect();
  const start = performance.now();
  run();
  const ran = performance.now();
  document.body.getBoundingClientRect();
  return { script: ran - start, withLayout: performance.now() - start };
}

/** The passages of the page with a finding for each sentence that `wanted` holds, up to `most` findings in all. */
function passages(wanted: ReadonlySet<string>, most: number): Marked[] {
  const reader = new Reader(document.body);
  const marked: Marked[] = [];
  let id = 0;
  while (!reader.isDone && id < most) {
    const passage = reader.next(() => false);
    if (passage === null) continue;
    const findings = [];
    let at = 0;
    for (const sentence of passage.text.split(/(?<=[.!?]) (?=[A-Z0-9])/)) {
      if (wanted.has(sentence) && id < most) {
        const label = LABELS[id % LABELS.length];
        findings.push({ id: id++, label, sentence: [at, at + sentence.length], holder: "author" });
      }
      at += sentence.length + 1;
    }
    if (findings.length > 0) marked.push({ ...passage, findings, sentences: findings.length, unread: null, order: null } as unknown as Marked);
  }
  return marked;
}

/** The same stretches as offsets in the text of all text nodes, as mark.js wants them. */
function offsets(marked: Marked[]): { start: number; length: number }[] {
  const starts = new Map<Node, number>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    starts.set(node, at);
    at += (node as Text).length;
  }
  return marked.flatMap(({ findings, map }) =>
    findings.flatMap(({ sentence }) =>
      map.stretches(...sentence).map(({ startContainer, startOffset, endContainer, endOffset }) => {
        const start = (starts.get(startContainer) ?? 0) + startOffset;
        return { start, length: (starts.get(endContainer) ?? 0) + endOffset - start };
      }),
    ),
  );
}

async function frame(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function compare(sentences: string[], most: number): Promise<Comparison> {
  const marked = passages(new Set(sentences), most);
  const ranges = offsets(marked);
  const style = document.createElement("style");
  style.textContent = marksCss(DEFAULTS.look);
  document.head.append(style);
  const painter = new Painter();
  await frame();
  const paint = timed(() => {
    for (const passage of marked) painter.paint(passage, passage.findings);
  });
  let marks = 0;
  for (const [name, { size }] of CSS.highlights) if (name.startsWith("saltgrain-")) marks += size;
  await frame();
  const erase = timed(() => painter.destroy());
  await frame();
  const other = new Mark(document.body);
  const otherPaint = timed(() => other.markRanges(ranges));
  const otherMarks = document.querySelectorAll("mark").length;
  await frame();
  const otherErase = timed(() => other.unmark());
  await frame();
  return { marks, paint, erase, markJs: { marks: otherMarks, paint: otherPaint, erase: otherErase } };
}

Object.assign(globalThis, { comparePainting: compare });
