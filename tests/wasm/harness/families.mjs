/** The families' own examples, read from their files. */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PROJECT } from "./door.mjs";

const { parse } = createRequire(join(PROJECT, "extension/package.json"))("smol-toml");

const LABELS = { S: "speculation", D: "disclaimer", C: "call" };
const MARKETS = "Markets: stocks and crypto";
const ANYTHING = "Weekend notes";

/** Every example sentence, with the title of the page it is read on, its family and what is said of it. */
export async function familyExamples() {
  const folder = join(PROJECT, "src/families/en");
  const entries = await readdir(folder, { recursive: true });
  const files = entries.filter((file) => file.endsWith(".toml") && !file.includes("lexicon")).sort();
  const examples = [];
  for (const file of files) {
    const { family = [] } = parse(await readFile(join(folder, file), "utf8"));
    for (const { id, subtype, positive = [], near_miss = [], off_topic = [] } of family) {
      const label = LABELS[subtype[0]];
      const add = (sentences, title, fires) => examples.push(...sentences.map((text) => ({ id, label, text, title, fires })));
      add(positive, MARKETS, true);
      add(near_miss, MARKETS, false);
      add(off_topic, ANYTHING, false);
    }
  }
  return examples;
}
