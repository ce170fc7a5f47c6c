import { optOut, optIn } from "../privacy/page/refusal.ts";

/** What a page may call on `window.Waymark`; it exists only while the page is recorded (rule P7). */
export interface WaymarkPageApi {
  /** Stops recording at once, drops what is unsent, and remembers it for this site. */
  optOut(): void;
  /** Lifts an opt-out for the next recording. It never starts one by itself. */
  optIn(): void;
}

/** Puts the API in place unless the page has a `Waymark` of its own; returns what takes it away. */
export function installPageApi(
  global: Window & typeof globalThis,
  onOptOut: () => void,
): () => void {
  const page = global as { Waymark?: WaymarkPageApi };
  if ("Waymark" in page) return () => {};
  const api: WaymarkPageApi = {
    optOut() {
      optOut(global.document);
      onOptOut();
    },
    optIn() {
      optIn(global.document);
    },
  };
  Object.defineProperty(page, "Waymark", { value: api, configurable: true, enumerable: false });
  return () => {
    if (page.Waymark === api) delete page.Waymark;
  };
}
