/** The access to web pages that the browser gives, all of it or by site. Asked for in context, never at installation. */

export const ALL_SITES: readonly string[] = ["<all_urls>"];

/** Whether the browser gives access to these match patterns. */
export async function hasAccess(origins: readonly string[]): Promise<boolean> {
  return origins.length === 0 || chrome.permissions.contains({ origins: [...origins] });
}

/** Asks the person through the browser. Nothing may be awaited between their click and this. */
export async function askForAccess(origins: readonly string[]): Promise<boolean> {
  return origins.length === 0 || chrome.permissions.request({ origins: [...origins] });
}

/** Calls back when access was given or taken away. */
export function onAccessChange(listener: (given: boolean) => void): void {
  chrome.permissions.onAdded.addListener(() => listener(true));
  chrome.permissions.onRemoved.addListener(() => listener(false));
}
