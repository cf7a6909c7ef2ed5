import type { SummaryInput } from "../engine-types.ts";
import type { FrameReport } from "../protocol.ts";

export interface Frame {
  frameId: number;
  report: FrameReport;
}

/** The frames' reports as one page. An item's id tells its frame: each frame counts its own from one. */
export function merge(frames: readonly Frame[]): {
  input: SummaryInput;
  owner: Map<number, { frameId: number; id: number }>;
} {
  const input: SummaryInput = { items: [], sentences: 0, unread: [] };
  const owner = new Map<number, { frameId: number; id: number }>();
  let firstBlock = 0;
  let firstId = 0;
  for (const { frameId, report } of frames) {
    for (const item of report.items) {
      const id = firstId + item.id;
      owner.set(id, { frameId, id: item.id });
      input.items.push({ ...item, id, block: item.block + firstBlock });
    }
    firstId += 1 + Math.max(0, ...report.items.map(({ id }) => id));
    // A gap, so that passages of two frames are no neighbours.
    firstBlock += 2 + Math.max(0, ...report.items.map(({ block }) => block));
    input.sentences += report.sentences;
    input.unread.push(...report.unread);
  }
  return { input, owner };
}
