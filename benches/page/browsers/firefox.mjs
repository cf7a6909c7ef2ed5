/** What Firefox records of itself: its profiler's samples, the reports behind about:memory. */
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../tests/e2e/harness/until.mjs";
import { account } from "../stretches.mjs";

const EVERY_MS = 1;
/** Samples that come later than this belong to a sampler that was held up. */
const LONGEST_SAMPLE_MS = 5;
/** Between two callbacks the browser runs microtasks: there one stretch ends and another begins. */
const BOUNDARY = "Perform microtasks";

export class FirefoxInstruments {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Puts the background to sleep. */
  async sleep() {
    await this.#session.inWindow(async (id) => {
      await WebExtensionPolicy.getByID(id).extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
    }, this.#session.id);
    await until("the background sleeps", () =>
      this.#session.inWindow((id) => WebExtensionPolicy.getByID(id).extension.backgroundState === "stopped", this.#session.id),
    );
  }

  /** Records what runs in pages while `work` does. */
  async record(page, work) {
    const file = join(tmpdir(), `saltgrain-profile-${process.pid}.json`);
    await this.#session.inWindow((every) => {
      Services.profiler.StartProfiler(16_000_000, every, ["js", "cpu", "nomarkerstacks"], ["GeckoMain"]);
    }, EVERY_MS);
    try {
      await work();
    } finally {
      await this.#session.inWindow(async (file) => {
        await Services.profiler.dumpProfileToFileAsync(file);
        await Services.profiler.StopProfiler();
      }, file);
    }
    const profile = JSON.parse(await readFile(file, "utf8"));
    await rm(file);
    const origin = await page.evaluate(() => performance.timeOrigin);
    const stretches = profile.processes.flatMap(({ threads, meta }) =>
      threads
        .filter(({ processType }) => processType === "tab")
        .flatMap((thread) => ofThread(thread, profile.meta))
        .map((stretch) => ({ ...stretch, at: stretch.at + (meta ?? profile.meta).startTime - origin })),
    );
    return { ...account(stretches), stretches, renderingMs: null, layoutShift: null };
  }

  async heap(page) {
    const pid = await this.#pid(page);
    const reports = await this.#reports();
    return reports
      .filter(([process, path]) => process.includes(`(pid ${pid})`) && path.startsWith("explicit/"))
      .filter(([, path]) => /\/js-(?:non-window|zone|realm)|\/window-objects\//.test(path))
      .reduce((sum, [, , amount]) => sum + amount, 0);
  }

  /** What the content script costs a tab, in bytes: its zone, with all strings, and messages that are held. */
  async memory(page) {
    const pid = await this.#pid(page);
    const address = page.url().replaceAll("/", "\\");
    const reports = (await this.#reports()).filter(([process]) => process.includes(`(pid ${pid})`));
    const realm = reports.find(([, path]) => path.includes("Content Script") && path.includes(this.#session.id) && path.includes(address));
    if (realm === undefined) throw new Error(`about:memory tells of no content script in ${page.url()}`);
    const [zone] = realm[1].match(/zone\(0x[0-9a-f]+\)/);
    const bytes = reports
      .filter(([, path]) => path.startsWith("explicit/") && (path.includes(zone) || path.includes(this.#session.id)))
      .reduce((sum, [, , amount]) => sum + amount, 0);
    return { bytes, how: "about:memory: the zone of the content script and its messages" };
  }

  /** How many memories of WebAssembly there are in the extension's background and in content scripts, by about:memory. */
  async engines() {
    const memories = (await this.#reports()).filter(([, path]) => path.endsWith("/elements/wasm"));
    const inBackground = memories.filter(([, path]) => path.includes("_generated_background_page.html")).length;
    const inPages = memories.filter(([, path]) => path.includes(this.#session.id)).length;
    return { inBackground, inPages };
  }

  #pid(page) {
    return this.#session.inWindow((url) => {
      for (const tab of gBrowser.tabs) {
        if (tab.linkedBrowser.currentURI.spec === url) return tab.linkedBrowser.browsingContext.currentWindowGlobal.osPid;
      }
      throw new Error(`no tab shows ${url}`);
    }, page.url());
  }

  /** The reports behind about:memory, after memory was given back: process, path, bytes. */
  #reports() {
    return this.#session.inWindow(async () => {
      const manager = Cc["@mozilla.org/memory-reporter-manager;1"].getService(Ci.nsIMemoryReporterManager);
      await new Promise((resolve) => manager.minimizeMemoryUsage(resolve));
      Services.obs.notifyObservers(null, "child-mmu-request");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const reports = [];
      await new Promise((resolve) => {
        const note = (process, path, _kind, units, amount) => {
          if (units === Ci.nsIMemoryReporter.UNITS_BYTES && path.startsWith("explicit/")) reports.push([process, path, amount]);
        };
        manager.getReports(note, null, resolve, null, false);
      });
      return reports;
    });
  }
}

/** The stretches of ours in a thread's samples. */
function ofThread({ samples, stackTable, frameTable, stringTable, markers }, meta) {
  const ours = stringTable.map((text) => /moz-extension:\/\/[^/]+\/content\.js/.test(text));
  if (!ours.includes(true)) return [];
  const { prefix, frame } = stackTable.schema;
  const { location } = frameTable.schema;
  // The outermost function of ours on each stack.
  const outermost = [];
  const nameOf = (stack) => {
    if (stack === null) return null;
    if (outermost[stack] === undefined) {
      const entry = stackTable.data[stack];
      const at = frameTable.data[entry[frame]][location];
      outermost[stack] = nameOf(entry[prefix] ?? null) ?? (ours[at] ? stringTable[at] : null);
    }
    return outermost[stack];
  };
  const boundary = stringTable.indexOf(BOUNDARY);
  const { name, startTime, endTime } = markers.schema;
  const boundaries = markers.data
    .filter((marker) => marker[name] === boundary)
    .flatMap((marker) => [marker[startTime], marker[endTime]])
    .filter((at) => at > 0)
    .sort((a, b) => a - b);
  const cpuUnit = meta.sampleUnits?.threadCPUDelta === "ns" ? 1e-6 : 1e-3;

  const { stack, time, threadCPUDelta } = samples.schema;
  const stretches = [];
  let open = null;
  let next = 0;
  let before = null;
  for (const sample of samples.data) {
    const at = sample[time];
    const what = nameOf(sample[stack] ?? null);
    let crossed = false;
    while (next < boundaries.length && boundaries[next] <= at) {
      crossed = true;
      next += 1;
    }
    if (what === null) open = null;
    else {
      const ms = Math.min(LONGEST_SAMPLE_MS, before === null ? EVERY_MS : at - before);
      const cpuMs = Math.min(ms, (sample[threadCPUDelta] ?? ms / cpuUnit) * cpuUnit);
      if (open === null || crossed) {
        open = { at: at - ms, ms: 0, cpuMs: 0, what: short(what) };
        stretches.push(open);
      }
      open.ms += ms;
      open.cpuMs += cpuMs;
    }
    before = at;
  }
  return stretches;
}

function short(location) {
  const [, name, file] = location.match(/^(.*?)\s*\(?moz-extension:\/\/[^/]+\/(content\.js(?::\d+)?)/) ?? [];
  return `${name || "the whole script"} (${file})`;
}
