/** What Chromium records of itself: its trace, its heap, the objects that are alive in a world. */
import { account } from "../stretches.mjs";
import { until } from "../../../tests/e2e/harness/until.mjs";

const CATEGORIES = ["-*", "devtools.timeline", "disabled-by-default-devtools.timeline", "v8.execute", "blink.user_timing", "loading"];
const END = "saltgrain-bench-end";
const SCRIPT = new Set(["FunctionCall", "EvaluateScript", "v8.compile"]);
const RENDERING = new Set(["UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Commit", "Layerize"]);

export class ChromiumInstruments {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Puts the background to sleep. */
  async sleep() {
    const protocol = await this.#session.browser.target().createCDPSession();
    const workers = async () => {
      const { targetInfos } = await protocol.send("Target.getTargets");
      return targetInfos.filter(({ type, url }) => type === "service_worker" && url.startsWith(this.#origin));
    };
    try {
      // A worker that starts again while a debugger holds on to it would wait for the debugger.
      for (const target of this.#session.browser.targets()) {
        if (target.type() === "service_worker" && target.url().startsWith(this.#origin)) await (await target.worker()).client.detach();
      }
      for (const { targetId } of await workers()) await protocol.send("Target.closeTarget", { targetId });
      await until("the worker sleeps", async () => (await workers()).length === 0);
    } finally {
      await protocol.detach();
    }
  }

  /** Records what runs in the page while `work` does. */
  async record(page, work) {
    await page.tracing.start({ categories: CATEGORIES });
    let failure = null;
    try {
      await work();
      await page.evaluate((name) => performance.mark(name).name, END);
    } catch (error) {
      failure = error;
    }
    const trace = await page.tracing.stop();
    if (failure !== null) throw failure;
    return read(trace, this.#session.id ? this.#origin : null);
  }

  /** The page's heap after garbage collection, in bytes: of all its worlds, with what the DOM's wrappers hold. */
  async heap(page) {
    const protocol = await page.createCDPSession();
    try {
      for (let i = 0; i < 3; i++) await protocol.send("HeapProfiler.collectGarbage");
      const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await protocol.send("Runtime.getHeapUsage");
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    } finally {
      await protocol.detach();
    }
  }

  /** What the extension costs a tab, in bytes: the difference of the heap beside the same page without it. */
  async memory(page, bare, barePage) {
    const [with_, without] = [await this.heap(page), await bare.instruments.heap(barePage)];
    return { bytes: with_ - without, how: "heap with less heap without, after garbage collection" };
  }

  /** How many instances of WebAssembly there are: in the background, and in pages. */
  async engines(pages) {
    const target = await this.#session.browser.waitForTarget(
      (target) => target.type() === "service_worker" && target.url().startsWith(this.#origin),
    );
    const worker = await target.createCDPSession();
    const inBackground = await count(worker, "WebAssembly.Instance", {});
    await worker.detach();
    let inPages = 0;
    for (const page of pages) {
      const { protocol, contextId } = await this.#world(page);
      if (contextId !== null) inPages += await count(protocol, "WebAssembly.Instance", { contextId });
      await protocol.detach();
    }
    return { inBackground, inPages };
  }

  get #origin() {
    return `chrome-extension://${this.#session.id}/`;
  }

  /** The content script's own world in a page; `contextId` is null where there is none. */
  async #world(page) {
    const protocol = await page.createCDPSession();
    let contextId = null;
    protocol.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.auxData?.type === "isolated" && `${context.origin}/` === this.#origin) contextId = context.id;
    });
    await protocol.send("Runtime.enable");
    return { protocol, contextId };
  }
}

/** How many objects of a class are alive, after garbage collection. */
async function count(protocol, name, world) {
  const { result } = await protocol.send("Runtime.evaluate", { expression: `${name}.prototype`, ...world });
  const { objects } = await protocol.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
  const { result: length } = await protocol.send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: "function () { return this.length; }",
    returnByValue: true,
  });
  await protocol.send("Runtime.releaseObject", { objectId: objects.objectId });
  return length.value;
}

/** The stretches of ours in a trace, and the page's rendering. `origin` is the extension's; null without one. */
function read(trace, origin) {
  const { traceEvents } = JSON.parse(Buffer.from(trace).toString("utf8"));
  const end = traceEvents.findLast(({ name }) => name === END);
  const events = traceEvents
    .filter(({ pid, tid, ph }) => pid === end.pid && tid === end.tid && ph === "X")
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  const world = events.find(({ name, args }) => name === "v8.compile" && isOurUrl(args, origin))?.args.worldName;
  const isOurs = ({ args }) => isOurUrl(args, origin) || (world !== undefined && args?.worldName === world);

  const stretches = [];
  let renderingMs = 0;
  let task = null;
  const close = () => {
    if (task !== null) stretches.push(...ofTask(task, isOurs));
    task = null;
  };
  for (const event of events) {
    if (event.name === "RunTask") {
      if (task !== null && event.ts < task.end) continue;
      close();
      task = { end: event.ts + event.dur, inner: [] };
    } else if (task !== null && event.ts < task.end) {
      task.inner.push(event);
    }
    if (RENDERING.has(event.name)) renderingMs += (event.tdur ?? event.dur) / 1000;
  }
  close();
  // From the trace's clock to the page's.
  const offset = end.args.data.startTime - end.ts / 1000;
  for (const stretch of stretches) stretch.at += offset;
  const layoutShift = traceEvents
    .filter(({ name, pid, args }) => name === "LayoutShift" && pid === end.pid && !args.data.had_recent_input)
    .reduce((sum, { args }) => sum + args.data.score, 0);
  return { ...account(stretches), stretches, renderingMs, layoutShift };
}

function isOurUrl(args, origin) {
  const url = args?.data?.url ?? args?.fileName ?? "";
  return origin !== null && url.startsWith(origin);
}

/**
 * Promises that are answered from outside, as those of messages are, run on in microtasks that the trace gives no script for.
 * In a task without any script of the page they can only be ours.
 */
function ofTask({ inner }, isOurs) {
  const scripts = inner.filter(({ name }) => SCRIPT.has(name));
  const hasOthers = scripts.some((event) => !isOurs(event) && event.name !== "v8.compile");
  const ours = inner.filter((event) => (SCRIPT.has(event.name) && isOurs(event)) || (event.name === "RunMicrotasks" && !hasOthers));
  if (ours.length === 0) return [];
  // Outermost only: what lies within another is counted with it.
  let end = 0;
  const outer = ours.filter((event) => {
    if (event.ts < end) return false;
    end = event.ts + event.dur;
    return true;
  });
  const longest = outer.reduce((a, b) => (b.dur > a.dur ? b : a));
  return [
    {
      at: outer[0].ts / 1000,
      ms: outer.reduce((sum, { dur }) => sum + dur, 0) / 1000,
      cpuMs: outer.reduce((sum, { dur, tdur }) => sum + (tdur ?? dur), 0) / 1000,
      what: nameOf(longest),
    },
  ];
}

function nameOf({ name, args }) {
  const { functionName, lineNumber } = args?.data ?? {};
  return name === "FunctionCall" ? `${functionName || "anonymous"} (content.js:${lineNumber})` : name;
}
