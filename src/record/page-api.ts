import type { Consent } from "../format/session.ts";
import { readConsent } from "../privacy/consent.ts";
import { optIn, optOut } from "../privacy/page/refusal.ts";

/** Whether the recording of a page waits for what the page's user says. */
export type ConsentState = "waiting" | "given" | "not-needed";

/**
 * What a page may call on `window.Waymark`; it exists only while the page is recorded, or a recording
 * that was started waits for its consent (rule P7).
 */
export interface WaymarkPageApi {
  /** Stops recording at once, drops what is unsent, and remembers it for this site; a consent is over. */
  optOut(): void;
  /**
   * Lifts an opt-out. Where a recording waits for it, it begins now: then `source` (who asked) and
   * `version` (of the text that was agreed to) are needed, or it throws. It never starts one by itself.
   */
  optIn(consent?: Pick<Consent, "source" | "version">): void;
  readonly consent: ConsentState;
}

export interface PageApiParts {
  state(): ConsentState;
  onOptOut(): void;
  onConsent(consent: Consent): void;
  now(): number;
}

/** Puts the API in place unless the page has a `Waymark` of its own; returns what takes it away. */
export function installPageApi(
  global: Window & typeof globalThis,
  { state, onOptOut, onConsent, now }: PageApiParts,
): () => void {
  const page = global as { Waymark?: WaymarkPageApi };
  if ("Waymark" in page) return () => {};
  const api: WaymarkPageApi = {
    optOut() {
      optOut(global.document);
      onOptOut();
    },
    optIn(said) {
      const waits = state() === "waiting";
      // No time of the page's own: it is given now.
      const consent = waits
        ? readConsent({ source: said?.source, version: said?.version }, now())
        : null;
      if (waits && !consent) {
        throw new TypeError(
          'Waymark.optIn needs to know who asked and what was agreed to, each in 1 to 128 characters: Waymark.optIn({ source: "cookie-banner", version: "3" }). Nothing is recorded yet.',
        );
      }
      optIn(global.document);
      if (consent) onConsent(consent);
    },
    get consent() {
      return state();
    },
  };
  Object.defineProperty(page, "Waymark", { value: api, configurable: true, enumerable: false });
  return () => {
    if (page.Waymark === api) delete page.Waymark;
  };
}
