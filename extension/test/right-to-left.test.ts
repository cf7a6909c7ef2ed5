/** Style sheets say start and end, not left and right: then a page written from the right needs no sheet of its own. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const sheets = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".css"))
  .map((path) => ({ path, rules: readFileSync(join("src", path), "utf8").replace(/\/\*.*?\*\//gs, "") }));

/** Moved by coordinates of the screen, which have a left side in every language. */
const BY_COORDINATES = [/\.badges? \{/, /\.ring \{/];

const PHYSICAL = [
  /^(?:left|right|(?:margin|padding)-(?:left|right)|border-(?:left|right)(?:-\w+)*|float|border-(?:top|bottom)-(?:left|right)-radius)$/,
];

/** What a declaration says of left or right, if anything. */
function isPhysical(property: string, value: string): boolean {
  if (PHYSICAL.some((pattern) => pattern.test(property))) return !/^inline-(?:start|end)$/.test(value);
  if (property === "text-align") return value === "left" || value === "right";
  if (property !== "margin" && property !== "padding" && property !== "border-width") return false;
  // Top, right, bottom, left: the second and the fourth are to be the same.
  const sides = value.match(/(?:[\w-]*\((?:[^()]|\([^()]*\))*\)|[^\s()]+)/g) ?? [];
  return sides.length === 4 && sides[1] !== sides[3];
}

test("no style sheet tells left from right", () => {
  assert.ok(sheets.length > 3);
  const found = sheets.flatMap(({ path, rules }) =>
    [...rules.matchAll(/([^{}]*\{)([^{}]*)\}?/g)].flatMap(([, selector = "", body = ""]) =>
      body.split(";").flatMap((declaration) => {
        const [property = "", ...value] = declaration.split(":").map((part) => part.trim());
        const rule = selector.trim().split("\n").at(-1) ?? "";
        if (BY_COORDINATES.some((place) => place.test(rule)) || !isPhysical(property, value.join(":"))) return [];
        return [`${path}: ${rule} ${property}: ${value.join(":")}`];
      }),
    ),
  );
  assert.deepEqual(found, []);
});

test("left and right are told from start and end", () => {
  assert.ok(isPhysical("margin-left", "4px") && isPhysical("text-align", "right") && isPhysical("left", "0"));
  assert.ok(isPhysical("padding", "4px 6px 4px 14px") && isPhysical("margin", "0 var(--a, 1px) 0 2px"));
  assert.ok(!isPhysical("padding", "4px 6px") && !isPhysical("margin", "1px 2px 3px 2px"));
  assert.ok(!isPhysical("inset-inline-start", "0") && !isPhysical("float", "inline-end"));
});
