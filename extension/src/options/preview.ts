/** What marks will look like, painted the way pages are: highlights under the same names, by the same style sheet. */
import { marksCss } from "../design/look.ts";
import { say } from "../messages.ts";
import type { Look } from "../settings.ts";

const PARTS = [
  { kind: "speculation", words: "previewSpeculation" },
  { kind: null, words: "previewPlain" },
  { kind: "disclaimer", words: "previewDisclaimer" },
  { kind: "call", words: "previewCall" },
] as const;

export class Preview {
  readonly #sheet = new CSSStyleSheet();

  constructor() {
    document.adoptedStyleSheets.push(this.#sheet);
    const ranges = new Map<string, Range[]>();
    for (const paper of document.querySelectorAll<HTMLElement>("[data-preview]")) {
      for (const { kind, words } of PARTS) {
        const text = new Text(say(words));
        paper.append(text, " ");
        if (kind === null) continue;
        const range = new Range();
        range.selectNodeContents(text);
        const name = `saltgrain-${kind}${paper.dataset["preview"] === "dark" ? "-on-dark" : ""}`;
        ranges.set(name, [...(ranges.get(name) ?? []), range]);
      }
    }
    for (const [name, painted] of ranges) CSS.highlights.set(name, new Highlight(...painted));
  }

  draw(look: Look): void {
    this.#sheet.replaceSync(marksCss(look));
  }
}
