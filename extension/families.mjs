/**
 * The families as settings and documents tell of them, read from the sources that the engine is built from: the entries
 * under `src/families/en/`, the sub-types' tags in `src/finding.rs` and their sentences in `src/message.rs`.
 */
import { readdir, readFile } from "node:fs/promises";
import { parse } from "smol-toml";

const SOURCES = new URL("../src/", import.meta.url);
const LABELS = { S: "speculation", D: "disclaimer", C: "call" };
const SUBTYPES = 24;

/**
 * @typedef {object} Subtype
 * @property {string} id such as `S2`
 * @property {string} label
 * @property {string} tag one or two words: `Forecast`
 * @property {string} message one sentence for the reader
 * @property {Family[]} families
 *
 * @typedef {object} Family
 * @property {string} id such as `S-08`
 * @property {string} name two or three words
 * @property {string} message one sentence for the reader, its own or the sub-type's
 * @property {string[]} examples sentences that it finds
 * @property {string[]} nearMisses sentences that look alike and that it does not find
 */

/** Every sub-type with its families: speculation, disclaimers, calls. @returns {Promise<Subtype[]>} */
export async function subtypes() {
  const tags = await arms("finding.rs", /Subtype::([SDC][1-8]) => "([^"]+)"/g);
  const messages = await arms("message.rs", /\(Subtype::([SDC][1-8]), _\) => \{?\s*"([^"]+)"/g);
  const families = await everyFamily();
  return [...tags].map(([id, tag]) => {
    const message = messages.get(id);
    if (!message) throw new Error(`src/message.rs has no sentence for ${id}`);
    const own = families.filter(({ subtype }) => subtype === id).map((family) => told(family, message));
    return { id, label: LABELS[id[0]], tag, message, families: own };
  });
}

function told({ id, name, message, positive, near_miss }, otherwise) {
  return { id, name, message: message ?? otherwise, examples: positive, nearMisses: near_miss };
}

async function everyFamily() {
  const folder = new URL("families/en/", SOURCES);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".toml")).sort();
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), "utf8")));
  return texts.flatMap((text) => parse(text).family ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What Rust's source says of each sub-type in the arms of a `match`. */
async function arms(file, pattern) {
  const found = new Map(
    [...(await readFile(new URL(file, SOURCES), "utf8")).matchAll(pattern)].map(([, id, text]) => [id, text]),
  );
  if (found.size !== SUBTYPES) throw new Error(`src/${file} tells of ${found.size} sub-types instead of ${SUBTYPES}`);
  return found;
}
