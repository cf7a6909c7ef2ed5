/** The generated pages: each is a file, the same bytes on every run, with what must be found on it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { examples as ofFamilies, sentences } from "./sentences.mjs";

const SENTENCES_A_PARAGRAPH = 4;
const POSTS_READY = 400;

const STYLE = `
  body { margin: 0 auto; max-width: 720px; padding: 24px; background: #fff; color: #1b1d21; font: 17px/1.6 Georgia, serif; }
  .post { margin: 0 0 16px; padding: 12px 16px; border: 1px solid #ddd; border-radius: 10px; }
  .post h3 { margin: 0 0 6px; font-size: 15px; }
  .post p { margin: 0; }
  #spinner { position: fixed; right: 12px; top: 12px; width: 24px; height: 24px; border: 3px solid #ccc; border-top-color: #333; border-radius: 50%; animation: turn 1s linear infinite; }
  @keyframes turn { to { rotate: 360deg } }
`;

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function page(title, body, script = "") {
  const code = script === "" ? "" : `<script>${script}</script>\n`;
  return `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>\n<body>\n<h1>${title}</h1>\n${body}\n${code}</body>\n</html>\n`;
}

/** Paragraphs of sentences, until `isEnough(characters, sentences)`. */
function paragraphs(source, isEnough) {
  const made = [];
  let [chars, count, planted] = [0, 0, 0];
  while (!isEnough(chars, count)) {
    const texts = [];
    for (let i = 0; i < SENTENCES_A_PARAGRAPH; i++) {
      const { text, isExample } = source.next().value;
      texts.push(escape(text));
      count += 1;
      planted += isExample ? 1 : 0;
    }
    const paragraph = `<p>${texts.join(" ")}</p>`;
    chars += paragraph.length + 1;
    made.push(paragraph);
  }
  return { html: made.join("\n"), sentences: count, planted };
}

/** What the page of a feed does: adds a post again and again, lets the oldest go, keeps something moving. */
function runFeed(posts, everyMs, kept) {
  const list = document.getElementById("feed");
  let next = 0;
  const add = () => {
    const post = document.createElement("article");
    post.className = "post";
    const [author, text] = posts[next % posts.length];
    post.append(Object.assign(document.createElement("h3"), { textContent: `${author} · ${next}` }));
    post.append(Object.assign(document.createElement("p"), { textContent: `${text} That was note ${next} of the day.` }));
    list.append(post);
    next += 1;
    if (list.children.length > kept) list.firstElementChild.remove();
  };
  for (let i = 0; i < kept; i++) add();
  globalThis.feed = {
    frames: [],
    get added() {
      return next;
    },
    start() {
      this.timer = setInterval(add, everyMs);
      const tick = (at) => {
        this.frames.push(at);
        scrollBy(0, 2);
        this.request = requestAnimationFrame(tick);
      };
      this.request = requestAnimationFrame(tick);
    },
    stop() {
      clearInterval(this.timer);
      cancelAnimationFrame(this.request);
    },
  };
}

/** A minute's posts of a feed. */
export const POSTS_A_MINUTE = 200;
/** Posts that stand in the feed at a time. */
export const POSTS_KEPT = 200;

/**
 * Writes the pages into a folder.
 *
 * @returns {Promise<Record<string, { file: string, bytes: number, sentences: number, planted: number }>>} `planted`: sentences
 * that are examples of families
 */
export async function writeWorkloads(folder) {
  const examples = await ofFamilies();
  const of = (seed, share) => sentences({ seed, examples, share });
  const made = {};
  const write = async (name, title, { html, sentences, planted }, script) => {
    const text = page(title, html, script);
    const file = `${name}.html`;
    await writeFile(join(folder, file), text);
    made[name] = { file, bytes: Buffer.byteLength(text), sentences, planted };
  };
  await write("plain", "A walk by the harbour", paragraphs(of(1, 0), (chars) => chars >= 100_000));
  await write("article", "What the market makes of the quarter", paragraphs(of(2, 1 / 8), (chars) => chars >= 100_000));
  await write("large", "Ten years of notes on markets", paragraphs(of(3, 1 / 8), (chars, count) => count >= 50_000));
  await write("marks", "Notes on markets, one by one", paragraphs(of(4, 1 / 2), (chars, count) => count >= 6000));

  const source = of(5, 1 / 4);
  const posts = [];
  let planted = 0;
  for (let i = 0; i < POSTS_READY; i++) {
    const said = [source.next().value, source.next().value];
    planted += said.filter(({ isExample }) => isExample).length;
    posts.push([`reader${i % 37}`, said.map(({ text }) => text).join(" ")]);
  }
  await write(
    "feed",
    "What people post about stocks",
    { html: `<div id="spinner"></div><div id="feed"></div>`, sentences: 3 * POSTS_READY, planted },
    `(${runFeed})(${JSON.stringify(posts).replace(/</g, "\\u003c")}, ${60_000 / POSTS_A_MINUTE}, ${POSTS_KEPT})`,
  );
  return made;
}
