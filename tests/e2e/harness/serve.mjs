/** A server of pages on loopback that notes what is asked of it. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xhtml": "application/xhtml+xml",
  ".xml": "application/xml",
  ".pdf": "application/pdf",
  ".tsv": "text/tab-separated-values; charset=utf-8",
};

/**
 * Serves folders. `mounts` maps a leading path such as `/strict/` to its folder and the headers sent with every file.
 *
 * @param {Record<string, { folder: string, headers?: Record<string, string> }>} mounts
 */
export async function serve(mounts) {
  /** Paths asked for, in order; the browsers' own requests for an icon are left out. */
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname !== "/favicon.ico") requests.push(pathname);
    const prefix = Object.keys(mounts).find((start) => pathname.startsWith(start));
    // `normalize` on a rooted path can't climb above the root.
    const file = prefix && join(mounts[prefix].folder, normalize(`/${decodeURIComponent(pathname.slice(prefix.length))}`));
    try {
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", ...mounts[prefix].headers });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("not found");
    }
  });
  await new Promise((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
    server.listen(0, "127.0.0.1");
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
