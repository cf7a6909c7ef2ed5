/** Chromium with the extension, driven through its debugging protocol. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeReady } from "./first-start.mjs";
import { OBSERVERS } from "./observers.mjs";
import { puppeteer } from "./puppeteer.mjs";
import { until } from "./until.mjs";

const ICON_REQUEST = /\/favicon\.ico$/;

export class Chromium {
  name = "chromium";
  #extension = null;
  #errors = [];
  #log = null;

  static async launch({ headless = true, logRequests = false, leavesOnSignal = true, language = "en-US" } = {}) {
    const session = new Chromium();
    if (logRequests) session.#log = await mkdtemp(join(tmpdir(), "saltgrain-net-"));
    session.browser = await puppeteer.launch({
      browser: "chrome",
      executablePath: process.env.SALTGRAIN_CHROMIUM ?? "/usr/bin/chromium",
      headless,
      handleSIGINT: leavesOnSignal,
      handleSIGTERM: leavesOnSignal,
      defaultViewport: headless ? { width: 1280, height: 900 } : null,
      pipe: true,
      // On Linux the browser takes its language from the environment, elsewhere from its command line.
      env: { ...process.env, LANGUAGE: language.replace("-", "_") },
      enableExtensions: true,
      args: [
        `--lang=${language}`,
        ...(logRequests ? [`--log-net-log=${join(session.#log, "net.json")}`] : []),
        // Chromium's sandbox refuses to start for root.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
    return session;
  }

  /** Installs the extension that is built in a folder, and makes it ready as `choices` say. */
  async install(folder, choices) {
    const id = await this.browser.installExtension(folder);
    this.#extension = (await this.browser.extensions()).get(id);
    this.id = id;
    await makeReady(this, choices);
  }

  /**
   * Gives the extension access to sites. The browser's prompt can't be driven, so its own setting is used first, the list
   * of sites on the extension's page of details; what stands there is granted without a prompt when the extension asks.
   */
  async giveAccess(origins = ["<all_urls>"]) {
    await this.approve(origins);
    const page = await this.#ownPage();
    const given = await page.evaluate((origins) => chrome.permissions.request({ origins }), origins);
    await page.close();
    if (!given) throw new Error(`the browser gave no access to ${origins}`);
  }

  /** Lists sites on the extension's page of details: the browser asks nobody when the extension asks for them. */
  approve(origins = ["<all_urls>"]) {
    return this.#inDetails(async (id, origins) => {
      for (const origin of origins) await chrome.developerPrivate.addHostPermission(id, origin);
    }, origins);
  }

  /** Takes access back, as the extension's page of details does. */
  async takeAccess(origins = ["<all_urls>"]) {
    await this.#inDetails(async (id, origins) => {
      for (const origin of origins) await chrome.developerPrivate.removeHostPermission(id, origin);
    }, origins);
  }

  async #inDetails(run, ...values) {
    const page = await this.browser.newPage();
    await page.goto("chrome://extensions/");
    await page.evaluate(run, this.id, ...values);
    await page.close();
  }

  /** A page of the extension that does nothing by itself. */
  #ownPage() {
    return this.openOwn("popup.html");
  }

  /** Opens a page of the extension in a tab. What is evaluated in it counts as done by a person. */
  async openOwn(path) {
    const page = await this.browser.newPage();
    await page.goto(`chrome-extension://${this.id}/${path}`);
    return page;
  }

  /** Opens a page in a tab of its own, in front. */
  async open(url) {
    const page = await this.browser.newPage();
    const protocol = await page.createCDPSession();
    await protocol.send("Runtime.enable");
    // Errors in every world of the page; only those of the extension's files are ours.
    protocol.on("Runtime.exceptionThrown", ({ exceptionDetails }) => {
      const text = `${exceptionDetails.exception?.description ?? exceptionDetails.text} ${exceptionDetails.url ?? ""}`;
      if (text.includes("chrome-extension://")) this.#errors.push(text);
    });
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  /** Opens one of the browser's own pages in a tab of its own, in front. */
  openClosed(url) {
    return this.open(url);
  }

  /** Runs a function in the background. */
  async background(run, ...values) {
    const target = await this.browser.waitForTarget((target) => this.#isWorker(target));
    return (await target.worker()).evaluate(run, ...values);
  }

  /** Stops the background, as the browser does when it has been idle; the next message wakes it. */
  async stopBackground() {
    const target = this.browser.targets().find((target) => this.#isWorker(target));
    if (target) await (await target.worker()).close();
    await until("the worker's end", () => !this.browser.targets().some((target) => this.#isWorker(target)));
  }

  #isWorker(target) {
    return target.type() === "service_worker" && target.url().startsWith(`chrome-extension://${this.id}/`);
  }

  uninstall() {
    return this.browser.uninstallExtension(this.id);
  }

  /** What the extension's world listens to at a page's window, document and outermost elements, and its observers. */
  async listeners(page) {
    const protocol = await page.createCDPSession();
    try {
      const contexts = [];
      protocol.on("Runtime.executionContextCreated", ({ context }) => contexts.push(context));
      await protocol.send("Runtime.enable");
      const ours = contexts.find(({ auxData, origin }) => auxData?.type === "isolated" && origin.includes(this.id));
      if (ours === undefined) return [];
      const contextId = ours.id;
      const evaluated = async (expression) => (await protocol.send("Runtime.evaluate", { expression, contextId })).result.objectId;
      const left = [];
      for (const target of ["window", "document", "document.documentElement", "document.body", "navigation"]) {
        const { listeners } = await protocol.send("DOMDebugger.getEventListeners", { objectId: await evaluated(target) });
        left.push(...listeners.map(({ type }) => type));
      }
      for (const name of OBSERVERS) {
        const { objects } = await protocol.send("Runtime.queryObjects", { prototypeObjectId: await evaluated(`${name}.prototype`) });
        const { result } = await protocol.send("Runtime.callFunctionOn", {
          objectId: objects.objectId,
          functionDeclaration: "function () { return this.length; }",
        });
        left.push(...Array(result.value).fill(name));
      }
      return left;
    } finally {
      await protocol.detach();
    }
  }

  /** The text on the toolbar's button when this page is in front. */
  badge(page) {
    return this.background(async (url) => {
      const [tab] = (await chrome.tabs.query({})).filter((tab) => tab.url === url);
      return chrome.action.getBadgeText({ tabId: tab.id });
    }, page.url());
  }

  /** Clicks the toolbar's button and gives the popup. */
  async popup(page) {
    await this.#extension.triggerAction(page);
    const target = await this.browser.waitForTarget((target) => target.url().startsWith(`chrome-extension://${this.id}/popup`));
    return surface(await target.asPage());
  }

  /**
   * Gives a keyboard command as the browser gives it to the extension. Keys that a driver presses reach the page only, not the
   * browser's own list of shortcuts, so the event is dispatched in the background; that its key is set is checked first.
   */
  async command(page, name) {
    await page.bringToFront();
    const given = await this.background(
      async (url, name) => {
        const command = (await chrome.commands.getAll()).find((command) => command.name === name);
        const [tab] = (await chrome.tabs.query({})).filter((tab) => tab.url === url);
        chrome.commands.onCommand.dispatch(name, tab);
        return command ?? null;
      },
      page.url(),
      name,
    );
    if (given === null) throw new Error(`the browser knows no command ${name}`);
    return given.shortcut;
  }

  /** Presses a key on a page, also on one of the extension's own. */
  async press(page, key) {
    await page.bringToFront();
    await page.keyboard.press(key);
  }

  /** Opens the panel by the popup's own button: the browser opens it for a click only. */
  async panel(page) {
    await this.#extension.triggerAction(page);
    const opened = await this.browser.waitForTarget((target) => target.url().startsWith(`chrome-extension://${this.id}/popup`));
    const popup = await opened.asPage();
    await until("the popup speaks of a page", () => popup.evaluate(() => document.getElementById("site")?.textContent !== ""));
    await popup.click("#open-panel");
    const target = await this.browser.waitForTarget((target) => target.url() === `chrome-extension://${this.id}/panel.html`);
    return surface(await target.asPage());
  }

  /** Chooses the entry of the context menu over the selection: the browser's own menu can't be driven, so its event is dispatched. */
  async judgeSelection(page) {
    const selectionText = await page.evaluate(() => {
      const { activeElement: field } = document;
      return getSelection().toString() || (field?.value ?? "").slice(field?.selectionStart, field?.selectionEnd);
    });
    await this.background(
      async (url, selectionText) => {
        const [tab] = (await chrome.tabs.query({})).filter((tab) => tab.url === url);
        chrome.contextMenus.onClicked.dispatch({ menuItemId: "judge-selection", frameId: 0, selectionText, pageUrl: url }, tab);
      },
      page.url(),
      selectionText,
    );
  }

  /** Runs a function on the closed shadow root of an element that a selector finds; null where there is none. */
  async inShadow(page, selector, run, ...values) {
    const protocol = await page.createCDPSession();
    try {
      const { result } = await protocol.send("Runtime.evaluate", {
        expression: `document.querySelector(${JSON.stringify(selector)})`,
      });
      if (!result.objectId) return null;
      const { node } = await protocol.send("DOM.describeNode", { objectId: result.objectId, depth: 1, pierce: true });
      const [root] = node.shadowRoots ?? [];
      if (!root) return null;
      const { object } = await protocol.send("DOM.resolveNode", { backendNodeId: root.backendNodeId });
      const answer = await protocol.send("Runtime.callFunctionOn", {
        objectId: object.objectId,
        functionDeclaration: `function (...values) { return (${run})(this, ...values); }`,
        arguments: values.map((value) => ({ value })),
        returnByValue: true,
      });
      if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description);
      return answer.result.value;
    } finally {
      await protocol.detach();
    }
  }

  /** Forces a page's or surface's colours to the system's, or leaves it its own, on a light or a dark desktop. */
  forceColours(shown, isForced, scheme = "light") {
    return this.emulate(shown, { scheme, isForced });
  }

  /** Shows a page or surface as on another desktop: light or dark, with forced colours, without motion; or as on paper. */
  async emulate(shown, { scheme = "light", isForced = false, isStill = false, medium = "" } = {}) {
    const protocol = await (shown.page ?? shown).createCDPSession();
    await protocol.send("Emulation.setEmulatedMedia", {
      media: medium,
      features: [
        { name: "forced-colors", value: isForced ? "active" : "none" },
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: isStill ? "reduce" : "no-preference" },
      ],
    });
  }

  /** The browser's own zoom of the extension's pages, popup and panel, from the next one on: 1 is 100 %. */
  async zoomOwn(factor) {
    const page = await this.#ownPage();
    await page.evaluate(async (factor) => {
      const tab = await chrome.tabs.getCurrent();
      await chrome.tabs.setZoom(tab.id, factor);
    }, factor);
    await page.close();
  }

  /** Errors thrown by the extension's scripts in pages, since the start. */
  async errors() {
    return this.#errors;
  }

  /** Closes the browser and gives the network requests that were logged, with who made each; null without a log. */
  async close() {
    await this.browser.close();
    if (this.#log === null) return null;
    const log = await readFile(join(this.#log, "net.json"), "utf8");
    await rm(this.#log, { recursive: true, force: true });
    return requestsIn(JSON.parse(log));
  }
}

/** What can be done with the popup or the panel. */
function surface(page) {
  return {
    page,
    evaluate: (run, ...values) => page.evaluate(run, ...values),
    screenshot: (options) => page.screenshot(options),
    close: () => page.close(),
  };
}

/** The requests in Chromium's network log. */
function requestsIn({ constants, events }) {
  const started = constants.logEventTypes.URL_REQUEST_START_JOB;
  return events
    .filter(({ type, params }) => type === started && params?.url)
    .map(({ params: { url, initiator } }) => ({ url, initiator: initiator ?? "" }))
    .filter(({ url }) => !ICON_REQUEST.test(url));
}
