/** What a benchmark plays on: the generated pages behind a server, a browser with the extension and the same one without. */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../tests/e2e/harness/serve.mjs";
import { built, inProject, launch } from "../../tests/e2e/harness/session.mjs";
import { ChromiumInstruments } from "./browsers/chromium.mjs";
import { FirefoxInstruments } from "./browsers/firefox.mjs";
import { watch } from "./probe.mjs";
import { writeWorkloads } from "./workloads.mjs";

const INSTRUMENTS = { chromium: ChromiumInstruments, firefox: FirefoxInstruments };
const PAGES = join(process.env.SALTGRAIN_SHARED ?? inProject("../shared"), "pages");
/** Saved pages run no scripts and fetch nothing, so what happens is ours. */
const STATIC = { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" };
/** Gives pages a fine clock. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

export class Pages {
  static async write() {
    const pages = new Pages();
    pages.folder = await mkdtemp(join(tmpdir(), "saltgrain-bench-"));
    pages.workloads = await writeWorkloads(pages.folder);
    pages.real = existsSync(PAGES) ? (await readdir(PAGES)).filter((file) => file.endsWith(".html")).sort() : [];
    pages.server = await serve({
      "/real/": { folder: PAGES, headers: STATIC },
      "/made/": { folder: pages.folder, headers: ISOLATED },
    });
    return pages;
  }

  made(name) {
    return `${this.server.origin}/made/${this.workloads[name].file}`;
  }

  saved(file) {
    return `${this.server.origin}/real/${file}`;
  }

  async close() {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A running browser and what it can measure. */
export class Player {
  static async start(name, { hasExtension }) {
    const player = new Player();
    player.session = await launch(name);
    if (hasExtension) await player.session.install(built(name));
    player.instruments = new INSTRUMENTS[name](player.session);
    return player;
  }

  /** A tab with the probe, not yet at any page. */
  async tab() {
    const page = await this.session.browser.newPage();
    await watch(page);
    return page;
  }

  async close() {
    await this.session.close();
  }
}

/** @typedef {{ name: string, pages: Pages, ours: Player, bare: Player, isQuick: boolean, runs: number }} Stage `bare`: without the extension */

/** Sets the stage for one browser. @returns {Promise<Stage>} */
export async function setStage(name, pages, { isQuick }) {
  const ours = await Player.start(name, { hasExtension: true });
  const bare = await Player.start(name, { hasExtension: false });
  return { name, pages, ours, bare, isQuick, runs: isQuick ? 3 : 7 };
}
