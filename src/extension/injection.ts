import { type Browser, browser } from "wxt/browser";

const HOOK_ID = "waymark-hook";

/**
 * Puts both halves into a document. The main half is asked for first, so that it listens when the
 * isolated half hands over its port. `documentId` keeps a late injection out of the next document.
 */
export async function injectRecorder(tabId: number, documentId?: string): Promise<void> {
  const target = documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [0] };
  await Promise.all([
    browser.scripting.executeScript({
      target,
      world: "MAIN",
      files: ["/recorder.js"],
      injectImmediately: true,
    }),
    browser.scripting.executeScript({ target, files: ["/gate.js"], injectImmediately: true }),
  ]);
}

/** Registers the early hook on all granted origins while anything is recorded, and removes it after. */
export async function keepHook(wanted: boolean): Promise<void> {
  const there = await browser.scripting.getRegisteredContentScripts({ ids: [HOOK_ID] });
  const { origins = [] } = await browser.permissions.getAll();
  if (!wanted || origins.length === 0) {
    if (there.length > 0) await browser.scripting.unregisterContentScripts({ ids: [HOOK_ID] });
    return;
  }
  const scripts: Browser.scripting.RegisteredContentScript[] = [
    {
      id: HOOK_ID,
      js: ["hook.js"],
      matches: origins,
      runAt: "document_start",
      world: "MAIN",
      persistAcrossSessions: false,
    },
  ];
  if (there.length > 0) await browser.scripting.updateContentScripts(scripts);
  else await browser.scripting.registerContentScripts(scripts);
}
