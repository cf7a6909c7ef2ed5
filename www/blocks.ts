/** Plain text as the engine wants it: paragraphs, and a headline if the text begins with one. */
import type { Block } from "../extension/src/engine-types.ts";

export interface PlacedBlock extends Block {
  /** Where the block begins in the text. */
  at: number;
}

const PARAGRAPH = /\S(?:.|\n(?![^\S\n]*\n))*/g;
/** Longer lines are sentences, whatever they end with. */
const HEADLINE_MAX = 120;

/** Empty lines part the blocks; a single line break stays inside its block, where it ends a sentence. */
export function blocksOf(text: string): PlacedBlock[] {
  const blocks = Array.from(text.matchAll(PARAGRAPH), (match): PlacedBlock => {
    return { text: match[0].trimEnd(), at: match.index, role: "body" };
  });
  const [first, second] = blocks;
  if (first && second && first.text.length <= HEADLINE_MAX && !/\n|[.!?…:;]["”’)]*$/.test(first.text)) {
    first.role = "heading";
  }
  return blocks;
}
