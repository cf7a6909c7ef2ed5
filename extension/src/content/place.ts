/**
 * Where on the page an element stands: what part it plays, and whether it is read at all.
 *
 * A place is worked out from the place around it, so a subtree can be read again without reading the page.
 */
import type { Role } from "../engine-types.ts";
import type { TextMap, WhiteSpace } from "./text-map.ts";

export interface Place {
  role: Role;
  link: boolean;
  /** Inside a hidden part; children may show themselves again. */
  hidden: boolean;
  whiteSpace: WhiteSpace;
}

export const OUTSIDE: Place = { role: "unknown", link: false, hidden: false, whiteSpace: "collapse" };

/** Never read: not text, not the page's own words, taken back by the writer, or the reader's own typing. */
export const UNREAD: ReadonlySet<string> = new Set([
  ..."script style template noscript head title iframe frame object embed canvas video audio map picture img".split(
    " ",
  ),
  ..."input textarea select option datalist progress meter rt rp svg math del s strike".split(" "),
  "saltgrain-overlay",
]);

const FURNITURE = new Set("nav button menu label legend marquee".split(" "));
const FURNITURE_ROLES = new Set(
  (
    "navigation button tab tablist menu menubar menuitem menuitemcheckbox menuitemradio toolbar search switch " +
    "checkbox radio combobox listbox option marquee timer slider spinbutton scrollbar progressbar tooltip"
  ).split(" "),
);
/** Words in an id or class by which page builders and their services name cookie notices … */
const NOTICE_NAME =
  /(?:^|[-_ ])(?:cookies?[a-z]*|consent|gdpr|onetrust|optanon|eupopup|didomi|usercentrics|qc-cmp2?|truste|iubenda|klaro)(?:[-_ ]|$)/i;
/** … and running lines: at the end of a name, because stories are named after a stock's ticker, too. */
const RUNNING_NAME = /(?:^|[-_ ])(?:marquee|tickers?)(?:[-_](?:tape|bar|wrap|wrapper|container|list|items?))?(?: |$)/i;
/** A card of a feed that can be clicked as a whole is no button, though it says so. */
const CARDS = new Set("button option tab".split(" "));
const CARD_TEXT = "p, h1, h2, h3, h4, h5, h6, article, blockquote";
const CARD_CHARS = 80;
const NAMED_PARTS = new Set("div section aside header footer dialog form ul".split(" "));
/** What a page is about: a part that holds one of these is no notice, whatever it is called. */
const CONTENT = "main, article, h1";

const HEADINGS = new Set("h1 h2 h3 h4 h5 h6".split(" "));
const PROSE = new Set("p li blockquote dd dt".split(" "));
const CAPTIONS = new Set("figcaption caption".split(" "));
const CELLS = new Set("td th".split(" "));

/** The place inside `element`, or `null` where nothing is read. */
export function enter(around: Place, element: Element, style: CSSStyleDeclaration): Place | null {
  const tag = element.localName;
  // Without a display it stands in no tree that is shown: a child that its host's shadow tree has no slot for.
  if (UNREAD.has(tag) || style.display === "none" || style.display === "") return null;
  if (style.contentVisibility === "hidden" || element.getAttribute("aria-hidden") === "true") return null;
  if (isEditable(element) || isForScreenReaders(style)) return null;
  return {
    role: around.role === "ui" || around.role === "code" ? around.role : (roleOf(element, tag) ?? around.role),
    link: around.link || tag === "a",
    // Text of no size is the space between inline blocks, or not meant for eyes. Faded-out text is mostly about to show.
    hidden: style.visibility !== "visible" || style.fontSize === "0px",
    whiteSpace: style.getPropertyValue("white-space-collapse") as WhiteSpace,
  };
}

