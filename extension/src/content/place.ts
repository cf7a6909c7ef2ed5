/**
 * Where on the page an element stands: what part it plays, and whether it is read at all.
 *
 * A place is worked out from the place around it, so a subtree can be read again without reading the page.
 */
import type { Role } from "../engine-types.ts";
import type { WhiteSpace } from "./text-map.ts";

export interface Place {
  role: Role;
  link: boolean;
  /** Inside a hidden part; children may show themselves again. */
  hidden: boolean;
  whiteSpace: WhiteSpace;
}

export const OUTSIDE: Place = { role: "unknown", link: false, hidden: false, whiteSpace: "collapse" };

/** Never read: not text, not the page's own words, or the reader's own typing. */
const UNREAD = new Set([
  ..."SCRIPT STYLE TEMPLATE NOSCRIPT HEAD TITLE IFRAME FRAME OBJECT EMBED CANVAS VIDEO AUDIO MAP PICTURE IMG".split(
    " ",
  ),
  ..."INPUT TEXTAREA SELECT OPTION DATALIST PROGRESS METER RT RP SVG MATH".split(" "),
  "SALTGRAIN-OVERLAY",
]);

const FURNITURE = new Set("NAV BUTTON MENU LABEL LEGEND MARQUEE".split(" "));
const FURNITURE_ROLES = new Set(
  (
    "navigation button tab tablist menu menubar menuitem menuitemcheckbox menuitemradio toolbar search switch " +
    "checkbox radio combobox listbox option marquee timer slider spinbutton scrollbar progressbar tooltip"
  ).split(" "),
);
/** Word parts of an id or class that page builders use for cookie notices and running tickers. */
const FURNITURE_NAME = /(?:^|[-_ ])(?:cookies?|consent|gdpr|onetrust|ticker|tickers|marquee)(?:[-_ ]|$)/i;
const NAMED_PARTS = new Set("DIV SECTION ASIDE FOOTER DIALOG UL".split(" "));

const HEADINGS = new Set("H1 H2 H3 H4 H5 H6".split(" "));
const PROSE = new Set("P LI BLOCKQUOTE DD DT".split(" "));
const CAPTIONS = new Set("FIGCAPTION CAPTION".split(" "));
const CELLS = new Set("TD TH".split(" "));

/** The place inside `element`, or `null` where nothing is read. */
export function enter(around: Place, element: Element, style: CSSStyleDeclaration): Place | null {
  // Names of SVG and MathML elements are lower case.
  const tag = element.tagName.toUpperCase();
  if (UNREAD.has(tag) || style.display === "none" || style.contentVisibility === "hidden") return null;
  if (element.getAttribute("aria-hidden") === "true" || isEditable(element) || isClippedAway(style)) return null;
  if (tag === "SUP" && element.querySelector("a") !== null) return null;
  return {
    role: around.role === "ui" || around.role === "code" ? around.role : (roleOf(element, tag) ?? around.role),
    link: around.link || tag === "A",
    hidden: style.visibility !== "visible",
    whiteSpace: style.getPropertyValue("white-space-collapse") as WhiteSpace,
  };
}

function roleOf(element: Element, tag: string): Role | null {
  const aria = element.getAttribute("role");
  if (FURNITURE.has(tag) || (aria !== null && FURNITURE_ROLES.has(aria))) return "ui";
  if (NAMED_PARTS.has(tag) && FURNITURE_NAME.test(`${element.id} ${element.className}`)) return "ui";
  if ((tag === "UL" || tag === "OL") && isMenu(element)) return "ui";
  if (HEADINGS.has(tag) || aria === "heading") return "heading";
  if (CAPTIONS.has(tag)) return "caption";
  if (CELLS.has(tag)) return "cell";
  if (PROSE.has(tag)) return "body";
  if (tag === "PRE") return isProgram(element) ? "code" : "body";
  return null;
}

function isEditable(element: Element): boolean {
  if ((element as HTMLElement).isContentEditable) return true;
  const role = element.getAttribute("role");
  return role === "textbox" || role === "searchbox";
}

/** Text for screen readers alone repeats what is shown. */
function isClippedAway(style: CSSStyleDeclaration): boolean {
  if (style.position !== "absolute") return false;
  return (
    (Number.parseFloat(style.width) <= 1 && Number.parseFloat(style.height) <= 1) ||
    style.clip === "rect(0px, 0px, 0px, 0px)"
  );
}

/** A list made only of links with short words is a menu; one of headlines is not. */
function isMenu(list: Element): boolean {
  const items = list.children;
  if (items.length < 2) return false;
  let letters = 0;
  for (const item of items) {
    let linked = 0;
    for (const link of item.querySelectorAll("a, button")) linked += (link.textContent ?? "").trim().length;
    const length = (item.textContent ?? "").replace(/\s+/g, " ").trim().length;
    if (length - linked > 2) return false;
    letters += length;
  }
  return letters / items.length <= 28;
}

function isProgram(pre: Element): boolean {
  return (
    pre.querySelector("code, samp, kbd") !== null ||
    /(?:^|[-_ ])(?:code|lang|language|highlight|hljs)/i.test(pre.className)
  );
}

/** Between the links of a footer. */
const SEPARATORS = /[|·•]/g;
const STOP = /[.!?…。！？]["'”’)\]]*$/;

/** The role of a finished block, now that its words are known. */
export function settle(role: Role, text: string, linked: number): Role {
  if (role === "ui" || role === "code" || role === "heading") return role;
  const words = text.split(/\s+/, 9).length;
  if (linked > text.length / 2 && (text.match(SEPARATORS)?.length ?? 0) >= 2) return "ui";
  if (linked >= text.length - 2 && words <= 3) return "ui";
  const isProse = words > 8 || (words > 3 && STOP.test(text));
  return isProse && (role === "cell" || role === "unknown") ? "body" : role;
}
