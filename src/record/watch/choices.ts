import { keptConsent } from "../../privacy/page/kept-consent.ts";
import { pageRefusal } from "../../privacy/page/refusal.ts";
import type { Half } from "./half.ts";

type CookieStore = EventTarget | undefined;

/**
 * Ends a recording as soon as an opt-out is set or the consent that it goes by is gone, by whichever
 * script or tab: also where nothing happens in the page, so that no batch comes by to look with it.
 * Returns the look for the consent, to be taken with each batch too; for an opt-out the half itself looks then.
 */
export function watchChoices(window: Window & typeof globalThis, half: Half): () => void {
  const { document, navigator } = window;
  const { signal } = half.life;
  /** A site that keeps nothing (its storage is denied) cannot take away what it has kept. */
  let wasKept = false;

  function look(): void {
    if (signal.aborted) return;
    const refusal = pageRefusal(document, navigator);
    if (refusal) half.withdraw?.(refusal.code, refusal.why);
    else lookForConsent();
  }

  function lookForConsent(): void {
    const { welcome } = half;
    if (!welcome?.record || !welcome.shown.byConsent) return;
    const isKept = keptConsent(document, Date.now()) !== null;
    if (wasKept && !isKept) half.withdraw?.("opt-out", "consent");
    wasKept = isKept;
  }

  const cookies = (window as { cookieStore?: CookieStore }).cookieStore;
  window.addEventListener("storage", look, { signal });
  cookies?.addEventListener("change", look, { signal });
  // Where a browser tells of no cookies, a person comes back from the tab where they said no.
  window.addEventListener("focus", look, { signal });
  document.addEventListener("visibilitychange", look, { signal });
  look();
  return lookForConsent;
}
