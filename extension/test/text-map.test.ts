import assert from "node:assert/strict";
import { test } from "node:test";
import { TextMap, type WhiteSpace } from "../src/content/text-map.ts";

const node = (data: string) => ({ data, isConnected: true, length: data.length }) as unknown as Text;

function read(map: TextMap, whiteSpace: WhiteSpace, ...nodes: Text[]): void {
  for (const one of nodes) map.append(one, whiteSpace, 0, one.data.length, one.data);
}

/** What the page holds between the ends of each stretch, for stretches inside one node. */
function shown(map: TextMap, start: number, end: number): string[] {
  return map.stretches(start, end).map(({ startContainer, startOffset, endContainer, endOffset }) => {
    assert.equal(startContainer, endContainer);
    return startContainer.data.slice(startOffset, endOffset);
  });
}

test("white space collapses as on the page, and offsets lead back", () => {
  const map = new TextMap();
  const text = node("\n   Buy \n\t the   dip. ");
  read(map, "collapse", text);
  map.close();
  assert.equal(map.text, "Buy the dip.");
  const at = map.text.indexOf("dip");
  assert.deepEqual(shown(map, at, at + 3), ["dip"]);
  assert.deepEqual(shown(map, 0, map.text.length), ["Buy \n\t the   dip."]);
});

test("inline elements do not break the text, and a stretch may cross them", () => {
  const map = new TextMap();
  const [a, b, c] = [node("wash out "), node("weak"), node(" hands")];
  read(map, "collapse", a, b, c);
  assert.equal(map.text, "wash out weak hands");
  const [stretch, ...more] = map.stretches(5, 19);
  assert.deepEqual(more, []);
  assert.equal(stretch?.startContainer, a);
  assert.equal(stretch?.startOffset, 5);
  assert.equal(stretch?.endContainer, c);
  assert.equal(stretch?.endOffset, 6);
});

test("white space shared by two nodes collapses to one space", () => {
  const map = new TextMap();
  read(map, "collapse", node("set "), node(" to "), node(" soar"));
  assert.equal(map.text, "set to soar");
});

test("a stretch does not span what was not read", () => {
  const map = new TextMap();
  const [a, b] = [node("before "), node("after")];
  read(map, "collapse", a);
  map.setApart();
  read(map, "collapse", b);
  assert.deepEqual(shown(map, 0, map.text.length), ["before ", "after"]);
});

test("a line break belongs to no node", () => {
  const map = new TextMap();
  read(map, "collapse", node("may be "));
  map.breakLine();
  read(map, "collapse", node(" that it has"));
  assert.equal(map.text, "may be\nthat it has");
  assert.deepEqual(shown(map, 0, 6), ["may be"]);
  assert.deepEqual(shown(map, 7, 18), ["that it has"]);
});

test("preserved white space stays; pre-line keeps only its breaks", () => {
  const kept = new TextMap();
  read(kept, "preserve", node("a  b\n c"));
  assert.equal(kept.text, "a  b\n c");
  const lines = new TextMap();
  read(lines, "preserve-breaks", node("a  b\n c"));
  assert.equal(lines.text, "a b\nc");
});

test("no-break spaces are not collapsed", () => {
  const map = new TextMap();
  read(map, "collapse", node("3\u00a0\u00a0%"));
  assert.equal(map.text, "3\u00a0\u00a0%");
});

test("text that has changed since is noticed, and only there", () => {
  const map = new TextMap();
  const text = node("Gold will rise.\nSilver will not.");
  read(map, "collapse", text);
  assert.equal(map.isIntact(0, map.text.length), true);
  (text as unknown as { data: string }).data = "Gold may rise.\nSilver will not.";
  assert.equal(map.isIntact(0, 15), false);
  (text as unknown as { isConnected: boolean }).isConnected = false;
  assert.equal(map.isIntact(0, 4), false);
});

test("astral characters keep UTF-16 offsets", () => {
  const map = new TextMap();
  read(map, "collapse", node("🚀  moon"));
  assert.equal(map.text, "🚀 moon");
  assert.deepEqual(shown(map, 3, 7), ["moon"]);
});
