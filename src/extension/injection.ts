import { type Browser, browser } from "wxt/browser";
import { originsOfSite, scriptPatternsOf } from "./refusals.ts";
import { readSettings } from "./settings.ts";

const HOOK_ID = "waymark-hook";
const GATE_ID = "waymark-gate";
const EARLY_IDS = [HOOK_ID, GATE_ID];

/**
 * Puts both halves into a document, and what shows the main half closed shadow roots. The main half is asked for first, so that it listens when the
 * isolated half hands over its port. `documentId` keeps a late injection out of the next document.
 */
export async function injectRecorder(
  tabId: number,
  documentId?: string,
  frameId = 0,
): Promise<void> {
  const target = documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] };
  await Promise.all([
    browser.scripting.executeScript({
      target,
      world: "MAIN",
      files: ["/recorder.js"],
      injectImmediately: true,
    }),
    browser.scripting.executeScript({
      target,
      files: ["/gate.js"],
      injectImmediately: true,
    }),
  ]);
}

/** Puts what watches a recorded document, and shows its indicator, beside its isolated half. */
export async function injectWatch(
  tabId: number,
  frameId: number,
  documentId: string | undefined,
): Promise<void> {
  const target = documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] };
  await browser.scripting.executeScript({ target, files: ["/watch.js"], injectImmediately: true });
}

/** Shows the indicator on a page that has one at hand, or takes it away. */
export async function setIndicator(tabId: number, on: boolean): Promise<void> {
  await browser.scripting.executeScript({
    target: { tabId, frameIds: [0] },
    func: (shows: boolean) => {
      const world = globalThis as { waymarkHalf?: { indicate?(on: boolean): void } };
      world.waymarkHalf?.indicate?.(shows);
    },
    args: [on],
  });
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Registers what must be first where something is, or may come to be, recorded, and removes it
 * after: the early hook in the page's world, and the isolated half, which asks whether its tab is
 * recorded and leaves again if not. Together under 4 KB gzip (`record.injected`). While a session
 * runs that is all granted sites, else those that rewind keeps.
 */
export function keepEarlyScripts(recording: boolean): Promise<void> {
  const mine = last.then(() => register(recording));
  // Its caller hears of a failure; the next in line does not care.
  last = mine.catch(() => undefined);
  return mine;
}

async function register(recording: boolean): Promise<void> {
  const [there, { origins = [] }, { rewind }] = await Promise.all([
    browser.scripting.getRegisteredContentScripts({ ids: EARLY_IDS }),
    browser.permissions.getAll(),
    readSettings(),
  ]);
  const matches = recording ? origins : await scriptPatterns(rewind.sites);
  if (matches.length === 0) {
    if (there.length > 0)
      await browser.scripting.unregisterContentScripts({ ids: there.map(({ id }) => id) });
    return;
  }
  const early = {
    matches,
    runAt: "document_start",
    persistAcrossSessions: false,
  } as const;
  const scripts: Browser.scripting.RegisteredContentScript[] = [
    { ...early, id: HOOK_ID, js: ["hook.js"], world: "MAIN" },
    { ...early, id: GATE_ID, js: ["gate.js"] },
  ];
  if (there.length > 0) await browser.scripting.updateContentScripts(scripts);
  else await browser.scripting.registerContentScripts(scripts);
}

/** For those of the sites that may be seen, each scheme by itself. */
async function scriptPatterns(sites: readonly string[]): Promise<string[]> {
  const all = sites.flatMap((site) => {
    const patterns = scriptPatternsOf(site);
    return originsOfSite(site).map((origin, i) => ({ origin, pattern: patterns[i]! }));
  });
  const may = await Promise.all(
    all.map(({ origin }) => browser.permissions.contains({ origins: [origin] })),
  );
  return all.flatMap(({ pattern }, i) => (may[i] ? [pattern] : []));
}
