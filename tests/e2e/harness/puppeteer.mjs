/** The driver of both browsers, from the extension's packages: the tests have none of their own. */
import { createRequire } from "node:module";

export const puppeteer = createRequire(new URL("../../../extension/package.json", import.meta.url))("puppeteer-core");
