/** What text stands on: light or dark. Marks are drawn in colours that show on it. */

type Colour = [red: number, green: number, blue: number, alpha: number];

/** Reads a computed colour. Browsers give `rgb()`/`rgba()`, or `color(srgb …)` with parts from 0 to 1. */
export function parseColour(css: string): Colour | null {
  const parts = css
    .match(/-?[\d.]+(?:e-?\d+)?%?/g)
    ?.map((part) => Number.parseFloat(part) / (part.endsWith("%") ? 100 : 1));
  const [a, b, c, alpha = 1] = parts ?? [];
  if (a === undefined || b === undefined || c === undefined) return null;
  if (css.startsWith("rgb")) return [a / 255, b / 255, c / 255, alpha];
  if (css.startsWith("color(srgb ") || css.startsWith("color(display-p3 ")) {
    // The 3 of display-p3 is no part of the colour.
    return css.startsWith("color(d") ? parseColour(css.replace("display-p3", "srgb")) : [a, b, c, alpha];
  }
  if (css.startsWith("oklab") || css.startsWith("oklch")) return [a, a, a, alpha];
  if (css.startsWith("lab") || css.startsWith("lch")) return [a / 100, a / 100, a / 100, alpha];
  return null;
}

/** Relative luminance (WCAG 2), 0 to 1. */
export function luminance([red, green, blue]: Colour): number {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Where black and white text have equal contrast. */
const MIDDLE = 0.179;

/** Whether the text of `element` stands on a dark ground. */
export function standsOnDark(element: Element, parentOf: (element: Element) => Element | null): boolean {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    // Firefox gives none while the page is being left.
    const style: CSSStyleDeclaration | null = getComputedStyle(at);
    if (style === null) return false;
    // A picture may be anything; text is set to be read on it, so its own colour tells.
    if (style.backgroundImage !== "none") return isLightText(element);
    const ground = parseColour(style.backgroundColor);
    if (ground !== null && ground[3] >= 0.5) return luminance(ground) < MIDDLE;
  }
  return isLightText(element);
}

function isLightText(element: Element): boolean {
  const colour = parseColour(getComputedStyle(element).color);
  return colour !== null && luminance(colour) > 0.4;
}
