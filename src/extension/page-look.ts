import { browser } from "wxt/browser";
import { messageOf } from "../format/errors.ts";
import { gpcRefusal, type PageRefusal } from "../privacy/page/refusal.ts";
import { refusalSentence } from "../privacy/refusal-sentence.ts";
import type { Refusal } from "./messages.ts";

/** The popup asks twice a second; a page may change its mind meanwhile. */
const HOLDS_MS = 2_000;

export type PageLook = (tabId: number) => Promise<Refusal | null>;

/**
 * Whether the page of a tab forbids to be recorded, before anybody starts (rule P7): the popup is not
 * to invite to what would be refused. Looks where the browser allows it, at that word only. Null
 * where nothing forbids it, and where nobody can look: then Start finds out.
 */
export function createPageLook(now: () => number = Date.now): PageLook {
  const looks = new Map<number, { at: number; refusal: Promise<Refusal | null> }>();
  return (tabId) => {
    for (const [tab, { at }] of looks) if (now() - at >= HOLDS_MS) looks.delete(tab);
    const known = looks.get(tabId);
    if (known) return known.refusal;
    const refusal = look(tabId);
    looks.set(tabId, { at: now(), refusal });
    return refusal;
  };
}

async function look(tabId: number): Promise<Refusal | null> {
  try {
    const [own, page] = await Promise.all([ownWord(tabId), pageWord(tabId)]);
    const found = own ?? page;
    return found && { code: found.code, sentence: refusalSentence(found.why) };
  } catch (error) {
    console.debug("Waymark cannot look at this page before Start:", messageOf(error));
    return null;
  }
}

/** As both halves ask it, in the extension's own world. */
async function ownWord(tabId: number): Promise<PageRefusal | null> {
  const target = { tabId, frameIds: [0] };
  await browser.scripting.executeScript({ target, files: ["/word.js"], injectImmediately: true });
  const [answer] = await browser.scripting.executeScript({
    target,
    injectImmediately: true,
    func: () => (globalThis as { waymarkWord?: unknown }).waymarkWord ?? null,
  });
  return (answer?.result as PageRefusal | null | undefined) ?? null;
}

/** A Global Privacy Control that another extension, or the page, has set is in the page's world only. */
async function pageWord(tabId: number): Promise<PageRefusal | null> {
  const [answer] = await browser.scripting.executeScript({
    target: { tabId, frameIds: [0] },
    world: "MAIN",
    injectImmediately: true,
    func: () => (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true,
  });
  return gpcRefusal({ globalPrivacyControl: answer?.result } as unknown as Navigator);
}
