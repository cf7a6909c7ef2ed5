/** Opens what is known of a family, beside the tab that asked. */
import type { ExplainMessage } from "../protocol.ts";
import { isFamily } from "../settings.ts";

export async function explain({ family }: ExplainMessage, { tab }: chrome.runtime.MessageSender): Promise<void> {
  if (!isFamily(family) || tab?.id === undefined) return;
  const url = chrome.runtime.getURL(`families.html#${family}`);
  await chrome.tabs.create({ url, index: tab.index + 1, openerTabId: tab.id });
}
