/**
 * Where reading stops: documents that are no web pages, pages that are too long, pages that the browser keeps for itself.
 * Asked is what the popup says of them, as a person opens it.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browserNames, whenRead } from "./harness/session.mjs";
import { start, stop } from "./harness/start.mjs";
import { until } from "./harness/until.mjs";

const CALL = "Sell your $QUIB now.";
const PLAIN = "The works in Ostrava made pumps and pipes for the towns around it, summer and winter. ";
/** What the content script reads at most, in characters: of one passage, of a page. */
const LONGEST_PASSAGE = 100_000;
const LONGEST_PAGE = 12_000_000;

const html = (body) => `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>QUIB desk note</title>\n${body}</html>\n`;

/** A PDF of one page with one line on it. */
function pdf(line) {
  const content = `BT /F 12 Tf 10 50 Td (${line}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}

/** Documents of which nothing is read, and what the popup says of them. */
const UNREAD = {
  "note.pdf": [pdf(CALL), /PDF.* Nothing of it was read/],
  "note.xml": [`<?xml version="1.0"?>\n<note>${CALL}</note>\n`, /XML document.* Nothing of it was read/],
  "note.svg": [`<svg xmlns="http://www.w3.org/2000/svg"><text y="20">${CALL}</text></svg>\n`, /picture.* Nothing was read/],
  "note.json": [JSON.stringify({ note: CALL }), /raw data.* Nothing of it was read/],
};

const READ = {
  "note.txt": `${PLAIN}\n\n${CALL}\n`,
  "lazy-frame.html": html(
    `<p>${CALL}</p><div style="height: 90000px"></div><iframe loading="lazy" src="note.txt" width="600" height="300"></iframe>`,
  ),
  "long-passage.html": html(`<p>${CALL}</p><p>${PLAIN.repeat(LONGEST_PASSAGE / PLAIN.length + 1)}${CALL}</p><p>${CALL}</p>`),
  "long-page.html": html(
    `<p>${CALL}</p>${`<p>${PLAIN.repeat(100)}</p>`.repeat(LONGEST_PAGE / (PLAIN.length * 100) + 20)}<p>Dump $QUIB before it is too late.</p>`,
  ),
};

/** The browsers' own pages. */
const CLOSED = { chromium: ["chrome://version/", "about:blank"], firefox: ["about:support"] };

for (const name of browserNames) {
  describe(`stops, ${name}`, { timeout: 400_000 }, () => {
    let folder;
    let server;
    let session;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "saltgrain-stops-"));
      for (const [file, [content]] of Object.entries(UNREAD)) await writeFile(join(folder, file), content);
      for (const [file, content] of Object.entries(READ)) await writeFile(join(folder, file), content);
      ({ session, server } = await start(name, folder));
    });

    after(async () => {
      await stop({ session, server });
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    const open = (file) => session.open(`${server.origin}/${file}`);

    /** The popup's line about the page and its summary, once they are as wanted or have had ample time to become so. */
    async function popupOf(page, isWanted) {
      const popup = await session.popup(page);
      let now;
      try {
        await until("the popup", async () => {
          now = await popup.evaluate(() => {
            const notice = document.querySelector("#notice");
            return { line: notice.hidden ? "" : notice.textContent, summary: document.querySelector("#summary").innerText };
          });
          return isWanted(now);
        }).catch(() => {});
      } finally {
        await popup.close().catch(() => {});
      }
      return now;
    }

    for (const [file, [, line]] of Object.entries(UNREAD)) {
      test(`${file} is not read, and the popup says why`, async () => {
        const page = await open(file);
        const now = await popupOf(page, (now) => line.test(now.line));
        assert.match(now.line, line);
        assert.equal(now.summary, "");
        await page.close();
      });
    }

    test("a text file is read, and the popup says so", async () => {
      const page = await open("note.txt");
      const line = /text file\. All of it was read/;
      const now = await popupOf(page, (now) => line.test(now.line) && now.summary.includes(CALL));
      assert.match(now.line, line);
      assert.ok(now.summary.includes(CALL), now.summary);
      await page.close();
    });

    test("a passage that is too long is left out, the others are read", async () => {
      const page = await open("long-passage.html");
      const { items } = await whenRead(session, page);
      assert.deepEqual(
        items.map(({ text }) => text),
        [CALL, CALL],
      );
      const line = /A passage was not read: it is longer than can be read at once/;
      const now = await popupOf(page, (now) => line.test(now.summary));
      assert.match(now.summary, line);
      await page.close();
    });

    test("a page that is too long is read from its beginning, and the popup says how far", async () => {
      const page = await open("long-page.html");
      const { items } = await whenRead(session, page, 120_000);
      assert.deepEqual(
        items.map(({ text }) => text),
        [CALL],
      );
      const line = /first 12 million characters were read, the rest was not/;
      const now = await popupOf(page, (now) => line.test(now.line) && now.summary.includes(CALL));
      assert.match(now.line, line);
      assert.ok(now.summary.includes(CALL), now.summary);
      await page.close();
    });

    test("a frame that loads only when it is scrolled to keeps nothing from being told", async () => {
      const page = await open("lazy-frame.html");
      const now = await popupOf(page, (now) => now.summary.includes(CALL));
      assert.ok(now.summary.includes(CALL), now.summary);
      await until("the count on the toolbar", async () => (await session.badge(page)) === "1");
      await page.close();
    });

    for (const address of CLOSED[name]) {
      test(`${address} belongs to the browser, and the popup says so`, async () => {
        const page = await session.openClosed(address);
        const line = /Nothing was read|There is nothing to read/;
        const now = await popupOf(page, (now) => line.test(now.line));
        assert.match(now.line, line);
        assert.equal(now.summary, "");
        await page.close();
      });
    }

    test("no script of ours threw", async () => assert.deepEqual(await session.errors(), []));
  });
}
