/** Colours as numbers: what browsers give for a computed colour, laid over one another, and how well two tell apart. */

/** Gamma-coded sRGB, each part 0 to 1; parts beyond that belong to colours outside of sRGB. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

type Triple = readonly [number, number, number];

/** Reads a computed colour of CSS Color 4, or a hex colour of our own; `null` for anything else. */
export function parseColour(css: string): Colour | null {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css);
  if (hex !== null) return [1, 2, 3].map((i) => Number.parseInt(hex[i] ?? "", 16) / 255).concat(1) as never;
  const call = /^(?<name>[a-z]+)\((?:(?<space>[a-z][a-z\d-]*) )?(?<parts>[^()]+)\)$/i.exec(css.trim())?.groups;
  if (call === undefined) return null;
  const name = (call["space"] ?? call["name"] ?? "").toLowerCase();
  const parts = (call["parts"] ?? "").split(/[\s,/]+/).map(number);
  const [a, b, c, alpha = 1] = parts;
  if (a === undefined || b === undefined || c === undefined || parts.some(Number.isNaN)) return null;
  const coded = SPACES[name]?.([a, b, c]);
  return coded === undefined ? null : [...coded, Math.min(1, Math.max(0, alpha))];
}

/** `none` counts as zero. */
function number(part: string): number {
  if (part === "none") return 0;
  return part.endsWith("%") ? Number.parseFloat(part) / 100 : Number.parseFloat(part);
}

const SPACES: Record<string, (parts: Triple) => Triple> = {
  rgb: ([r, g, b]) => [r / 255, g / 255, b / 255],
  rgba: ([r, g, b]) => [r / 255, g / 255, b / 255],
  srgb: (parts) => parts,
  "srgb-linear": (parts) => coded(parts),
  "display-p3": (parts) => coded(times(P3_TO_SRGB, linear(parts))),
  xyz: (parts) => coded(times(XYZ_TO_SRGB, parts)),
  "xyz-d65": (parts) => coded(times(XYZ_TO_SRGB, parts)),
  oklab: (parts) => coded(fromOklab(parts)),
  oklch: (parts) => coded(fromOklab(fromPolar(parts))),
  lab: (parts) => coded(fromLab(parts)),
  lch: (parts) => coded(fromLab(fromPolar(parts))),
};

// The matrices of CSS Color 4, section 20, "Sample code for color conversions".
type Matrix = readonly [Triple, Triple, Triple];
const XYZ_TO_SRGB: Matrix = [
  [3.2409699, -1.5373832, -0.4986108],
  [-0.9692436, 1.8759675, 0.0415551],
  [0.0556301, -0.203977, 1.0569715],
];
const P3_TO_SRGB: Matrix = [
  [1.2249402, -0.2249402, 0],
  [-0.0420569, 1.0420569, 0],
  [-0.0196376, -0.0786361, 1.0982736],
];
const D50_TO_D65: Matrix = [
  [0.9554734, -0.0230985, 0.0632593],
  [-0.0283697, 1.0099954, 0.0210414],
  [0.012314, -0.0205076, 1.3303659],
];
const OKLAB_TO_LMS: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const LMS_TO_SRGB: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];
const D50: Triple = [0.9642957, 1, 0.8251046];

function times(matrix: Matrix, [a, b, c]: Triple): Triple {
  return matrix.map(([x, y, z]) => x * a + y * b + z * c) as never;
}

function linear(parts: Triple): Triple {
  return parts.map((part) => {
    const size = Math.abs(part);
    return Math.sign(part) * (size <= 0.04045 ? size / 12.92 : ((size + 0.055) / 1.055) ** 2.4);
  }) as never;
}

function coded(parts: Triple): Triple {
  return parts.map((part) => {
    const size = Math.abs(part);
    return Math.sign(part) * (size <= 0.0031308 ? size * 12.92 : 1.055 * size ** (1 / 2.4) - 0.055);
  }) as never;
}

function fromPolar([lightness, chroma, hue]: Triple): Triple {
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

function fromOklab(parts: Triple): Triple {
  return times(LMS_TO_SRGB, times(OKLAB_TO_LMS, parts).map((part) => part ** 3) as never);
}

function fromLab([lightness, a, b]: Triple): Triple {
  const y = (lightness + 16) / 116;
  const [fx, fz] = [y + a / 500, y - b / 200];
  const cube = (f: number) => (f ** 3 > 216 / 24389 ? f ** 3 : (116 * f - 16) / (24389 / 27));
  const relative: Triple = [cube(fx), lightness > 8 ? y ** 3 : lightness / (24389 / 27), cube(fz)];
  const xyz = relative.map((part, i) => part * (D50[i] ?? 1)) as never;
  return times(XYZ_TO_SRGB, times(D50_TO_D65, xyz));
}

/** `upper` laid over `lower`. */
export function over(upper: Colour, lower: Colour): Colour {
  const alpha = upper[3] + lower[3] * (1 - upper[3]);
  if (alpha === 0) return [0, 0, 0, 0];
  const part = (i: 0 | 1 | 2) => (upper[i] * upper[3] + lower[i] * lower[3] * (1 - upper[3])) / alpha;
  return [part(0), part(1), part(2), alpha];
}

/** Relative luminance (WCAG 2), 0 to 1. */
export function luminance([red, green, blue]: Colour): number {
  const within = [red, green, blue].map((part) => Math.min(1, Math.max(0, part))) as never;
  const [r, g, b] = linear(within);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two opaque colours (WCAG 2), 1 to 21. */
export function contrast(a: Colour, b: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** `share` of `a` and the rest of `b`, mixed in sRGB. */
export function mix(a: Colour, b: Colour, share: number): Colour {
  return over([a[0], a[1], a[2], share], b);
}

/** An opaque colour as `#rrggbb`. */
export function toHex([red, green, blue]: Colour): string {
  const byte = (part: number) =>
    Math.round(Math.min(1, Math.max(0, part)) * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${byte(red)}${byte(green)}${byte(blue)}`;
}
