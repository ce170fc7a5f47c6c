import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Page } from "@playwright/test";
import type { PNG } from "pngjs";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { bundleScript } from "../../e2e/support/bundle.ts";
import type { ExtensionBrowser } from "../../e2e/support/extension.ts";
import { storedSession } from "../../e2e/support/session.ts";
import type { App } from "./apps.ts";
import type { Control } from "./control.ts";
import { type Facts, liveFacts } from "./facts.ts";
import { takePicture } from "./picture.ts";

export interface Checkpoint {
  name: string;
  /** Epoch milliseconds. */
  at: number;
  live: Facts;
  picture: PNG;
}

export interface Recording {
  events: RecordedEvent[];
  checkpoints: Checkpoint[];
  /** Ours only. */
  session?: { id: string; startedAt: number };
}

/** Longer than rrweb's throttle of scrolling, and than the apps' transitions. */
const SETTLE_MS = 300;
/** A page that still changes after so many looks never rests. */
const MOST_LOOKS = 30;

/** Recorded by the extension, started on an empty page of the site before the app loads. */
export async function recordOurs(
  browser: ExtensionBrowser,
  control: Control,
  url: string,
  app: App,
): Promise<Recording> {
  const page = await browser.context.newPage();
  try {
    await page.goto(`${url}/empty.html`);
    await control.start(page);
    const checkpoints = await actOn(page, url, app);
    const id = await control.stop(page);
    const { session, events } = await storedSession(browser, id);
    return { events, checkpoints, session: { id, startedAt: session.startedAt } };
  } finally {
    await page.close();
  }
}

let bareRecorder: Promise<string> | undefined;

/** Recorded by rrweb as it comes, in the main world from document start on. */
export async function recordBare(
  browser: ExtensionBrowser,
  url: string,
  app: App,
  options: { recordCanvas?: boolean } = {},
): Promise<Recording> {
  bareRecorder ??= bundleScript(resolve(import.meta.dirname, "bare-recorder.ts"));
  const page = await browser.context.newPage();
  try {
    const set = `globalThis.bareOptions = ${JSON.stringify(options)};`;
    await page.addInitScript(`${set}\n${await bareRecorder}`);
    const checkpoints = await actOn(page, url, app);
    const json = (await page.evaluate("JSON.stringify(globalThis.bareEvents)")) as string;
    return { events: JSON.parse(json) as RecordedEvent[], checkpoints };
  } finally {
    await page.close();
  }
}

/** What the page shows once it has not changed for a while, and a time within that while. */
async function atRest(page: Page): Promise<{ at: number; live: Facts }> {
  let before = await liveFacts(page);
  for (let look = 0; look < MOST_LOOKS; look++) {
    await page.waitForTimeout(SETTLE_MS);
    const at = await page.evaluate(() => Date.now());
    const live = await liveFacts(page);
    if (isDeepStrictEqual(live, before)) return { at, live };
    before = live;
  }
  throw new Error(`The page at ${page.url()} does not come to rest.`);
}

async function actOn(page: Page, url: string, app: App): Promise<Checkpoint[]> {
  const errors: Error[] = [];
  page.on("pageerror", (error) => errors.push(error));
  await page.goto(`${url}${app.path ?? `/${app.name}/`}`);
  await page.locator("html[data-ready=true]").waitFor({ state: "attached" });
  await page.bringToFront();
  const checkpoints: Checkpoint[] = [];
  await app.act(page, async (name) => {
    const { at, live } = await atRest(page);
    checkpoints.push({ name, at, live, picture: await takePicture(page) });
  });
  // Whatever a recorder does, the app must work under it.
  if (errors.length > 0) throw new Error(`${app.name} failed: ${errors[0]!.stack}`);
  return checkpoints;
}