function roleOf(element: Element, tag: string): Role | null {
  const aria = element.getAttribute("role");
  if (FURNITURE.has(tag) || (aria !== null && FURNITURE_ROLES.has(aria)))
    return isCard(element, aria ?? tag) ? null : "ui";
  if (NAMED_PARTS.has(tag) && isNamedFurniture(element)) return "ui";
  if ((tag === "ul" || tag === "ol") && isMenu(element)) return "ui";
  if (HEADINGS.has(tag) || aria === "heading") return "heading";
  if (CAPTIONS.has(tag)) return "caption";
  if (CELLS.has(tag)) return "cell";
  if (PROSE.has(tag)) return "body";
  if (tag === "pre") return isProgram(element) ? "code" : "body";
  return null;
}

function isCard(element: Element, part: string): boolean {
  return (
    CARDS.has(part) &&
    element.querySelector(CARD_TEXT) !== null &&
    (element.textContent ?? "").replace(/\s+/g, " ").length > CARD_CHARS
  );
}

function isNamedFurniture(element: Element): boolean {
  if (element.id === "" && element.className === "") return false;
  const words = `${element.id} ${element.className}`.replace(/\p{Ll}(?=\p{Lu})/gu, "$&-");
  return (NOTICE_NAME.test(words) || RUNNING_NAME.test(words)) && element.querySelector(CONTENT) === null;
}

function isEditable(element: Element): boolean {
  if ((element as HTMLElement).isContentEditable) return true;
  const role = element.getAttribute("role");
  return role === "textbox" || role === "searchbox";
}

/** Farther out than the slides of a carousel wait. */
const FAR_PX = -3000;
const CLIPPED = /^rect\((\d+px), \1, \1, \1\)$/;

/** Text for screen readers alone repeats what is shown: clipped to a point or moved far off the page. */
function isForScreenReaders(style: CSSStyleDeclaration): boolean {
  if (Number.parseFloat(style.textIndent) < FAR_PX) return true;
  if (style.position !== "absolute" && style.position !== "fixed") return false;
  return (
    (Number.parseFloat(style.width) <= 1 && Number.parseFloat(style.height) <= 1) ||
    CLIPPED.test(style.clip) ||
    Number.parseFloat(style.left) < FAR_PX ||
    Number.parseFloat(style.top) < FAR_PX
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

/** A number or sign that leads to a note: superscript, in brackets or after a word. After a figure it is an exponent. */
export function isNoteMark(sup: Element, before: string): boolean {
  const text = (sup.textContent ?? "").trim();
  if (sup.querySelector("a") !== null || sup.closest("a")?.textContent?.trim() === text) return true;
  return /[^\d\s]$/.test(before) && /^[[(]?(?:\d{1,3}|[*†‡§]{1,3})[\])]?$/.test(text);
}

/** A control that shows as one, not as a link in running text: it has a ground or a border. */
export function isBoxed(style: CSSStyleDeclaration): boolean {
  const hasGround = style.backgroundColor !== "transparent" && !/^rgba\(.*, 0\)$/.test(style.backgroundColor);
  return hasGround || (style.borderBlockEndStyle !== "none" && Number.parseFloat(style.borderBlockEndWidth) > 0);
}

/** Between the links of a footer or the steps of a trail. */
const SEPARATORS = /[|·•›»]/g;
const STOP = /[.!?…。！？]["'”’)\]]*$/;

/** The role of a finished block, now that its words are known. */
export function settle(role: Role, { text, linked, links }: TextMap): Role {
  if (role === "ui" || role === "code" || role === "heading") return role;
  const words = text.split(/\s+/).length;
  if (linked > text.length / 2 && (text.match(SEPARATORS)?.length ?? 0) >= 2) return "ui";
  if (linked >= text.length - 2 && words <= 3) return "ui";
  // A row of short links is a menu.
  if (links >= 3 && linked >= text.length - 3 * links && words <= 3 * links) return "ui";
  const isProse = words > 8 || (words > 3 && STOP.test(text));
  return isProse && (role === "cell" || role === "unknown") ? "body" : role;
}
