import { type Browser, browser } from "wxt/browser";

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
      files: ["/reveal.js", "/gate.js"],
      injectImmediately: true,
    }),
  ]);
}

/**
 * Registers what must be first on all granted origins while anything is recorded, and removes it
 * after: the early hook in the page's world, and the isolated half, which asks whether its tab is
 * recorded and leaves again if not. Together under 4 KB gzip (`record.injected`).
 */
export async function keepEarlyScripts(wanted: boolean): Promise<void> {
  const there = await browser.scripting.getRegisteredContentScripts({ ids: EARLY_IDS });
  const { origins = [] } = await browser.permissions.getAll();
  if (!wanted || origins.length === 0) {
    if (there.length > 0)
      await browser.scripting.unregisterContentScripts({ ids: there.map(({ id }) => id) });
    return;
  }
  const early = {
    matches: origins,
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
