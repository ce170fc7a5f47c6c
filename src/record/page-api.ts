import type { Consent } from "../format/session.ts";
import { TRACK_NAME } from "../format/signals/tracking.ts";
import { readConsent } from "../privacy/consent.ts";
import { optIn, optOut } from "../privacy/page/refusal.ts";
import {
  type Metadata,
  type PlainObject,
  readData,
  readMetadata,
  UnusableValue,
} from "./page-values.ts";

/** Whether the recording of a page waits for what the page's user says. */
export type ConsentState = "waiting" | "given" | "not-needed";

/** Told to the window when `window.Waymark` has come: what was loaded before it need not look again and again. */
export const READY_EVENT = "waymark:ready";

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
  /**
   * Puts an event of the page's own into the recording: a name and some JSON. Throws a TypeError for
   * what cannot be kept. While the recording waits or is paused, nothing is.
   */
  track(name: string, data?: object): void;
  /** Says what the session is about (a plan, a tenant, a test run). What was said under a name before gives way. Throws as `track`. */
  setMetadata(metadata: object): void;
}

/** What the page tells, for whoever records it at that moment. */
export type Told = { track: string; data?: PlainObject } | { metadata: Metadata };

export interface PageVoice {
  /** Null while nobody does. */
  hear: ((told: Told) => void) | null;
}

export interface PageApiParts {
  state(): ConsentState;
  onOptOut(): void;
  onConsent(consent: Consent): void;
  now(): number;
  stringify(value: unknown): string;
  voice: PageVoice;
}

export interface PageApi {
  /** Tells the page that it is there, once. The page's listeners may call it at once. */
  announce(): void;
  /** Takes it away. */
  end(): void;
}

/** Puts the API in place unless the page has a `Waymark` of its own. */
export function installPageApi(
  global: Window & typeof globalThis,
  tell: (type: string) => void,
  { state, onOptOut, onConsent, now, stringify, voice }: PageApiParts,
): PageApi {
  const page = global as { Waymark?: WaymarkPageApi };
  if ("Waymark" in page) return { announce() {}, end() {} };
  let announced = false;
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
    track(name, data) {
      if (typeof name !== "string" || !TRACK_NAME.test(name)) {
        throw new TypeError(
          'Waymark.track needs a name of 1 to 100 letters, digits, ".", "_" or "-": Waymark.track("checkout-started", { items: 3 }). Nothing was recorded.',
        );
      }
      const kept = data === undefined ? undefined : read("track", () => readData(data, stringify));
      voice.hear?.({ track: name, ...(kept && { data: kept }) });
    },
    setMetadata(metadata) {
      voice.hear?.({ metadata: read("setMetadata", () => readMetadata(metadata, stringify)) });
    },
  };
  Object.defineProperty(page, "Waymark", { value: api, configurable: true, enumerable: false });
  return {
    announce() {
      if (announced || page.Waymark !== api) return;
      announced = true;
      tell(READY_EVENT);
    },
    end() {
      if (page.Waymark === api) delete page.Waymark;
    },
  };
}

function read<T>(method: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof UnusableValue)) throw error;
    throw new TypeError(`Waymark.${method}: ${error.message}. Nothing was recorded.`, {
      cause: error,
    });
  }
}
