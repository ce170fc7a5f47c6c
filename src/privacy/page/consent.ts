/** Why a page may not be recorded (rule P7), as a code for programs and a sentence for people. */
export interface Refusal {
  code: "gpc" | "opt-out-cookie" | "opt-out-storage" | "opt-out-meta" | "no-consent";
  reason: string;
}

/** Cookie and storage key of the opt-out. Any value but "", "0" and "false" stands. */
export const OPT_OUT_NAME = "waymark_optout";
const ONE_YEAR_S = 31_536_000;

const REASONS: Readonly<Record<Refusal["code"], string>> = {
  gpc: "This browser asks sites not to track (Global Privacy Control), so nothing is recorded.",
  "opt-out-cookie": "Recording was opted out of on this site (cookie), so nothing is recorded.",
  "opt-out-storage": "Recording was opted out of on this site (storage), so nothing is recorded.",
  "opt-out-meta": "This page asks not to be recorded, so nothing is recorded.",
  "no-consent": "This site records with consent only, and consent was not given.",
};

/**
 * Both halves ask this before they record, and again when something may have changed; a page may
 * fool the main half, never the isolated one. Null: recording may go on.
 */
export function refusal(
  document: Document,
  navigator: Navigator,
  consent: { required: boolean; given: boolean } = { required: false, given: false },
): Refusal | null {
  const code = refusalCode(document, navigator, consent);
  return code === null ? null : { code, reason: REASONS[code] };
}

function refusalCode(
  document: Document,
  navigator: Navigator,
  consent: { required: boolean; given: boolean },
): Refusal["code"] | null {
  // Only some browsers have it; "1" is how an early extension sets it.
  const gpc = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl;
  if (gpc === true || gpc === 1 || gpc === "1") return "gpc";
  if (isMetaRefusing(document)) return "opt-out-meta";
  if (isSet(cookieValue(readCookie(document)))) return "opt-out-cookie";
  if (isSet(readStorage(document))) return "opt-out-storage";
  return consent.required && !consent.given ? "no-consent" : null;
}

function isMetaRefusing(document: Document): boolean {
  for (const meta of document.querySelectorAll('meta[name="waymark" i]')) {
    if (/(?:^|[\s,])no-?record(?:$|[\s,])/i.test(meta.getAttribute("content") ?? "")) return true;
  }
  return false;
}

function isSet(value: string | null): boolean {
  return value !== null && !["", "0", "false"].includes(value.trim().toLowerCase());
}

function cookieValue(cookies: string): string | null {
  for (const cookie of cookies.split(";")) {
    const equals = cookie.indexOf("=");
    if (cookie.slice(0, equals).trim() === OPT_OUT_NAME) return cookie.slice(equals + 1);
  }
  return null;
}

function readCookie(document: Document): string {
  try {
    return document.cookie;
  } catch {
    return ""; // a sandboxed document has no cookies, so no opt-out can stand in them
  }
}

function readStorage(document: Document): string | null {
  try {
    return document.defaultView?.localStorage.getItem(OPT_OUT_NAME) ?? null;
  } catch {
    return null; // storage is switched off or denied here, so no opt-out can stand in it
  }
}

/** Writes or lifts the opt-out of a site, in cookie and storage, for one year. */
export function setOptOut(document: Document, out: boolean): void {
  document.cookie = `${OPT_OUT_NAME}=${out ? "1" : ""}; path=/; max-age=${out ? ONE_YEAR_S : 0}; SameSite=Lax`;
  try {
    const storage = document.defaultView?.localStorage;
    if (out) storage?.setItem(OPT_OUT_NAME, "1");
    else storage?.removeItem(OPT_OUT_NAME);
  } catch {
    // Storage is denied here: the cookie alone carries the choice.
  }
}
