import assert from "node:assert/strict";
import { test } from "node:test";
import { type Colour, contrast, luminance, over, parseColour, toHex } from "../src/design/colour.ts";

const hexOf = (css: string) => {
  const colour = parseColour(css);
  return colour === null ? null : toHex(colour);
};

test("colours as browsers write them", () => {
  assert.deepEqual(parseColour("rgb(255, 0, 0)"), [1, 0, 0, 1]);
  assert.deepEqual(parseColour("rgba(0, 0, 0, 0)"), [0, 0, 0, 0]);
  assert.deepEqual(parseColour("color(srgb 0.5 0.25 1 / 0.5)"), [0.5, 0.25, 1, 0.5]);
  assert.deepEqual(parseColour("color(srgb none 0.25 1 / 50%)"), [0, 0.25, 1, 0.5]);
  assert.equal(parseColour("currentcolor"), null);
  assert.equal(parseColour("transparent"), null);
});

test("colours of every space come out as the same red, blue and white", () => {
  // The same colours in other spaces, from the tables of CSS Color 4.
  for (const css of [
    "#ff0000",
    "oklch(0.62796 0.25768 29.2339)",
    "oklab(0.62796 0.22486 0.12585)",
    "lab(54.2905 80.8049 69.891)",
    "lch(54.2905 106.8372 40.8577)",
    "color(display-p3 0.91749 0.20029 0.13856)",
    "color(srgb-linear 1 0 0)",
    "color(xyz-d65 0.41239 0.21264 0.01933)",
  ]) {
    assert.equal(hexOf(css), "#ff0000", css);
  }
  assert.equal(hexOf("lab(29.5683 68.2874 -112.0297)"), "#0000ff");
  assert.equal(hexOf("oklch(0.45201 0.31321 264.052)"), "#0000ff");
  assert.equal(hexOf("oklab(1 0 0)"), "#ffffff");
  assert.equal(hexOf("lab(100 0 0)"), "#ffffff");
});

test("luminance and contrast are those of WCAG 2", () => {
  const black: Colour = [0, 0, 0, 1];
  const white: Colour = [1, 1, 1, 1];
  assert.equal(luminance(white).toFixed(3), "1.000");
  assert.equal(luminance(black), 0);
  assert.equal(contrast(black, white).toFixed(1), "21.0");
  assert.equal(contrast(parseColour("#767676") ?? black, white).toFixed(2), "4.54");
});

test("a clear ground lets what lies below it through", () => {
  assert.equal(toHex(over([0, 0, 0, 0.5], [1, 1, 1, 1])), "#808080");
  assert.equal(toHex(over([0, 0, 0, 0], [1, 1, 1, 1])), "#ffffff");
  assert.deepEqual(over([0, 0, 0, 0], [0, 0, 0, 0]), [0, 0, 0, 0]);
});
