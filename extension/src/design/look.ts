/**
 * How marks look: the person's choice of style and colours, made into style sheets for the page, for our overlay and for
 * our own pages.
 *
 * Each kind has a line of its own shape, so that no mark is told by colour alone: speculation wavers, a disclaimer is
 * broken, a call stands firm.
 */
import type { Label } from "../engine-types.ts";
import type { Look } from "../settings.ts";
import { type Colour, contrast, mix, parseColour, toHex } from "./colour.ts";

/** A kind's line, on light grounds and on dark ones. */
export interface Shades {
  light: string;
  dark: string;
}
export type Palette = Record<Label, Shades>;

/** The standard palette is also that of tokens.css; green and red are left to those who write of rise and fall. */
export const PALETTES: Record<Exclude<Look["palette"], "custom">, Palette> = {
  standard: {
    speculation: { light: "#b86e00", dark: "#f0ad3d" },
    disclaimer: { light: "#5b7386", dark: "#9db4c6" },
    call: { light: "#7442c8", dark: "#b893ff" },
  },
  // Orange, blue and grey stay apart for every kind of colour blindness; their lightness differs as well.
  "colour-blind": {
    speculation: { light: "#c25e00", dark: "#ffb454" },
    disclaimer: { light: "#6b6b6b", dark: "#c9c9c9" },
    call: { light: "#004a94", dark: "#5aa9ff" },
  },
  "high-contrast": {
    speculation: { light: "#6b3c00", dark: "#ffcf70" },
    disclaimer: { light: "#2f4453", dark: "#cfe0ec" },
    call: { light: "#4a159e", dark: "#d8c2ff" },
  },
};

const KINDS: readonly Label[] = ["speculation", "disclaimer", "call"];
/** Grounds that colours are fitted to: the darkest that counts as light, and the lightest that counts as dark. */
const LIGHT_GROUND = parse("#ffffff");
const DARK_GROUND = parse("#202228");
/** WCAG 2.2, 1.4.11: graphical objects. */
const MARK_CONTRAST = 3;
/** On the ground that a mark is fitted to, so that {@link MARK_CONTRAST} is left on sunken surfaces and on the kind's own tint. */
const SURFACE_CONTRAST = 3.5;
/** WCAG 2.2, 1.4.3: text; a little more than its 4.5, which rounding to bytes takes. */
const INK_CONTRAST = 4.6;

function parse(css: string): Colour {
  return parseColour(css) ?? [0.5, 0.5, 0.5, 1];
}

/** The colour, moved towards black or white until it shows on the ground. */
function fitted(colour: Colour, ground: Colour, enough: number): Colour {
  const pole: Colour = contrast(ground, [0, 0, 0, 1]) > contrast(ground, [1, 1, 1, 1]) ? [0, 0, 0, 1] : [1, 1, 1, 1];
  for (let share = 1; share > 0; share -= 0.04) {
    const candidate = mix(colour, pole, share);
    if (contrast(candidate, ground) >= enough) return candidate;
  }
  return pole;
}

/** The palette of a look; colours chosen by hand are fitted to both grounds. */
export function paletteOf({ palette, colours }: Look): Palette {
  if (palette !== "custom") return PALETTES[palette];
  const shades = (kind: Label): Shades => {
    const chosen = parse(colours[kind]);
    return {
      light: toHex(fitted(chosen, LIGHT_GROUND, MARK_CONTRAST)),
      dark: toHex(fitted(chosen, DARK_GROUND, MARK_CONTRAST)),
    };
  };
  return { speculation: shades("speculation"), disclaimer: shades("disclaimer"), call: shades("call") };
}

/** How a mark's line is drawn where the sentence speaks for its writer, and where it passes on somebody else's words. */
const LINES: Record<Label, { shape: string; own: string; reported: string }> = {
  speculation: { shape: "wavy", own: "1.3px", reported: "1px" },
  disclaimer: { shape: "dashed", own: "1.5px", reported: "1.5px" },
  call: { shape: "solid", own: "3px", reported: "1.5px" },
};
const TINT = { speculation: 0.13, disclaimer: 0.09, call: 0.14 };
/** Without a line the ground alone has to be seen. */
const STRONG_TINT = { speculation: 0.3, disclaimer: 0.24, call: 0.26 };

/** How far below the letters a line runs; a line that gives way to a weightier mark's runs beneath that one. */
const OFFSET = "3px";
const OFFSET_UNDER = "8px";

