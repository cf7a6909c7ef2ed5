/** A passage together with what the engine said of it. */
import type { Finding, Label, Levels, Slots, Span, SummaryItem } from "../engine-types.ts";
import { tagOf } from "../words.ts";
import type { Passage } from "./read.ts";

export interface MarkedFinding extends Finding {
  /** Names the finding to the popup; never used again in this document. */
  id: number;
}

export interface Known extends Passage {
  /** `null` until the engine has answered. */
  findings: MarkedFinding[] | null;
  /** Sentences judged. */
  sentences: number;
  /** Why the passage was not judged, if it wasn't. */
  unread: string | null;
  /** Where it came when the whole page was last read; `null` if it has been read on its own since. */
  order: number | null;
}

export type Marked = Known & { findings: MarkedFinding[] };

/** Asking the browser which of two nodes comes first takes it through all their siblings, so it is asked only of news. */
export function byPlace(a: Known, b: Known): number {
  if (a.order !== null && b.order !== null) return a.order - b.order;
  const [first, second] = [a.map.runs[0], b.map.runs[0]];
  if (first === undefined || second === undefined || first === second) return 0;
  if (first.node === second.node) return first.from - second.from;
  return first.node.compareDocumentPosition(second.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** Most telling first: what a badge and the card show first. */
export const KINDS: readonly Label[] = ["call", "speculation", "disclaimer"];

/** The sentence cut at its cues, so that the cue words can be set in bold. */
export function cutAtCues(text: string, [start, end]: [number, number], cues: readonly [number, number][]) {
  const pieces: { text: string; isCue: boolean }[] = [];
  const add = (from: number, to: number, isCue: boolean) => {
    if (to > from) pieces.push({ text: text.slice(from, to), isCue });
  };
  let at = start;
  for (const [first, last] of cues.toSorted((a, b) => a[0] - b[0])) {
    const from = Math.max(at, first);
    const to = Math.min(end, last);
    if (to <= from) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, end, false);
  return pieces;
}

/** What the summary is told of a finding; `block` is the passage's position among those of the page. */
export function summaryItem(known: Known, finding: MarkedFinding, block: number): SummaryItem {
  const [start, end] = finding.sentence;
  const instruments = finding.slots?.instruments ?? [];
  return {
    id: finding.id,
    block,
    text: known.text.slice(start, end),
    cues: finding.cues.map(([from, to]) => [from - start, to - start]),
    label: finding.label,
    subtype: finding.subtype,
    tag: tagOf(finding.subtype),
    force: finding.force,
    holder: finding.holder,
    direction: finding.direction,
    confidence: finding.confidence,
    severity: finding.severity,
    message: finding.message,
    instruments: instruments.map(({ span, direction }) => ({ name: known.text.slice(...span), direction })),
    levels: levelsOf(finding.slots, known.text),
    continues: finding.continues,
  };
}

/** The prices that a call's slots point at in its text. */
export function levelsOf(slots: Slots | null, text: string): Levels {
  const words = (spans: readonly Span[] | undefined) => (spans ?? []).map((span) => text.slice(...span));
  return { entry: words(slots?.entry), stop: words(slots?.stop ? [slots.stop] : []), targets: words(slots?.targets) };
}
