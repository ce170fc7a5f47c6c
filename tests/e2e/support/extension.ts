import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BrowserContext, chromium, type Page, type Worker } from "@playwright/test";
import { CHROMIUM_FLAGS, chromiumPath } from "./chromium.ts";

/** The e2e build. */
export const BUILD = resolve(import.meta.dirname, "../../../.output/chrome-mv3-e2e");

/** Playwright's defaults that would make the browser unlike a user's. */
const UNWANTED_FLAGS = [
  "--disable-extensions",
  "--disable-component-extensions-with-background-pages",
];

export interface ExtensionBrowser {
  context: BrowserContext;
  extensionId: string;
  /** URL of one of the extension's pages. */
  url(page: string): string;
  worker(): Promise<Worker>;
  /** One of the extension's pages, kept open behind the others, for what a test asks in its place. */
  ownPage(): Promise<Page>;
  /** The browser's id of the tab that `page` is. */
  tabId(page: Page): Promise<number>;
  /** The popup, opened as a page that acts on the tab of `page`. */
  openPopup(page: Page): Promise<Page>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** Kept between launches when given; else a new one, removed at close. */
  profile?: string;
  headless?: boolean;
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  /** More of Chromium's command line, e.g. `--remote-debugging-port=0`. */
  args?: readonly string[];
  /** More of the driver's default flags to leave out, e.g. `--disable-back-forward-cache`. */
  without?: readonly string[];
  /** Another folder with the built extension, e.g. a copy that the test changes. */
  extension?: string;
}

/** Starts a real Chromium with the built e2e extension. */
export async function launchExtension(options: LaunchOptions = {}): Promise<ExtensionBrowser> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), "waymark-profile-")));
  const extension = options.extension ?? BUILD;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: false,
    colorScheme: options.colorScheme ?? "light",
    // A popup that is kept open shows 60 pictures a second of its mark, which takes a fifth of a core.
    reducedMotion: "reduce",
    viewport: options.viewport ?? { width: 1280, height: 800 },
    ignoreDefaultArgs: [...UNWANTED_FLAGS, ...(options.without ?? [])],
    args: [
      ...(options.headless === false ? [] : ["--headless=new"]),
      ...CHROMIUM_FLAGS,
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      ...(options.args ?? []),
    ],
  });
  const worker = async () =>
    context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
  const extensionId = new URL((await worker()).url()).host;
  const url = (page: string) => `chrome-extension://${extensionId}/${page}`;

  // The page that a browser starts with, so that it never comes before those of the test.
  let own = context.pages()[0] ?? (await context.newPage());
  await own.goto(url("options.html"));
  const ownPage = async () => {
    if (!own.isClosed()) return own;
    // As after a reload of the extension.
    own = await context.newPage();
    await own.goto(url("options.html"));
    return own;
  };

  const tabId = async (page: Page) => {
    // Asked of an extension page: the service worker may be asleep, and browser pages hide their URL.
    const asking = await ownPage();
    await page.bringToFront();
    const id = await asking.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
      return tab?.id;
    });
    if (id === undefined) throw new Error(`No tab shows ${page.url()}`);
    return id;
  };

  return {
    context,
    extensionId,
    url,
    worker,
    ownPage,
    tabId,
    async openPopup(page) {
      const id = await tabId(page);
      const popup = await context.newPage();
      await popup.goto(url(`popup.html?tab=${id}`));
      return popup;
    },
    async close() {
      await context.close();
      if (!options.profile) await rm(profile, { recursive: true, force: true });
    },
  };
}
