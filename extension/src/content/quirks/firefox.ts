/** What only Firefox needs. */
import marks from "../marks.css";

const adopted = new WeakSet<ShadowRoot>();
let sheet: CSSStyleSheet | null = null;

/** Firefox doesn't apply a document's `::highlight()` rules inside shadow roots; Chromium does. */
export function adoptMarks(root: ShadowRoot): void {
  if (!navigator.userAgent.includes("Gecko/") || adopted.has(root)) return;
  adopted.add(root);
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(marks);
  }
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Takes the sheet back out. */
export function disownMarks(root: ShadowRoot): void {
  if (sheet === null || !adopted.delete(root)) return;
  root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
}
