import { resolve } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { findFirefox } from "../../../scripts/lib/browsers.mjs";

const BUILD = resolve(import.meta.dirname, "../../../.output/firefox-mv3");
const EXTENSION_ID = "waymark@waymark.example";
/** Firefox gives every installation an address of its own; a preference fixes it. */
const UUID = "5b6c1d0e-7a42-4b1f-9c3d-2f8e61a7d904";

export interface FirefoxBrowser {
  browser: Browser;
  newPage(): Promise<Page>;
  /** Opens one of the extension's pages, e.g. `options.html`. */
  openOwn(path: string): Promise<Page>;
  /** The popup, opened as a page that acts on the tab of `page`. */
  openPopup(page: Page): Promise<Page>;
  close(): Promise<void>;
}

/** Starts a real Firefox with the production build; its permission prompt answers yes by itself. */
export async function launchFirefox(
  preferences: Record<string, unknown> = {},
): Promise<FirefoxBrowser> {
  const executablePath = findFirefox();
  if (!executablePath) throw new Error("There is no Firefox here: run node scripts/setup.mjs.");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    // Lets the test open the extension's own pages.
    args: ["--remote-allow-system-access"],
    extraPrefsFirefox: {
      "extensions.webextOptionalPermissionPrompts": false,
      "extensions.webextensions.uuids": JSON.stringify({ [EXTENSION_ID]: UUID }),
      ...preferences,
    },
  });
  await browser.installExtension(BUILD);

  const newPage = async () => {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    return page;
  };
  const openOwn = async (path: string) => {
    const page = await newPage();
    const url = `moz-extension://${UUID}/${path}`;
    // Firefox's driver never reports that an extension page has loaded: the page itself is asked.
    const going = page.goto(url, { timeout: 30_000 }).catch((error: unknown) => error);
    const deadline = Date.now() + 15_000;
    for (;;) {
      const at = await page
        .evaluate(() => (document.readyState === "complete" ? location.href : ""))
        .catch(() => "");
      if (at.startsWith(url.split("#", 1)[0]!)) return page;
      if (Date.now() > deadline) throw new Error(`${url} did not open`, { cause: await going });
      await new Promise((next) => setTimeout(next, 50));
    }
  };

  return {
    browser,
    newPage,
    openOwn,
    async openPopup(page) {
      const asking = await openOwn("options.html");
      await page.bringToFront();
      const id = await asking.evaluate(async () => {
        const { browser: extension } = globalThis as unknown as { browser: typeof chrome };
        const [tab] = await extension.tabs.query({ active: true, currentWindow: true });
        return tab?.id;
      });
      await asking.close();
      if (id === undefined) throw new Error("Firefox shows no active tab.");
      const popup = await openOwn(`popup.html?tab=${id}`);
      await popup.bringToFront();
      return popup;
    },
    close: () => browser.close(),
  };
}
