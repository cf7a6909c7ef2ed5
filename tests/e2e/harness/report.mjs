/** What popup and panel have in common, because both show the report. */
import assert from "node:assert/strict";
import { axeFaults } from "./axe.mjs";
import { choose } from "./session.mjs";
import { until } from "./until.mjs";

const OWN_COLOURS = { speculation: "#7a4a00", disclaimer: "#404040", call: "#a00050" };

/** Kinds take the colours that the person chose, at once, and go back with them. */
export async function followsTheLook(session, shown) {
  // While the report is drawn anew there is nothing to look at.
  const colour = () =>
    shown.evaluate(() => {
      const icon = document.querySelector(".sg-kind-icon.sg-call");
      return icon && getComputedStyle(icon).color;
    });
  const standard = await until("a call", colour);
  await choose(session, { look: { style: "both", palette: "custom", colours: OWN_COLOURS } });
  await until("the chosen colour", async () => (await colour()) === "rgb(160, 0, 80)");
  await choose(session, {});
  await until("the standard one", async () => (await colour()) === standard);
}

/** axe finds nothing wrong, in light and in dark. */
export async function isAccessible(shown) {
  for (const scheme of ["light", "dark"]) {
    await shown.evaluate((scheme) => {
      document.documentElement.style.colorScheme = scheme;
    }, scheme);
    assert.deepEqual(await axeFaults(shown), [], scheme);
  }
}
