/** Frames that hold advertisements: left alone, like those that are too small to read in. */

/** The frame's own name, or what the page calls it, as ad servers' scripts write them. */
const NAME = /^(?:google_ads|aswift|ad[-_]?(?:frame|slot|iframe|unit)|dfp[-_]|adsbygoogle|taboola|outbrain|criteo)/i;
const TITLE = /^(?:advert(?:isement|ising)?|ads?|sponsored(?: content)?|3rd party ad content)$/i;
const SERVERS = [
  "doubleclick.net",
  "googlesyndication.com",
  "adnxs.com",
  "amazon-adsystem.com",
  "criteo.com",
  "criteo.net",
  "rubiconproject.com",
  "pubmatic.com",
  "openx.net",
  "taboola.com",
  "outbrain.com",
  "teads.tv",
  "smartadserver.com",
  "media.net",
];
/** Sizes of the advertising trade, in CSS pixels; nothing else is cut to them to the pixel. */
const SIZES = new Set(["300x250", "300x600", "336x280", "728x90", "970x90", "970x250", "160x600", "320x100"]);

/** Whether the frame that this runs in says, or shows by its server or its measure, that it is an advertisement. */
export function isAdvertising(): boolean {
  const frame = ownFrame();
  if (frame !== null) {
    const names = [window.name, frame.id, frame.parentElement?.id ?? ""];
    const titles = [frame.title, frame.getAttribute("aria-label") ?? ""];
    return names.some((name) => NAME.test(name)) || titles.some((title) => TITLE.test(title.trim()));
  }
  return (
    NAME.test(window.name) ||
    SERVERS.some((server) => location.hostname === server || location.hostname.endsWith(`.${server}`)) ||
    SIZES.has(`${innerWidth}x${innerHeight}`)
  );
}

/** The element that holds this frame, if the page around it has the same origin. */
function ownFrame(): (Element & { title: string }) | null {
  try {
    return window.frameElement as HTMLElement | null;
  } catch {
    return null;
  }
}
