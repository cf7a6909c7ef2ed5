/** Our own pages wear the person's look: its kinds' tokens lie over those of tokens.css, in chips, bars, strips and legends. */
import type { Look } from "../settings.ts";
import { kindTokens } from "./look.ts";

const sheet = new CSSStyleSheet();

/** To be called before anything with a kind's colour is drawn, and whenever the settings have changed. */
export function wear(look: Look): void {
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  sheet.replaceSync(kindTokens(look));
}
