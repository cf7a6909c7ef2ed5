/** A kind's line as it stands under marked text: wavy, broken or firm. */
import type { Label } from "../engine-types.ts";

const SVG = "http://www.w3.org/2000/svg";
const LINES: Record<Label, string> = {
  speculation: "M1 4 q2-4.4 4 0 t4 0 t4 0 t4 0",
  disclaimer: "M1 4h3.4M7.3 4h3.4M13.6 4H17",
  call: "M1 4h16",
};

export function kindGlyph(kind: Label): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 18 8");
  svg.setAttribute("class", `glyph ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", LINES[kind]);
  svg.append(line);
  return svg;
}
