import type { Consent } from "../../format/session.ts";
import { readConsent } from "../consent.ts";
import { readCookie, readStorage, writeEntry } from "./site-entry.ts";

/** Cookie and storage key of a consent; what the site says under it is the site's word (docs/decisions/014). */
const CONSENT_NAME = "waymark_consent";

export function keepConsent(document: Document, consent: Consent): void {
  writeEntry(document, CONSENT_NAME, encodeURIComponent(JSON.stringify(consent)));
}

export function forgetConsent(document: Document): void {
  writeEntry(document, CONSENT_NAME, null);
}

/** The consent that this site gave before, null where none stands. */
export function keptConsent(document: Document, now: number): Consent | null {
  return (
    parse(readCookie(document, CONSENT_NAME), now) ??
    parse(readStorage(document, CONSENT_NAME), now)
  );
}

function parse(text: string | null, now: number): Consent | null {
  if (!text) return null;
  try {
    return readConsent(JSON.parse(decodeURIComponent(text)), now);
  } catch {
    return null; // the site's own doing: what cannot be read is no consent, and it is asked again
  }
}
