/** What of the page's findings is shown: those that the person wants to see and whose words still stand where they were read. */
import type { Marked, MarkedFinding } from "./findings.ts";
import { shownIn } from "./read.ts";

export class Shown {
  readonly #ofElement = new Map<Element, Set<Marked>>();
  readonly #findings = new Map<Marked, readonly MarkedFinding[]>();

  get isEmpty(): boolean {
    return this.#findings.size === 0;
  }

  /** All passages, also those of which nothing can be shown now. */
  get passages(): Marked[] {
    return [...this.#findings.keys()];
  }

  set(marked: Marked, findings: readonly MarkedFinding[]): void {
    this.#findings.set(marked, findings);
    const siblings = this.#ofElement.get(marked.element);
    if (siblings) siblings.add(marked);
    else this.#ofElement.set(marked.element, new Set([marked]));
  }

  delete(marked: Marked): void {
    this.#findings.delete(marked);
    const siblings = this.#ofElement.get(marked.element);
    siblings?.delete(marked);
    if (siblings?.size === 0) this.#ofElement.delete(marked.element);
  }

  has(marked: Marked): boolean {
    return this.#findings.has(marked);
  }

  findings(marked: Marked): readonly MarkedFinding[] {
    return this.#findings.get(marked) ?? [];
  }

  /** The passages of an element. */
  of(element: Element): Iterable<Marked> {
    return this.#ofElement.get(element) ?? [];
  }

  /** The passages that mutations of text or children have touched. */
  touchedBy(records: readonly MutationRecord[]): Set<Marked> {
    const touched = new Set<Marked>();
    const seen = new Set<Node>();
    for (const { type, target } of records) {
      if (type === "attributes") continue;
      for (let at: Node | null = target; at !== null && !seen.has(at); at = shownIn(at)) {
        seen.add(at);
        if (at instanceof Element) for (const marked of this.of(at)) touched.add(marked);
      }
    }
    return touched;
  }
}

/** The page still holds the sentence where it was read, and nothing else between its words. */
export function stands({ map }: Marked, { sentence }: MarkedFinding): boolean {
  if (!map.isIntact(...sentence)) return false;
  const apart = map
    .stretches(...sentence)
    .filter(({ startContainer, endContainer }) => startContainer !== endContainer);
  if (apart.length === 0) return true;
  const read = new Set<Node>(map.runs.map(({ node }) => node));
  return apart.every(({ startContainer, endContainer }) => {
    const walker = document.createTreeWalker(startContainer.getRootNode(), NodeFilter.SHOW_TEXT);
    walker.currentNode = startContainer;
    for (let node = walker.nextNode(); node !== endContainer; node = walker.nextNode()) {
      if (node === null || (!read.has(node) && (node as Text).data.trim() !== "")) return false;
    }
    return true;
  });
}
