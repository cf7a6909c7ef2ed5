/** Starts the frame that this script was put into, once, if there is something to read in it. */
import { isAdvertising } from "./advertising.ts";
import { Frame, isPermitted, type World } from "./frame.ts";

/** Frames smaller than this hold counters, buttons and trackers. */
const TINY_WIDTH = 200;
const TINY_HEIGHT = 100;

async function begin(): Promise<void> {
  const world = globalThis as World;
  if (world.saltgrain !== undefined || document.documentElement === null) return;
  const isInside = window.parent !== window;
  if (isInside && (innerWidth < TINY_WIDTH || innerHeight < TINY_HEIGHT || isAdvertising())) return;
  const frame = new Frame();
  // Set before anything is awaited: a second injection must find it.
  world.saltgrain = frame;
  // The browser keeps us out of switched-off sites, but can't know of frames that stand inside one.
  if (isInside && !(await isPermitted())) {
    world.saltgrain = undefined;
    return;
  }
  await whenParsed();
  frame.start();
}

/** Started by hand, this may run before the page is there. */
function whenParsed(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}

begin();
