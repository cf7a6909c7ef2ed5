import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { EngineHost, type Judge } from "../src/background/engine-host.ts";
import type { JudgeReply, JudgeRequest } from "../src/engine-types.ts";

mock.method(console, "error", () => {});

const request = (text: string): JudgeRequest => ({
  title: "",
  url: "",
  sensitivity: "balanced",
  blocks: [{ text, role: "body" }],
});

/** The smallest module that traps: `(func (export "f") unreachable)`. */
const TRAP = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11,
]);

/** Traps on the word "trap" the way the real engine would, and then answers nothing right ever again. */
async function fragile(): Promise<Judge> {
  const { instance } = await WebAssembly.instantiate(TRAP);
  const trap = instance.exports["f"] as () => void;
  let broken = false;
  return {
    judge({ blocks }): JudgeReply {
      if (broken || blocks.some(({ text }) => text.includes("trap"))) {
        broken = true;
        trap();
      }
      return { findings: [], sentences: blocks.map(() => 1), unread: [] };
    },
  };
}

test("one engine answers every request", async () => {
  let starts = 0;
  const host = new EngineHost(async () => {
    starts += 1;
    return fragile();
  });
  const outcomes = await Promise.all([host.judge(request("a")), host.judge(request("b")), host.judge(request("c"))]);
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ["judged", "judged", "judged"],
  );
  assert.equal(starts, 1);
});

test("after a trap the request is answered with the reason and the next one meets a fresh engine", async () => {
  let starts = 0;
  const host = new EngineHost(async () => {
    starts += 1;
    return fragile();
  });
  assert.equal((await host.judge(request("fine"))).kind, "judged");
  const failed = await host.judge(request("a trap"));
  assert.equal(failed.kind, "engine-failed");
  assert.match(failed.kind === "engine-failed" ? failed.reason : "", /unreachable/);
  assert.equal((await host.judge(request("fine again"))).kind, "judged");
  assert.equal(starts, 2);
});

test("two requests that trap at once cost the fresh engine nothing", async () => {
  let starts = 0;
  const host = new EngineHost(async () => {
    starts += 1;
    return fragile();
  });
  await Promise.all([host.judge(request("trap")), host.judge(request("trap"))]);
  const later = host.judge(request("fine"));
  assert.equal((await later).kind, "judged");
  assert.equal(starts, 2);
});

test("an engine that can't start is tried again with the next request", async () => {
  let starts = 0;
  const host = new EngineHost(async () => {
    starts += 1;
    if (starts === 1) throw new Error("no module");
    return fragile();
  });
  assert.deepEqual(await host.judge(request("a")), { kind: "engine-failed", reason: "no module" });
  assert.equal((await host.judge(request("b"))).kind, "judged");
});
