/** The contrast of every pair of colours that the interface puts together, and of the marks' colours on pages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Colour, contrast, parseColour } from "../src/design/colour.ts";
import { kindTokens, marksCss, paletteOf } from "../src/design/look.ts";
import tokens from "../src/design/tokens.css";
import type { Look } from "../src/settings.ts";
import { DEFAULTS } from "../src/settings.ts";

const TEXT = 4.5;
const GRAPHIC = 3;
const ENHANCED = 7;
const KINDS = ["speculation", "disclaimer", "call"] as const;
const SURFACES = ["ground", "raised", "sunken"];

const LOOKS: Record<string, Look> = {
  standard: DEFAULTS.look,
  "colour-blind": { ...DEFAULTS.look, palette: "colour-blind" },
  "high-contrast": { ...DEFAULTS.look, palette: "high-contrast" },
  "custom, pale": {
    ...DEFAULTS.look,
    palette: "custom",
    colours: { speculation: "#ffff99", disclaimer: "#f0f0f0", call: "#ffd0ff" },
  },
  "custom, deep": {
    ...DEFAULTS.look,
    palette: "custom",
    colours: { speculation: "#000000", disclaimer: "#1a0033", call: "#002211" },
  },
};

type Theme = "light" | "dark";

function colour(css: string): Colour {
  const parsed = parseColour(css);
  assert.ok(parsed, css);
  return parsed;
}

/** The colour tokens of a theme; later sheets win. */
function tokensOf(theme: Theme, ...sheets: string[]): Map<string, Colour> {
  const found = new Map<string, Colour>();
  for (const [, name = "", light = "", dark = ""] of sheets
    .join("\n")
    .matchAll(/--sg-([a-z-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)) {
    found.set(name, colour(theme === "light" ? light : dark));
  }
  return found;
}

/** Every pair that the surfaces use: what is drawn, on what, and how much contrast it needs. */
function pairs(): [string, string, number][] {
  const onSurfaces = (token: string, least: number) =>
    SURFACES.map((surface): [string, string, number] => [token, surface, least]);
  return [
    ...onSurfaces("text", TEXT),
    ...onSurfaces("muted", TEXT),
    ...onSurfaces("accent", TEXT),
    ["on-accent", "accent", TEXT],
    ...onSurfaces("focus", GRAPHIC),
    ...onSurfaces("line-strong", GRAPHIC),
    ...KINDS.flatMap((kind): [string, string, number][] => [
      ["text", `${kind}-tint`, TEXT],
      [`${kind}-ink`, `${kind}-tint`, TEXT],
      [`${kind}-mark`, `${kind}-tint`, GRAPHIC],
      ...onSurfaces(`${kind}-ink`, TEXT),
      ...onSurfaces(`${kind}-mark`, GRAPHIC),
    ]),
    ["warning-ink", "warning-tint", TEXT],
    ...onSurfaces("warning-ink", TEXT),
    ...onSurfaces("warning-mark", GRAPHIC),
  ];
}

for (const [name, look] of Object.entries(LOOKS)) {
  for (const theme of ["light", "dark"] as const) {
    test(`every pair of tokens has its contrast: ${name}, ${theme}`, () => {
      const colours = tokensOf(theme, tokens, kindTokens(look));
      const poor = pairs().flatMap(([upper, lower, least]) => {
        const [a, b] = [colours.get(upper), colours.get(lower)];
        assert.ok(a && b, `${upper} and ${lower} are tokens`);
        const found = contrast(a, b);
        return found < least ? [`${upper} on ${lower}: ${found.toFixed(2)}, needs ${least}`] : [];
      });
      assert.deepEqual(poor, []);
    });

    test(`marks show on pages: ${name}, ${theme}`, () => {
      const ground = colour(theme === "light" ? "#ffffff" : "#1b1b1b");
      const least = look.palette === "high-contrast" ? ENHANCED : GRAPHIC;
      for (const kind of KINDS) {
        const found = contrast(colour(paletteOf(look)[kind][theme]), ground);
        assert.ok(found >= least, `${kind}: ${found.toFixed(2)}`);
      }
    });
  }
}

test("the standard palette is that of the tokens", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const kind of KINDS) {
      assert.deepEqual(tokensOf(theme, tokens).get(`${kind}-mark`), colour(paletteOf(DEFAULTS.look)[kind][theme]));
    }
  }
});

// Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
const BLINDNESS: Record<string, readonly (readonly [number, number, number])[]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function oklab([r, g, b]: readonly number[]): number[] {
  const [red = 0, green = 0, blue = 0] = [r, g, b];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

test("the colour-blind palette stays apart for every kind of colour blindness", () => {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const palette = paletteOf({ ...DEFAULTS.look, palette: "colour-blind" });
  for (const [blindness, matrix] of Object.entries(BLINDNESS)) {
    for (const theme of ["light", "dark"] as const) {
      const seen = KINDS.map((kind) => {
        const parts = colour(palette[kind][theme]).slice(0, 3).map(linear);
        return oklab(
          matrix.map((row) =>
            Math.max(
              0,
              row.reduce((sum, weight, i) => sum + weight * (parts[i] ?? 0), 0),
            ),
          ),
        );
      });
      for (const [i, j] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        const apart = Math.hypot(...[0, 1, 2].map((part) => (seen[i]?.[part] ?? 0) - (seen[j]?.[part] ?? 0)));
        assert.ok(apart >= 0.1, `${KINDS[i]} and ${KINDS[j]}, ${blindness}, ${theme}: ${apart.toFixed(3)}`);
      }
    }
  }
});

test("each kind's line has a shape of its own, in every style", () => {
  for (const style of ["underline", "background", "both"] as const) {
    const css = marksCss({ ...DEFAULTS.look, style });
    const shapes = KINDS.map((kind) => css.match(new RegExp(`saltgrain-${kind}\\) \\{[^}]*underline (\\w+)`))?.[1]);
    assert.deepEqual(shapes, ["wavy", "dashed", "solid"]);
  }
});
