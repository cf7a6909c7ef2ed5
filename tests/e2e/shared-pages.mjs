/**
 * Real pages as they were served, and the founding example with its labels, where the shared material stands beside the
 * project (or where SALTGRAIN_SHARED says). Their scripts are kept from running, so that only ours could change them.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { faults, parseLabels } from "./harness/marks.mjs";
import { OVERLAY } from "./harness/overlay.mjs";
import { serve } from "./harness/serve.mjs";
import { browserNames, built, inProject, launch, whenRead } from "./harness/session.mjs";
import { serialise } from "./harness/untouched.mjs";

const PAGES = join(process.env.SALTGRAIN_SHARED ?? inProject("../shared"), "pages");
const STATIC = { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" };
const READ_WITHIN_MS = 60_000;

const skip = existsSync(PAGES) ? false : `there are no shared pages at ${PAGES}`;
const files = skip ? [] : (await readdir(PAGES)).filter((file) => file.endsWith(".html")).sort();

for (const name of browserNames) {
  describe(`shared pages, ${name}`, { skip, timeout: 600_000 }, () => {
    let server;
    let session;
    const original = {};
    const visited = [];

    before(async () => {
      server = await serve({ "/": { folder: PAGES, headers: STATIC } });
      session = await launch(name, { logRequests: true });
      for (const file of files) {
        const page = await open(file);
        original[file] = await serialise(page);
        await page.close();
      }
      await session.install(built(name));
    });

    after(async () => {
      await session?.close();
      await server?.close();
    });

    async function open(file) {
      visited.push(`/${file}`);
      return session.open(`${server.origin}/${file}`);
    }

    for (const file of files) {
      test(`${file} is read and left as it was`, async (t) => {
        const page = await open(file);
        try {
          const start = Date.now();
          const { state, items, sentences, unread, engineFailures } = await whenRead(session, page, READ_WITHIN_MS);
          t.diagnostic(`${items.length} findings in ${sentences} sentences, ${unread.length} passages unread, ${Date.now() - start} ms`);
          assert.equal(state, "read");
          assert.equal(engineFailures, 0);
          const now = await serialise(page);
          assert.equal(now.head, original[file].head);
          assert.equal(now.body, original[file].body);
          assert.equal(now.element, original[file].element);
          const ours = now.extra.filter((child) => !original[file].extra.includes(child));
          // The overlay is there only while something near the window is marked.
          assert.ok(ours.length <= (items.length > 0 ? 1 : 0) && ours.every((child) => child === `<${OVERLAY}></${OVERLAY}>`), ours.join());
          const labelled = join(PAGES, file.replace(/\.html$/, ".labels.tsv"));
          if (existsSync(labelled)) {
            assert.deepEqual(await faults(page, parseLabels(await readFile(labelled, "utf8"))), []);
          }
        } finally {
          await page.close();
        }
      });
    }

    test("no script of ours threw, and nothing was asked of the network but the pages", async () => {
      assert.deepEqual(await session.errors(), []);
      const requests = await session.close();
      session = null;
      assert.deepEqual(server.requests, visited);
      if (requests === null) return;
      const byExtension = requests.filter(({ initiator }) => initiator.startsWith("chrome-extension://"));
      assert.deepEqual(
        byExtension.filter(({ url }) => !url.startsWith("chrome-extension://")),
        [],
      );
    });
  });
}
