import type { SummaryInput, SummaryItem } from "../engine-types.ts";
import type { Frame } from "./frames.ts";

/** A finding of the page. */
export interface PageItem extends SummaryItem {
  /** Where on the page it lies, 0 to 1; `null` for what stands in a frame inside the page. */
  at: number | null;
}

export interface PageInput extends SummaryInput {
  items: PageItem[];
}

/** The frames' reports as one page. An item's id tells its frame: each frame counts its own from one. */
export function merge(frames: readonly Frame[]): {
  input: PageInput;
  owner: Map<number, { frameId: number; id: number }>;
  /** The item that was shown last in the page's own frame. */
  shown: number | null;
} {
  const input: PageInput = { items: [], sentences: 0, unread: [] };
  const owner = new Map<number, { frameId: number; id: number }>();
  let firstBlock = 0;
  let firstId = 0;
  for (const { frameId, report } of frames) {
    for (const item of report.items) {
      const id = firstId + item.id;
      owner.set(id, { frameId, id: item.id });
      input.items.push({ ...item, id, block: item.block + firstBlock, at: frameId === 0 ? item.at : null });
    }
    firstId += 1 + Math.max(0, ...report.items.map(({ id }) => id));
    // A gap, so that passages of two frames are no neighbours.
    firstBlock += 2 + Math.max(0, ...report.items.map(({ block }) => block));
    input.sentences += report.sentences;
    input.unread.push(...report.unread);
  }
  const [top] = frames;
  // The page's own frame comes first, so its ids are the page's.
  return { input, owner, shown: top?.frameId === 0 ? top.report.shown : null };
}
