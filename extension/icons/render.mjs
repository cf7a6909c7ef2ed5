/** Draws the PNG icons from `saltgrain.svg` with a headless browser: `npm run icons [-- /path/to/chromium]`. */
import { readFile, writeFile } from "node:fs/promises";
import puppeteer from "puppeteer-core";

const svg = await readFile(new URL("saltgrain.svg", import.meta.url), "utf8");
const browser = await puppeteer.launch({
  executablePath: process.argv[2] ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage();
  for (const size of [16, 32, 48, 128]) {
    await page.setViewport({ width: size, height: size });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    const png = await page.screenshot({ omitBackground: true, type: "png" });
    await writeFile(new URL(`saltgrain-${size}.png`, import.meta.url), png);
  }
} finally {
  await browser.close();
}
