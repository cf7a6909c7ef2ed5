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

test("a space that does not break stays beside one that does", () => {
  const map = new TextMap();
  read(map, "collapse", node("up "), node("\u00a05\u00a0 %"), node("  \n\u00a0now"));
  assert.equal(map.text, "up \u00a05\u00a0 % \u00a0now");
  assert.deepEqual(shown(map, 3, 8), ["\u00a05\u00a0 %"]);
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

test("a space that only shows belongs to no node, and a mark runs over it", () => {
  const map = new TextMap();
  const [a, b] = [node("Buy"), node("ZORV")];
  read(map, "collapse", a);
  map.space();
  read(map, "collapse", b);
  assert.equal(map.text, "Buy ZORV");
  assert.deepEqual(map.stretches(0, 8), [{ startContainer: a, startOffset: 0, endContainer: b, endOffset: 4 }]);
  assert.deepEqual(shown(map, 4, 8), ["ZORV"]);
  assert.equal(map.isIntact(0, 8), true);
});

test("white space before the first letter is left out, whatever keeps it on the page", () => {
  for (const whiteSpace of ["collapse", "preserve", "preserve-breaks"] as const) {
    const map = new TextMap();
    read(map, whiteSpace, node(" \n\u00a0"), node("  \n  Buy"));
    assert.equal(map.text, "Buy");
    assert.deepEqual(shown(map, 0, 3), ["Buy"]);
  }
});

test("a full line is joined to the next, a short one is not", () => {
  const map = new TextMap();
  read(map, "collapse", node("short line"));
  map.breakLine();
  map.joinFullLine(12);
  assert.equal(map.text, "short line\n");
  read(map, "collapse", node("a line that is full"));
  map.joinFullLine(12);
  assert.equal(map.text, "short line\na line that is full");
  map.breakLine();
  map.joinFullLine(12);
  read(map, "collapse", node("goes on"));
  assert.equal(map.text, "short line\na line that is full goes on");
});

test("blank space after a break is an empty line, no-break spaces included", () => {
  const map = new TextMap();
  read(map, "collapse", node("one"));
  assert.equal(map.endsInBreak(), false);
  map.breakLine();
  read(map, "collapse", node(" \u00a0 "));
  assert.equal(map.endsInBreak(), true);
  read(map, "collapse", node("two"));
  assert.equal(map.endsInBreak(), false);
});
