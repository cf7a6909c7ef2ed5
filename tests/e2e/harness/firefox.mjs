/** Firefox with the extension, driven through WebDriver BiDi and the browser's own window. */
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeReady } from "./first-start.mjs";
import { OBSERVERS } from "./observers.mjs";
import { puppeteer } from "./puppeteer.mjs";
import { until } from "./until.mjs";

const POPUP = `document.querySelector("browser.webextension-popup-browser")`;

export class Firefox {
  name = "firefox";
  #window = null;
  #zoom = 1;

  static async launch({ headless = true, leavesOnSignal = true, language = null } = {}) {
    const session = new Firefox();
    session.browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: process.env.SALTGRAIN_FIREFOX ?? "/usr/bin/firefox-esr",
      headless,
      handleSIGINT: leavesOnSignal,
      handleSIGTERM: leavesOnSignal,
      defaultViewport: headless ? { width: 1280, height: 900 } : null,
      args: ["--remote-allow-system-access"],
    });
    if (language !== null) await session.#speak(language);
    return session;
  }

  /**
   * Changes the browser's language. A language pack would do it at the start; none is at hand, so the browser is told that
   * it has one. Its own menus stay English, extensions are told the language that a pack would tell them.
   */
  async #speak(language) {
    await this.#chrome((language) => {
      Services.locale.availableLocales = [language, "en-US"];
      Services.locale.requestedLocales = [language];
    }, language);
  }

  /** Installs the extension that is built in a folder, and makes it ready as `choices` say. */
  async install(folder, choices) {
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    this.id = manifest.browser_specific_settings.gecko.id;
    await this.browser.installExtension(folder);
    // A new extension's button waits in a menu; a person would pin it too.
    await this.#chrome((widget) => {
      CustomizableUI.addWidgetToArea(widget, CustomizableUI.AREA_NAVBAR);
    }, this.#button());
    await makeReady(this, choices);
  }

  /** Gives the extension access to sites as the browser's own setting does, the switches under the add-on's permissions. */
  giveAccess(origins = ["<all_urls>"]) {
    return this.#setAccess("add", origins);
  }

  /** Takes access back, by the same setting. */
  takeAccess(origins = ["<all_urls>"]) {
    return this.#setAccess("remove", origins);
  }

  #setAccess(act, origins) {
    return this.#chrome(
      async (id, act, origins) => {
        const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
        const { extension } = WebExtensionPolicy.getByID(id);
        await ExtensionPermissions[act](id, { permissions: [], origins, data_collection: [] }, extension);
      },
      this.id,
      act,
      origins,
    );
  }

  /** Answers the browser's prompt for a permission; gives what it said. */
  async answerPrompt(isYes) {
    await until("the browser's prompt", () =>
      this.#chrome(() => PopupNotifications.panel.state === "open" && PopupNotifications.panel.firstElementChild !== null),
    );
    return this.#chrome((isYes) => {
      const prompt = PopupNotifications.panel.firstElementChild;
      const text = prompt.textContent;
      prompt[isYes ? "button" : "secondaryButton"].click();
      return text;
    }, isYes);
  }

  /** Opens a page in a tab of its own, in front. */
  async open(url) {
    const page = await this.browser.newPage();
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  /** Opens one of the browser's own pages in a tab of its own, in front: `goto` waits for events that it never sends. */
  async openClosed(url) {
    const page = await this.browser.newPage();
    await this.#send("browsingContext.navigate", { context: page.mainFrame()._id, url, wait: "none" });
    await until(`${url} is open`, () => this.#chrome((url) => gBrowser.selectedBrowser.currentURI.spec === url, url));
    return page;
  }

  /** Opens a page of the extension in a tab. What is evaluated in it counts as done by a person. */
  async openOwn(path) {
    await this.background(async (path) => {
      await chrome.tabs.create({ url: chrome.runtime.getURL(path) });
    }, path);
    const browser = `[...gBrowser.browsers].findLast((browser) =>
      browser.currentURI.spec.startsWith("moz-extension:") && browser.currentURI.spec.endsWith(${JSON.stringify(`/${path}`)}))`;
    await until(`${path} is loaded`, () =>
      this.#chrome(new Function(`const browser = ${browser}; return browser !== undefined && !browser.webProgress.isLoadingDocument;`)),
    );
    await this.#zoomTo(browser);
    return {
      evaluate: (run, ...values) => this.#evaluateIn(browser, run, values),
      screenshot: ({ path }) => this.#photograph(browser, path),
      bringToFront: () => this.#chrome(new Function(`gBrowser.selectedTab = gBrowser.getTabForBrowser(${browser});`)),
      close: () => this.#chrome(new Function(`gBrowser.removeTab(gBrowser.getTabForBrowser(${browser}));`)),
    };
  }

  /** Runs a function in the background. */
  background(run, ...values) {
    const view = `[...WebExtensionPolicy.getByID(${JSON.stringify(this.id)}).extension.views]
      .find((view) => view.viewType === "background")?.xulBrowser`;
    return this.#evaluateIn(view, run, values);
  }

  /** Stops the background, as the browser does when it has been idle; the next message wakes it. */
  async stopBackground() {
    await this.#chrome((id) => WebExtensionPolicy.getByID(id).extension.terminateBackground(), this.id);
    await until("the background's end", () =>
      this.#chrome(
        (id) => ![...WebExtensionPolicy.getByID(id).extension.views].some(({ viewType }) => viewType === "background"),
        this.id,
      ),
    );
  }

  /** Loads the extension anew, as an update does. */
  async reload() {
    await this.#chrome(async (id) => {
      const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
      await (await AddonManager.getAddonByID(id)).reload();
    }, this.id);
    await until("the new background", () => this.background(() => chrome.runtime.id !== undefined).catch(() => false));
  }

  async uninstall() {
    await this.browser.uninstallExtension(this.id);
  }

  /**
   * What the extension's world listens to at a page's window, document and outermost elements, and its observers; those of the
   * page itself can't be told from them.
   */
  listeners(page) {
    const browser = `[...gBrowser.browsers].find(({ currentURI }) => currentURI.spec === ${JSON.stringify(page.url())})`;
    return this.#inContent(
      browser,
      `const isOurs = (global) => {
        try {
          const { addonId, "inner-window-id": windowId } = Cu.getSandboxMetadata(global);
          return addonId === ${JSON.stringify(this.id)} && windowId === content.windowGlobalChild.innerWindowId;
        } catch {
          return false; // no sandbox
        }
      };
      const { document } = content;
      const targets = [content, document, document.documentElement, document.body, content.navigation].filter(Boolean);
      const kinds = targets
        .flatMap((target) => Services.els.getListenerInfoFor(target))
        .filter(({ listenerObject }) => listenerObject && isOurs(Cu.getGlobalForObject(listenerObject)))
        .map(({ type }) => type);
      Cu.forceGC();
      Cu.forceCC();
      // A debugger sees what a world has made, but stands outside of it. Observers belong to the page's, whoever makes them.
      const { addDebuggerToGlobal } = ChromeUtils.importESModule("resource://gre/modules/jsdebugger.sys.mjs");
      const outside = Cu.Sandbox(Services.scriptSecurityManager.getSystemPrincipal(), { freshCompartment: true });
      addDebuggerToGlobal(outside);
      const debug = new outside.Debugger();
      debug.addDebuggee(content);
      const observers = ${JSON.stringify(OBSERVERS)}.flatMap((name) => Array(debug.findObjects({ class: name }).length).fill(name));
      debug.removeAllDebuggees();
      return JSON.stringify([...kinds, ...observers]);`,
    );
  }

  /** The text on the toolbar's button when this page is in front. */
  async badge(page) {
    await page.bringToFront();
    return this.#chrome((widget) => {
      const button = document.getElementById(widget).querySelector(".unified-extensions-item-action-button");
      return button.getAttribute("badge") ?? "";
    }, this.#button());
  }

  /** Clicks the toolbar's button and gives the popup. */
  async popup(page) {
    await page.bringToFront();
    await this.#chrome((widget) => {
      document.getElementById(widget).querySelector(".unified-extensions-item-action-button").click();
    }, this.#button());
    await until("the popup", () =>
      this.#chrome(() => {
        const popup = document.querySelector("browser.webextension-popup-browser");
        return popup?.currentURI.spec.startsWith("moz-extension:") && !popup.webProgress.isLoadingDocument;
      }),
    );
    await this.#zoomTo(POPUP);
    return {
      evaluate: (run, ...values) => this.#evaluateIn(POPUP, run, values),
      screenshot: ({ path }) => this.#photograph(POPUP, path),
      close: () =>
        this.#chrome(() => {
          document.querySelector("browser.webextension-popup-browser")?.closest("panel").hidePopup();
        }),
    };
  }

  /** Presses the keys of a command in the browser's window; without keys, the browser's own element for it is not there. */
  async command(page, name) {
    await page.bringToFront();
    const { shortcut } = await this.background(
      async (name) => (await browser.commands.getAll()).find((command) => command.name === name),
      name,
    );
    if (shortcut === "") {
      // No key is suggested: one is set as the browser's page of shortcuts would.
      throw new Error(`the command ${name} has no keys`);
    }
    await this.#keys(shortcut);
    return shortcut;
  }

  /** Presses a key on a page, also on one of the extension's own. */
  async press(page, key) {
    await page.bringToFront();
    await this.#keys(key);
  }

  /** Presses keys, written as shortcuts are, in the browser's window, which hands them on to what has the focus. */
  #keys(shortcut) {
    return this.#chrome((shortcut) => {
      const keys = shortcut.split("+");
      const codes = { Alt: 18, Shift: 16, Ctrl: 17, Escape: 27, Enter: 13 };
      const events = keys.map((key) => {
        const isLetter = key.length === 1;
        const isHeld = ["Alt", "Shift", "Ctrl"].includes(key);
        return new KeyboardEvent("", {
          key: isLetter ? key : key === "Ctrl" ? "Control" : key,
          code: isLetter ? `Key${key}` : isHeld ? `${key}Left` : key,
          keyCode: codes[key] ?? key.charCodeAt(0),
        });
      });
      const processor = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
      window.focus();
      processor.beginInputTransactionForTests(window, () => {});
      for (const event of events) processor.keydown(event);
      for (const event of events.reverse()) processor.keyup(event);
    }, shortcut);
  }

  /** Sets the keys of a command, as the browser's page of shortcuts does. */
  setKeys(name, shortcut) {
    return this.background((name, shortcut) => browser.commands.update({ name, shortcut }), name, shortcut);
  }

  /** Opens the panel by the keys of its command. */
  async panel(page) {
    await this.command(page, "open-panel");
    const SIDEBAR = `document.getElementById("sidebar")?.contentDocument?.getElementById("webext-panels-browser")`;
    await until("the sidebar", () =>
      this.#chrome(() => {
        const panel = document.getElementById("sidebar")?.contentDocument?.getElementById("webext-panels-browser");
        return panel?.currentURI.spec.includes("/panel.html") && !panel.webProgress.isLoadingDocument;
      }),
    );
    await this.#zoomTo(SIDEBAR);
    return {
      evaluate: (run, ...values) => this.#evaluateIn(SIDEBAR, run, values),
      screenshot: ({ path }) => this.#photograph(SIDEBAR, path),
      close: () =>
        this.#chrome(() => {
          SidebarController.hide();
        }),
    };
  }

  /** Chooses the entry of the browser's own context menu over the selection. */
  async judgeSelection(page) {
    await page.bringToFront();
    const at = await page.evaluate(() => {
      const { activeElement: field } = document;
      const box = getSelection().isCollapsed ? field.getBoundingClientRect() : getSelection().getRangeAt(0).getClientRects()[0];
      return { x: box.left + 8, y: box.top + Math.min(8, box.height / 2) };
    });
    await page.mouse.click(at.x, at.y, { button: "right" });
    await until("the context menu", () => this.#chrome(() => document.getElementById("contentAreaContextMenu").state === "open"));
    await this.#chrome(async () => {
      const menu = document.getElementById("contentAreaContextMenu");
      const entry = [...menu.querySelectorAll("menuitem")].find((item) => item.id.includes("judge-selection"));
      if (!entry) throw new Error("the menu has no entry of the extension");
      const hidden = new Promise((resolve) => menu.addEventListener("popuphidden", resolve, { once: true }));
      menu.activateItem(entry);
      await hidden;
    });
  }

  /** Runs a function on the closed shadow root of an element that a selector finds; null where there is none. */
  async inShadow(page, selector, run, ...values) {
    const target = { context: page.mainFrame()._id };
    const found = await this.#send("script.evaluate", {
      expression: `document.querySelector(${JSON.stringify(selector)})`,
      target,
      awaitPromise: false,
      serializationOptions: { maxDomDepth: 0, includeShadowTree: "all" },
    });
    const root = found.result?.value?.shadowRoot?.sharedId;
    if (!root) return null;
    const answer = await this.#send("script.callFunction", {
      functionDeclaration: `(root, values) => JSON.stringify((${run})(root, ...JSON.parse(values)))`,
      arguments: [{ sharedId: root }, { type: "string", value: JSON.stringify(values) }],
      target,
      awaitPromise: false,
    });
    return parse(answer);
  }

  /** Runs a function in the browser's own window, with its privileges. */
  inWindow(run, ...values) {
    return this.#chrome(run, ...values);
  }

  /** Forces all pages' colours to the system's, or leaves them their own, on a light or a dark desktop. */
  forceColours(_page, isForced, scheme = "light") {
    return this.emulate(null, { scheme, isForced });
  }

  /** Shows all pages as on another desktop: light or dark, with forced colours, without motion; or as on paper. */
  async emulate(_page, { scheme = "light", isForced = false, isStill = false, medium = "" } = {}) {
    await this.#chrome(
      (isForced, isDark, isStill, medium) => {
        Services.prefs.setIntPref("browser.display.document_color_use", isForced ? 2 : 0);
        Services.prefs.setIntPref("ui.systemUsesDarkTheme", isDark ? 1 : 0);
        Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", isDark ? 0 : 1);
        Services.prefs.setIntPref("ui.prefersReducedMotion", isStill ? 1 : 0);
        for (const { browsingContext } of gBrowser.browsers) browsingContext.mediumOverride = medium;
      },
      isForced,
      scheme === "dark",
      isStill,
      medium,
    );
  }

  /** The browser's own zoom of the extension's pages, popup and panel, from the next one on: 1 is 100 %. */
  zoomOwn(factor) {
    this.#zoom = factor;
  }

  async #zoomTo(browser) {
    await this.#chrome(new Function("factor", `const browser = ${browser}; browser.fullZoom = factor;`), this.#zoom);
  }

  /** Errors thrown by the extension's scripts in pages, since the start. */
  async errors() {
    return this.#chrome(() =>
      Services.console
        .getMessageArray()
        .filter((message) => message instanceof Ci.nsIScriptError && message.sourceName.startsWith("moz-extension:"))
        .filter((message) => !(message.flags & Ci.nsIScriptError.warningFlag))
        // Said when a page was left while it waited for an answer; nothing threw.
        .filter(({ errorMessage }) => !/(after context unloaded|while context is inactive)/.test(errorMessage))
        .map((message) => `${message.errorMessage} ${message.sourceName}:${message.lineNumber}\n${message.stack ?? ""}`),
    );
  }

  /** Closes the browser. What it asked of the network can't be told here. */
  async close() {
    await this.browser.close();
    return null;
  }

  /** The id of the extension's button on the toolbar. */
  #button() {
    return `${this.id.toLowerCase().replace(/[^a-z0-9_-]/g, "_")}-browser-action`;
  }

  async #send(method, parameters) {
    return (await this.browser.connection.send(method, parameters)).result;
  }

  /** Runs a function in the browser's own window, where the toolbar lives. */
  async #chrome(run, ...values) {
    this.#window ??= (await this.#send("browsingContext.getTree", { "moz:scope": "chrome" })).contexts[0].context;
    const answer = await this.#send("script.callFunction", {
      functionDeclaration: `async (values) => JSON.stringify((await (${run})(...JSON.parse(values))) ?? null)`,
      arguments: [{ type: "string", value: JSON.stringify(values) }],
      target: { context: this.#window },
      awaitPromise: true,
    });
    return parse(answer);
  }

  /** Runs a function in a document of the extension that WebDriver can't reach: its popup, its background. */
  #evaluateIn(browser, run, values) {
    // Runs beside the document, in a sandbox that sees the document's globals: the document's policy forbids `eval`.
    const call = `(async () => JSON.stringify((await (${run})(...${JSON.stringify(values)})) ?? null))()`;
    return this.#inContent(
      browser,
      `// As if a person had just clicked there: the browser prompts for permissions only then.
      const handling = content.windowUtils.setHandlingUserInput(true);
      const sandbox = Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false, sameZoneAs: content });
      const value = Cu.evalInSandbox(${JSON.stringify(call)}, sandbox);
      handling.destruct();
      return value;`,
    );
  }

  /** Runs the body of a function beside a document, with the browser's privileges; it gives its answer as JSON. */
  #inContent(browser, body) {
    const name = `saltgrain-test:${randomUUID()}`;
    const script = `(async () => {
      let answer;
      try {
        answer = { value: await (() => { ${body} })() };
      } catch (error) {
        answer = { error: String(error) };
      }
      sendAsyncMessage(${JSON.stringify(name)}, answer);
    })()`;
    return this.#chrome(
      new Function(
        "script",
        "name",
        `const browser = ${browser};
        if (!browser) throw new Error("this document of the extension is not open");
        const manager = browser.messageManager;
        return new Promise((resolve, reject) => {
          manager.addMessageListener(name, function listen({ data }) {
            manager.removeMessageListener(name, listen);
            "error" in data ? reject(new Error(data.error)) : resolve(JSON.parse(data.value));
          });
          manager.loadFrameScript("data:application/javascript;charset=utf-8," + encodeURIComponent(script), false);
        });`,
      ),
      script,
      name,
    );
  }

  async #photograph(browser, path) {
    const data = await this.#chrome(
      new Function(`const global = ${browser}.browsingContext.currentWindowGlobal;
        return global.drawSnapshot(null, 2, "white").then((bitmap) => {
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          canvas.getContext("2d").drawImage(bitmap, 0, 0);
          return canvas.convertToBlob({ type: "image/png" });
        }).then((blob) => blob.arrayBuffer()).then((bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))));`),
    );
    await writeFile(path, Buffer.from(data, "base64"));
  }
}

function parse(answer) {
  if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
  return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
}
