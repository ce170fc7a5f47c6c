import { forgetConsent } from "./kept-consent.ts";
import { ownProperty, readCookie, readStorage, writeEntry } from "./site-entry.ts";

/**
 * Why a page may not be recorded (rule P7). `why` is a word for `refusalSentence`: this runs in every
 * tab of a granted site, and sentences are heavy.
 */
export interface PageRefusal {
  code: "gpc" | "opt-out";
  why: "gpc" | "meta" | "cookie" | "storage";
}

/** Cookie and storage key of the opt-out. Any value but "", "0" and "false" stands. */
export const OPT_OUT_NAME = "waymark_optout";

/**
 * Both halves ask this before they record, and again when something may have changed; a page may
 * fool the main half, never the isolated one. Null: recording may go on.
 */
export function pageRefusal(document: Document, navigator: Navigator): PageRefusal | null {
  const gpc = gpcRefusal(navigator);
  if (gpc) return gpc;
  const why = optOutPlace(document);
  return why && { code: "opt-out", why };
}

/** The part of `pageRefusal` that each world may see otherwise; it costs next to nothing. */
export function gpcRefusal(navigator: Navigator): PageRefusal | null {
  // Only some browsers have it; a one is how early extensions set it.
  const gpc = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl;
  return gpc === true || gpc === 1 || gpc === "1" ? { code: "gpc", why: "gpc" } : null;
}

function optOutPlace(document: Document): PageRefusal["why"] | null {
  if (isMetaRefusing(document)) return "meta";
  if (isSet(readCookie(document, OPT_OUT_NAME))) return "cookie";
  return isSet(readStorage(document, OPT_OUT_NAME)) ? "storage" : null;
}

function isMetaRefusing(document: Document): boolean {
  const metas = ownProperty(document, "querySelectorAll").call(document, 'meta[name="waymark" i]');
  for (const meta of metas) {
    if (/(?:^|[\s,])no-?record(?:$|[\s,])/i.test(meta.getAttribute("content") ?? "")) return true;
  }
  return false;
}

function isSet(value: string | null): boolean {
  return value !== null && !["", "0", "false"].includes(value.trim().toLowerCase());
}

/** Opts this site out for one year, and takes back a consent that it gave. */
export function optOut(document: Document): void {
  forgetConsent(document);
  writeEntry(document, OPT_OUT_NAME, "1");
}

/** Lifts the opt-out; it starts nothing by itself. */
export function optIn(document: Document): void {
  writeEntry(document, OPT_OUT_NAME, null);
}
