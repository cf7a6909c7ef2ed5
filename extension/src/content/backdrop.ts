/** What text stands on: light or dark. Marks are drawn in colours that show on it. */
import { type Colour, contrast, luminance, over, parseColour } from "../design/colour.ts";

/** Black and white text have equal contrast on a ground of this luminance. */
const MIDDLE = 0.179;
/** Text with less contrast to a ground can't stand on it: something that can't be measured lies between. */
const READABLE = 1.6;
const CLEAR: Colour = [0, 0, 0, 0];
const WHITE: Colour = [1, 1, 1, 1];
/** What browsers paint behind a page that asks to be dark. */
const DARK_CANVAS: Colour = [0.07, 0.07, 0.07, 1];

/**
 * Whether the text of `element` stands on a dark ground. The grounds around it are laid over one another as the browser
 * does, down to the canvas; where a picture lies among them, the text's own colour tells, because it was chosen to be read.
 */
export function standsOnDark(element: Element, parentOf: (element: Element) => Element | null): boolean {
  const text = textColour(element);
  const ground = groundOf(element, parentOf);
  if (ground === null || (text !== null && contrast(text, ground) < READABLE)) {
    return text !== null && luminance(text) > MIDDLE;
  }
  return luminance(ground) < MIDDLE;
}

/** The colour of everything behind the text; `null` where a picture makes it unknowable. */
function groundOf(element: Element, parentOf: (element: Element) => Element | null): Colour | null {
  let ground = CLEAR;
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    // Firefox gives none while the page is being left.
    const style: CSSStyleDeclaration | null = getComputedStyle(at);
    if (style === null) return null;
    for (const layer of layersOf(style)) {
      if (layer === null) return null;
      ground = over(ground, layer);
    }
    const opacity = Number.parseFloat(style.opacity);
    if (opacity < 1) ground = [ground[0], ground[1], ground[2], ground[3] * opacity];
    // What is left to shine through wouldn't change the answer.
    if (ground[3] > 0.98) return ground;
  }
  // A frame is clear where it isn't painted, and the page around it can't be seen from here.
  if (window.parent !== window) return null;
  return over(ground, canvas());
}

/** The grounds that an element paints, uppermost first; `null` is one of unknown colour. */
function layersOf({ backgroundColor, backgroundImage, backgroundClip }: CSSStyleDeclaration): (Colour | null)[] {
  // Then it fills the letters.
  if (backgroundClip === "text") return [];
  const images = backgroundImage === "none" ? [] : splitLayers(backgroundImage).map(meanOfGradient);
  return [...images, parseColour(backgroundColor) ?? CLEAR];
}

/** Cuts at the commas between layers, not at those inside of their brackets. */
function splitLayers(images: string): string[] {
  const layers: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < images.length; at++) {
    const sign = images[at];
    if (sign === "(") depth++;
    else if (sign === ")") depth--;
    else if (sign === "," && depth === 0) {
      layers.push(images.slice(from, at));
      from = at + 1;
    }
  }
  return [...layers, images.slice(from)];
}

const COLOUR = /\b(?:rgba?|color|oklab|oklch|lab|lch)\([^()]*\)/g;

/** The mean of a gradient's colours; `null` for a picture, and for a gradient whose ends are as far apart as day and night. */
function meanOfGradient(layer: string): Colour | null {
  if (!/^\s*(?:repeating-)?(?:linear|radial|conic)-gradient\(/.test(layer)) return null;
  const stops = (layer.match(COLOUR) ?? []).map(parseColour).filter((colour) => colour !== null);
  if (stops.length === 0) return null;
  const alpha = stops.reduce((sum, stop) => sum + stop[3], 0);
  if (alpha === 0) return CLEAR;
  const solid = stops.filter((stop) => stop[3] > 0.5).map(luminance);
  if (solid.some((light) => light < MIDDLE) && solid.some((light) => light >= MIDDLE)) return null;
  const part = (i: 0 | 1 | 2) => stops.reduce((sum, stop) => sum + stop[i] * stop[3], 0) / alpha;
  return [part(0), part(1), part(2), alpha / stops.length];
}

/** What the browser paints behind everything: the page's colour scheme decides. */
function canvas(): Colour {
  const { colorScheme } = getComputedStyle(document.documentElement) ?? {};
  const meta = document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.content;
  const schemes = (colorScheme && colorScheme !== "normal" ? colorScheme : (meta ?? "light")).split(/\s+/);
  const isDark =
    schemes.includes("dark") && (!schemes.includes("light") || matchMedia("(prefers-color-scheme: dark)").matches);
  return isDark ? DARK_CANVAS : WHITE;
}

function textColour(element: Element): Colour | null {
  const style: CSSStyleDeclaration | null = getComputedStyle(element);
  if (style === null) return null;
  // Letters filled by their ground have no colour of their own.
  const fill = parseColour(style.getPropertyValue("-webkit-text-fill-color")) ?? parseColour(style.color);
  return fill === null || fill[3] < 0.3 ? null : fill;
}
