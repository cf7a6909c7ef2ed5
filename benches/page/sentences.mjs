/** The words that generated pages are made of: the families' own examples, and plain sentences that say nothing of markets. */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inProject } from "../../tests/e2e/harness/session.mjs";

const { parse } = createRequire(new URL("../../extension/package.json", import.meta.url))("smol-toml");

const KINDS = ["speculation", "disclaimer", "call"];

/** Numbers from 0 to 1 that are the same on every run (mulberry32). */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The sentences that the families say must be found, one list for all kinds. @returns {Promise<string[]>} */
export async function examples() {
  const found = [];
  for (const kind of KINDS) {
    const folder = inProject(`src/families/en/${kind}`);
    for (const file of (await readdir(folder)).filter((name) => name.endsWith(".toml")).sort()) {
      const { family = [] } = parse(await readFile(join(folder, file), "utf8"));
      for (const { positive = [] } of family) found.push(...positive.filter((text) => !text.includes("\n")));
    }
  }
  return found;
}

const PLACES = "the harbour,the mill,the upper valley,the old quay,the library,the botanic garden,the ferry landing,the school,the bakery,the museum,the north shore,the orchard".split(",");
const PEOPLE = "the gardener,the baker,a carpenter,the lighthouse keeper,an apprentice,the librarian,a teacher,the ferryman,a beekeeper,the choir,a potter,the archivist".split(",");
const THINGS = "a wooden boat,two clay jars,a box of letters,the copper kettle,a map of the coast,three oak benches,a bag of seeds,the brass bell,a stone bridge,the rain barrel,a woollen coat,the garden wall".split(",");
const WORK = "repaired,painted,carried,measured,washed,drew,described,photographed,found,cleaned,wrapped,borrowed".split(",");
const TIMES = "on Monday morning,before breakfast,after the rain,at the end of the lane,in the afternoon,while the kettle boiled,during the long break,in the first week of May,by candlelight,after lunch,between two showers,at seven in the evening".split(",");

/** Plain sentences: each has two clauses of about sixty characters. */
const PATTERNS = [
  (say) => `${say(PEOPLE)} ${say(WORK)} ${say(THINGS)} near ${say(PLACES)} ${say(TIMES)}, and ${say(PEOPLE)} wrote it down in the book beside the door.`,
  (say) => `Near ${say(PLACES)} stood ${say(THINGS)}, which ${say(PEOPLE)} ${say(WORK)} ${say(TIMES)} and then left beside ${say(PLACES)}.`,
  (say) => `${say(TIMES)}, ${say(PEOPLE)} walked from ${say(PLACES)} to ${say(PLACES)} with ${say(THINGS)} under a grey blanket.`,
  (say) => `A path leads from ${say(PLACES)} past ${say(PLACES)}, where ${say(PEOPLE)} once ${say(WORK)} ${say(THINGS)}.`,
  (say) => `${say(PEOPLE)} and ${say(PEOPLE)} ${say(WORK)} ${say(THINGS)} ${say(TIMES)}, then sat down for tea and bread.`,
];

/** A plain sentence that must not be marked. */
export function plain(random) {
  const say = (words) => words[Math.floor(random() * words.length)];
  const text = say(PATTERNS)(say);
  return text[0].toUpperCase() + text.slice(1);
}

/**
 * Sentences without end, the same for the same seed.
 *
 * @param {{ seed: number, examples: string[], share: number }} how `share`: how many of the sentences are families' examples, 0 to 1
 */
export function* sentences({ seed, examples, share }) {
  const random = seeded(seed);
  for (;;) {
    const isExample = random() < share;
    const text = isExample ? examples[Math.floor(random() * examples.length)] : plain(random);
    yield { text, isExample };
  }
}
