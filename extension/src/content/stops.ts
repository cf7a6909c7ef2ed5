/** Documents that are read in part or not at all, and the line that tells the reader so. */
import { WORDS } from "../words.ts";

const PAGES = ["text/html", "application/xhtml+xml"];
const PLAIN_TEXTS = ["text/plain", "text/markdown", "text/x-markdown"];

/** Why a document of this media type is not read; `null` if it is. */
export function unreadable(type: string): string | null {
  if (PAGES.includes(type) || PLAIN_TEXTS.includes(type)) return null;
  if (type === "application/pdf") return WORDS.notReadable.pdf;
  if (/^(?:image|audio|video)\//.test(type)) return WORDS.notReadable.picture;
  if (/[/+]xml$/.test(type)) return WORDS.notReadable.xml;
  return WORDS.notReadable.other;
}

/** What is not as usual about a document that was read; `cutAt` is the number of characters after which it was left. */
export function limits(type: string, cutAt: number | null): string {
  if (cutAt !== null) return WORDS.pageCut(cutAt / 1_000_000);
  return PAGES.includes(type) ? "" : WORDS.plainText;
}
