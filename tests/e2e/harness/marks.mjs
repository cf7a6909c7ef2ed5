/** What is marked on a page, read in the page's own world from the highlights that the browser paints. */

/** The kinds of mark, in the order they are told. */
export const KINDS = ["speculation", "disclaimer", "call"];

/** The painted ranges whose highlight's name begins with `saltgrain-` and this, in order of the page: a handle on them. */
function rangesOf(page, name) {
  return page.evaluateHandle(
    (prefix) =>
      [...CSS.highlights]
        .filter(([name]) => name.startsWith(prefix))
        .flatMap(([, highlight]) => [...highlight])
        .map((fixed) => {
          const range = new Range();
          range.setStart(fixed.startContainer, fixed.startOffset);
          range.setEnd(fixed.endContainer, fixed.endOffset);
          return range;
        })
        .sort((a, b) => a.compareBoundaryPoints(Range.START_TO_START, b)),
    `saltgrain-${name}`,
  );
}

/** A text without doubled white space. */
export const plain = (text) => text.replace(/\s+/g, " ").trim();

/** The texts of those ranges as the document has them. @returns {Promise<string[]>} */
export async function texts(page, name) {
  const ranges = await rangesOf(page, name);
  try {
    return await ranges.evaluate((ranges) => ranges.map((range) => range.toString()));
  } finally {
    await ranges.dispose();
  }
}

/**
 * The marked stretches of text by kind, in order of the page. A sentence across several text nodes is several stretches.
 *
 * @returns {Promise<Record<string, string[]>>}
 */
export async function marksByKind(page) {
  return Object.fromEntries(await Promise.all(KINDS.map(async (kind) => [kind, (await texts(page, kind)).map(plain)])));
}

/**
 * How much of each passage is marked as each kind: 0 to 1 of its letters and digits.
 *
 * A passage that stands more than once is taken where it is the whole of a text node, in all such places, or else at its
 * first place. The least marked place counts for `least`, the most marked for `most`.
 *
 * @param {string[]} passages
 * @returns {Promise<(Record<string, { least: number, most: number }> | null)[]>} null for a passage that isn't on the page
 */
export function coverage(page, passages) {
  return page.evaluate(
    (passages, kinds) => {
      // The page's text as one string without doubled white space, and where each of its characters comes from.
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const sources = [];
      const marked = new Map();
      let text = "";
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest("script, style, noscript, template, textarea")) continue;
        marked.set(
          node,
          kinds.map(() => new Uint8Array(node.data.length)),
        );
        for (let at = 0; at < node.data.length; at++) {
          const space = /\s/.test(node.data[at]);
          if (space && text.endsWith(" ")) continue;
          text += space ? " " : node.data[at];
          sources.push([node, at]);
        }
      }
      for (const [name, highlight] of CSS.highlights) {
        const kind = kinds.findIndex((kind) => name.startsWith(`saltgrain-${kind}`));
        if (kind < 0) continue;
        for (const range of highlight) {
          let inside = false;
          for (const [node, masks] of marked) {
            const first = node === range.startContainer;
            const last = node === range.endContainer;
            inside ||= first;
            if (inside) masks[kind].fill(1, first ? range.startOffset : 0, last ? range.endOffset : node.data.length);
            if (last) break;
          }
        }
      }
      const isWord = /[\p{L}\p{N}]/u;
      return passages.map((passage) => {
        const wanted = passage.replace(/\s+/g, " ").trim();
        const places = [];
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) places.push(at);
        if (places.length === 0) return null;
        const whole = places.filter((at) => sources[at][0].data.replace(/\s+/g, " ").trim() === wanted);
        const shares = (whole.length > 0 ? whole : places.slice(0, 1)).map((at) => {
          const words = sources.slice(at, at + wanted.length).filter((_, i) => isWord.test(text[at + i]));
          return kinds.map((_, kind) => words.filter(([node, offset]) => marked.get(node)[kind][offset]).length / words.length);
        });
        return Object.fromEntries(
          kinds.map((kind, i) => {
            const ofKind = shares.map((share) => share[i]);
            return [kind, { least: Math.min(...ofKind), most: Math.max(...ofKind) }];
          }),
        );
      });
    },
    passages,
    KINDS,
  );
}

/**
 * Reads a labels file: tab-separated, with a line of headings `expected label subtype text`.
 *
 * @param {string} tsv
 * @returns {{ expected: "must" | "may" | "none", label: string, subtype: string, text: string }[]}
 */
export function parseLabels(tsv) {
  const [head, ...lines] = tsv.split(/\r?\n/).filter((line) => line.trim() !== "");
  const columns = head.split("\t");
  return lines.map((line) => Object.fromEntries(line.split("\t").map((value, i) => [columns[i], value])));
}

/** What is wrong with the marks of a page, judged by its labels: one sentence a fault. */
export async function faults(page, labels) {
  const shares = await coverage(
    page,
    labels.map(({ text }) => text),
  );
  return labels.flatMap(({ expected, label, text }, i) => {
    const share = shares[i];
    if (share === null) return [`not on the page: ${text}`];
    if (expected === "must" && share[label].least < 1) {
      return [`${Math.round(share[label].least * 100)} % marked as ${label}, must be all: ${text}`];
    }
    return KINDS.filter((kind) => share[kind].most > 0 && (expected === "none" || (expected === "may" && kind !== label))).map(
      (kind) => `marked as ${kind}, must not be: ${text}`,
    );
  });
}

/** Moves the mouse onto the first mark of a kind, scrolled to the middle of the window. */
export async function pointAt(page, kind) {
  const ranges = await rangesOf(page, kind);
  const place = await ranges.evaluate((ranges) => {
    const shown = ranges.find((range) => range.getClientRects().length > 0);
    if (shown === undefined) return null;
    shown.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = shown.getClientRects()[0];
    return { x: left + Math.min(width / 2, 40), y: top + height / 2 };
  });
  await ranges.dispose();
  if (place === null) throw new Error(`no ${kind} is marked`);
  // From nearby, so that the page sees a movement and not only an arrival.
  await page.mouse.move(place.x + 3, place.y);
  await page.mouse.move(place.x, place.y);
}