/** What a mark's name says of it. The content script paints under these names, and {@link marksCss} gives their rules. */
export interface MarkName {
  kind: Label;
  isReported: boolean;
  /** A weightier mark lies on the same words: its line comes first, this one's runs below it. */
  isUnder: boolean;
  isOnDark: boolean;
}

export const PREFIX = "saltgrain-";
export const FLASH = `${PREFIX}flash`;

export function markName({ kind, isReported, isUnder, isOnDark }: MarkName): string {
  return `${PREFIX}${kind}${isReported ? "-reported" : ""}${isUnder ? "-under" : ""}${isOnDark ? "-on-dark" : ""}`;
}

function markNames(): MarkName[] {
  const truths = [false, true];
  return KINDS.flatMap((kind) =>
    (kind === "disclaimer" ? [false] : truths).flatMap((isReported) =>
      // Nothing is weightier than a call.
      (kind === "call" ? [false] : truths).flatMap((isUnder) =>
        truths.map((isOnDark) => ({ kind, isReported, isUnder, isOnDark })),
      ),
    ),
  );
}

function rgb([red, green, blue]: Colour, alpha: number): string {
  return `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(" ")} / ${alpha})`;
}

function rule(name: MarkName, { style }: Look, palette: Palette): string {
  const { kind, isReported, isUnder, isOnDark } = name;
  const colour = parse(palette[kind][isOnDark ? "dark" : "light"]);
  const { shape, own, reported } = LINES[kind];
  const tint = (style === "background" ? STRONG_TINT : TINT)[kind];
  const isQuiet = isReported && style !== "background";
  const ground = style === "underline" || isQuiet ? "transparent" : rgb(colour, isReported ? tint / 2 : tint);
  // The kind is told by its line: where the reader wants grounds alone, a hair of it stays for those who can't tell hues.
  const width = style === "background" ? "1px" : isReported ? reported : own;
  return `::highlight(${markName(name)}) {
  background-color: ${ground};
  text-decoration: underline ${shape} ${toHex(colour)} ${width};
  text-underline-offset: ${isUnder ? OFFSET_UNDER : OFFSET};
}`;
}

/** Browsers force a selection's colours on every mark; the line, drawn within, still tells the kinds apart. */
function forced(kind: Label): string {
  const names = markNames().filter((name) => name.kind === kind);
  return `${names.map((name) => `::highlight(${markName(name)})`).join(", ")} {
  background-color: Highlight;
  color: HighlightText;
  text-decoration: underline ${LINES[kind].shape} HighlightText ${kind === "call" ? "3px" : "1.5px"};
  text-underline-offset: 0;
  text-decoration-skip-ink: none;
}`;
}

/** The sheet for pages. Its rules match nothing until ranges are registered under their names. */
export function marksCss(look: Look): string {
  const palette = paletteOf(look);
  const all = [...markNames().map(markName), FLASH].map((name) => `::highlight(${name})`);
  return [
    ...markNames().map((name) => rule(name, look, palette)),
    `::highlight(${FLASH}) { background-color: rgb(255 214 10 / 55%); color: #111111; }`,
    `@media (forced-colors: active) { ${KINDS.map(forced).join("\n")}
::highlight(${FLASH}) { background-color: Highlight; color: HighlightText; } }`,
    `@media print { ${all.join(", ")} { background-color: transparent; text-decoration: none; } }`,
    // What lies over the page shows only as long as this sheet is there (overlay.css).
    "saltgrain-overlay { --saltgrain-present: block; }",
  ].join("\n");
}

/**
 * The kinds' tokens for a look, for surfaces that carry tokens.css: only those that differ from it. A tint is a touch of the
 * mark's colour on the surface, ink is that colour as far as words need it.
 */
export function kindTokens(look: Look): string {
  if (look.palette === "standard") return "";
  const palette = paletteOf(look);
  const declarations = KINDS.flatMap((kind) => {
    const of = (shade: string, ground: Colour) => {
      const mark = fitted(parse(shade), ground, SURFACE_CONTRAST);
      const tint = mix(mark, ground, 0.12);
      return { mark, tint, edge: mix(mark, ground, 0.38), ink: fitted(mark, tint, INK_CONTRAST) };
    };
    const light = of(palette[kind].light, LIGHT_GROUND);
    const dark = of(palette[kind].dark, DARK_GROUND);
    return (["mark", "ink", "tint", "edge"] as const).map(
      (part) => `--sg-${kind}-${part}: light-dark(${toHex(light[part])}, ${toHex(dark[part])});`,
    );
  });
  return `:root, :host { ${declarations.join(" ")} }`;
}
