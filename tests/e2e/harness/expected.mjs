/**
 * What is expected of a page, as a file for people: comments, then the blocks with their roles, then the marks with their
 * kinds, one a line. A line break inside a block is `⏎`; characters that don't show are written `\u{hex}`.
 *
 * ```text
 * # Why a person sees it so.
 * blocks
 *   heading  A note on ZORV
 *   body     First line,⏎second line.
 * marks
 *   call     Buy ZORV before Friday.
 * ```
 */

const UNSEEN = /[\u00a0\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\t]/g;
const ESCAPED = /\\u\{([0-9a-f]+)\}/g;
const LINE = /^ {2}(\S+) +(\S.*)$/;

const escaped = (text) =>
  text.replace(/\n/g, "⏎").replace(UNSEEN, (unseen) => `\\u{${unseen.codePointAt(0).toString(16)}}`);

const unescaped = (text) =>
  text.replace(/⏎/g, "\n").replace(ESCAPED, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));

/** @returns {{ blocks: { text: string, role: string }[], marks: { text: string, label: string }[] }} */
export function parseExpected(file) {
  const found = { blocks: [], marks: [] };
  let part = null;
  for (const line of file.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (line in found) {
      part = line;
      continue;
    }
    const [, kind, text] = LINE.exec(line) ?? [];
    if (part === null || kind === undefined) throw new Error(`not a line of expectations: ${line}`);
    found[part].push({ text: unescaped(text), [part === "blocks" ? "role" : "label"]: kind });
  }
  return found;
}

/** The same as a file, without comments. */
export function render({ blocks, marks }) {
  const line = (kind, text) => `  ${kind.padEnd(12)}${escaped(text)}`;
  return [
    "blocks",
    ...blocks.map(({ role, text }) => line(role, text)),
    "marks",
    ...marks.map(({ label, text }) => line(label, text)),
    "",
  ].join("\n");
}
