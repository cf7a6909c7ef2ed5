/** What most suites stand on: a browser with the built extension, and a server of the pages that it visits. */
import { serve } from "./serve.mjs";
import { built, launch } from "./session.mjs";

/**
 * Serves a folder and starts a browser with the extension installed. What was started is closed if the rest fails.
 *
 * @param {string} name the browser's
 * @param {string} folder the pages, served from the root
 * @param {{ language?: string, access?: boolean, welcome?: boolean }} choices the browser's language; the others are those of `install`
 */
export async function start(name, folder, { language, access, welcome } = {}) {
  const server = await serve({ "/": { folder } });
  let session;
  try {
    session = await launch(name, { language });
    await session.install(built(name), { access, welcome });
    return { session, server };
  } catch (error) {
    await stop({ session, server });
    throw error;
  }
}

/** Closes what `start` gave; what did not come to be is passed over. */
export async function stop({ session, server }) {
  await session?.close();
  await server?.close();
}
