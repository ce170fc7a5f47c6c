import { expect } from "@playwright/test";
import { bundleScript } from "../support/bundle.ts";
import type { ExtensionBrowser } from "../support/extension.ts";
import type { Audit } from "./audit-in-page.ts";
import type { Said } from "./drive.ts";
import { isWhole } from "./whole.ts";

type WithAudit = typeof globalThis & { auditSession(id: string): Promise<Audit> };

/** Reads a stored session, with the store's own code, in one of the extension's pages. */
export async function auditSession(browser: ExtensionBrowser, id: string): Promise<Audit> {
  const script = await bundleScript(new URL("audit-in-page.ts", import.meta.url).pathname);
  const page = await browser.context.newPage();
  try {
    await page.goto(browser.url("options.html"));
    await page.evaluate(script);
    return await page.evaluate((wanted) => (globalThis as WithAudit).auditSession(wanted), id);
  } finally {
    await page.close();
  }
}

/**
 * Every event is accounted for: no batch number is missing, the session's own count is what is
 * stored, and each document's changes are there, each once, from its first snapshot to the last
 * count that the page showed. Returns how many changes that were.
 */
export function expectWhole(audit: Audit, said: readonly Said[]): number {
  expect(audit.missing).toEqual([]);
  expect(audit.session.counts.events).toBe(audit.events);
  const wrong: string[] = [];
  let held = 0;
  for (const tab of said) {
    for (const [doc, { made }] of Object.entries(tab.documents)) {
      const stored = audit.documents[doc];
      if (stored && isWhole(stored, made)) held += stored.changes;
      else wrong.push(`${doc} made ${made}, stored is ${JSON.stringify(stored)}`);
    }
  }
  expect(wrong).toEqual([]);
  const documents = said.flatMap((tab) => Object.keys(tab.documents));
  expect(Object.keys(audit.documents).toSorted()).toEqual(documents.toSorted());
  for (const { tabId, isFrame, documents: own } of said) {
    if (isFrame) continue;
    const clicks = Object.values(own).reduce((sum, each) => sum + each.clicks, 0);
    expect([tabId, audit.tabs[tabId]?.clicks]).toEqual([tabId, clicks]);
    expect([tabId, audit.tabs[tabId]?.snapshots]).toEqual([tabId, Object.keys(own).length]);
  }
  return held;
}
