/** Documents that are read in part or not at all, and the line that tells the reader so. */
import { roughly, say } from "../messages.ts";

const PAGES = ["text/html", "application/xhtml+xml"];
const PLAIN_TEXTS = ["text/plain", "text/markdown", "text/x-markdown"];

/** Why a document of this media type is not read; `null` if it is. */
export function unreadable(type: string): string | null {
  if (PAGES.includes(type) || PLAIN_TEXTS.includes(type)) return null;
  if (type === "application/pdf") return say("pagePdf");
  if (/^(?:image|audio|video)\//.test(type)) return say("pagePicture");
  if (/[/+]xml$/.test(type)) return say("pageXml");
  return say("pageOther");
}

/** What is not as usual about a document that was read; `cutAt` is the number of characters after which it was left. */
export function limits(type: string, cutAt: number | null): string {
  if (cutAt !== null) return say("pageCut", { characters: roughly(cutAt) });
  return PAGES.includes(type) ? "" : say("pagePlainText");
}
