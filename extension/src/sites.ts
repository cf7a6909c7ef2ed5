/** Sites: what a switch is thrown for, and how the browser's match patterns name it. */

/** Local files have no host; they are switched as one site. */
export const LOCAL_FILES = "file:";

/** The site of an address: its host without a leading `www.`, or `null` where no page can be read. */
export function siteOf(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol === "file:") return LOCAL_FILES;
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  return url.hostname.replace(/^www\.(?=.+\..)/, "").replace(/\.$/, "");
}

const isAddress = (host: string) => host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host);

/** The site and its parent domains, nearest first. A number address has no parents. */
export function lineage(site: string): string[] {
  if (site === LOCAL_FILES || isAddress(site)) return [site];
  const labels = site.split(".");
  return labels.map((_, i) => labels.slice(i).join("."));
}

/** The entry of `sites` that governs `site`: itself or the nearest parent domain. */
export function governing(site: string, sites: readonly string[]): string | null {
  return lineage(site).find((domain) => sites.includes(domain)) ?? null;
}

/** Match patterns for a site and everything under it. */
export function matchPatterns(site: string): string[] {
  if (site === LOCAL_FILES) return ["file:///*"];
  return [isAddress(site) ? `*://${site}/*` : `*://*.${site}/*`];
}
