/** The background: judges, keeps the registration in step, counts. Everything here may be put to sleep between two events. */

import { onAccessChange } from "../access.ts";
import { isOurs, type JudgeMessage, type JudgeOutcome, type Message, type Permit } from "../protocol.ts";
import { load, onChange, type Settings, startsOn, switchedOffBy } from "../settings.ts";
import { hearCommands } from "./commands.ts";
import { dress } from "./dress.ts";
import { startEngine } from "./engine.ts";
import { EngineHost } from "./engine-host.ts";
import { explain } from "./explain.ts";
import { hearMenu, makeMenu } from "./menu.ts";
import { mirror } from "./mirror.ts";
import { followInOpenTabs, register, startInOpenTabs, tellOpenTabs } from "./registration.ts";
import { countSoon, recount, styleCount } from "./toolbar.ts";

let settings: Promise<Settings> = load();
const host = new EngineHost(async () => startEngine(await settings));

type Sender = chrome.runtime.MessageSender;

const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);

/** Whether the same text may be judged otherwise. */
function changesVerdicts(now: Settings, before: Settings): boolean {
  return (["sensitivity", "familiesOff", "phrases"] as const).some((field) => differ(now[field], before[field]));
}

/** Whether Saltgrain starts by itself elsewhere than before. */
function changesPlaces(now: Settings, before: Settings): boolean {
  return (["mode", "sitesOff", "sitesOn"] as const).some((field) => differ(now[field], before[field]));
}

/** Neither the frame nor the page around it is switched off. */
async function permitted(sender: Sender): Promise<boolean> {
  const now = await settings;
  return [sender.url, sender.tab?.url].every((url) => url === undefined || switchedOffBy(now, url) === null);
}

async function judge({ title, url, blocks, isAsked }: JudgeMessage, sender: Sender): Promise<JudgeOutcome> {
  if (isAsked !== true && !(await permitted(sender))) return { kind: "switched-off" };
  const outcome = await host.judge({ title, url, blocks, sensitivity: (await settings).sensitivity });
  if (sender.tab?.id !== undefined) countSoon(sender.tab.id);
  return outcome;
}

chrome.runtime.onMessage.addListener((message: unknown, sender, reply: (answer: unknown) => void) => {
  if (!isOurs(message, sender, chrome.runtime.id)) return false;
  switch (message.type) {
    case "content-to-background/judge":
      judge(message, sender).then(reply, (error) => {
        reply({ kind: "engine-failed", reason: String(error) } satisfies JudgeOutcome);
      });
      return true;
    case "content-to-background/permit":
      permitted(sender).then((permitted) => reply({ permitted } satisfies Permit));
      return true;
    case "content-to-background/begin":
      host.prepare();
      return false;
    case "content-to-background/changed":
      if (sender.tab?.id !== undefined) countSoon(sender.tab.id);
      return false;
    case "content-to-background/dress":
      // Answered whether or not the page is still there: the frame looks anew either way.
      dress(message, sender)
        .catch(() => {})
        .then(() => reply(null));
      return true;
    case "content-to-background/explain":
      explain(message, sender).catch(() => {});
      return false;
    default:
      return false;
  }
});

hearCommands();
hearMenu();

onChange((now, before) => {
  settings = Promise.resolve(now);
  if (changesVerdicts(now, before)) {
    host.restart();
    tellOpenTabs("background-to-content/judge-again");
  }
  if (now.count !== before.count) recount();
  if (changesPlaces(now, before)) register(now).then(() => followInOpenTabs(now, before));
});

mirror();

onAccessChange(async (given) => {
  const now = await settings;
  if (given) await startInOpenTabs((url) => startsOn(now, url));
  else await tellOpenTabs("background-to-content/leave");
});

// A frame that left its page alone listens to nothing there; these may have made the page worth another look.
function lookAgain(tabId: number): void {
  const message: Message = { type: "background-to-content/look-again" };
  // Where nothing of ours runs nobody hears it.
  chrome.tabs.sendMessage(tabId, message).catch(() => {});
}
chrome.tabs.onUpdated.addListener((tabId, { url }) => {
  if (url !== undefined) lookAgain(tabId);
});
chrome.tabs.onActivated.addListener(({ tabId }) => lookAgain(tabId));

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason === "install") chrome.tabs.create({ url: chrome.runtime.getURL("welcome.html") });
  styleCount();
  makeMenu();
  const now = await settings;
  await register(now);
  // Tabs opened before the extension came, or left with the orphaned script of the version before.
  await startInOpenTabs((url) => startsOn(now, url));
});

chrome.runtime.onStartup.addListener(async () => {
  styleCount();
  await register(await settings);
});
