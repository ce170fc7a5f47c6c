import { WaymarkError } from "../format/errors.ts";
import type { SiteVerdict } from "../privacy/privacy-settings.ts";
import type { Refusal, RefusalCode } from "./messages.ts";

const STORES = new Set([
  "chromewebstore.google.com",
  "addons.mozilla.org",
  "microsoftedge.microsoft.com",
]);

/** Refused before anything was recorded; the popup shows the sentence. */
export class RefusalError extends WaymarkError {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, sentence: string) {
    super("refused", sentence);
    this.refusal = { code, sentence };
  }
}

/** Why a page with this address can never be recorded, or null. */
export function refusalForUrl(address: string | undefined): Refusal | null {
  if (!address) {
    return {
      code: "browser-page",
      sentence:
        "The browser does not let Waymark see this page. Open the site that you want to record.",
    };
  }
  const url = URL.parse(address);
  if (url && isStore(url)) {
    return {
      code: "web-store",
      sentence: "Browsers do not let extensions record their extension store. Open another site.",
    };
  }
  if (url?.protocol === "http:" || url?.protocol === "https:") return null;
  if (url?.protocol.endsWith("-extension:")) {
    return {
      code: "own-page",
      sentence: "Waymark does not record extension pages. Open the site that you want to record.",
    };
  }
  return {
    code: "browser-page",
    sentence: `Pages that start with "${url?.protocol ?? "?"}" belong to the browser and cannot be recorded. Open a website.`,
  };
}

function isStore(url: URL): boolean {
  return (
    STORES.has(url.hostname) ||
    (url.hostname === "chrome.google.com" && url.pathname.startsWith("/webstore"))
  );
}

/** Why a list keeps a site from being recorded, or null. @param isManaged the lists are an administrator's */
export function refusalForSite(verdict: SiteVerdict, isManaged: boolean): Refusal | null {
  if (verdict === "may") return null;
  const whose = isManaged ? "your company's list" : "your list";
  const list =
    verdict === "denied"
      ? `is on ${whose} of sites that are never recorded`
      : `is not on ${whose} of sites to record`;
  const way = isManaged
    ? "Ask your administrator if it is to be recorded."
    : "Change the list in the privacy settings to record it.";
  return { code: "site-list", sentence: `This site ${list}. ${way}` };
}

/** Match patterns for every site that can be recorded at all. */
export const ALL_SITES = ["http://*/*", "https://*/*"];

/** Match patterns that cover the site of `address`. Patterns carry no port: Firefox knows none. */
export function originsOf(address: string): string[] {
  const { protocol, hostname } = new URL(address);
  return [`${protocol}//${hostname}/*`];
}

/** Match patterns that cover a site of a list (see site-list.ts), for permissions: as `originsOf`. */
export function originsOfSite(site: string): string[] {
  const host = site.replace(/:\d+$/, "");
  return [`http://${host}/*`, `https://${host}/*`];
}

/** The same for scripts, and with the port where the browser knows such patterns: no script beside it. */
export function scriptPatternsOf(site: string): string[] {
  if (import.meta.env.FIREFOX) return originsOfSite(site);
  return [`http://${site}/*`, `https://${site}/*`];
}

/** Host with port, as shown to people and kept in `session.site`; "" for other pages. */
export function siteOf(address: string | undefined): string {
  const url = address ? URL.parse(address) : null;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url.host : "";
}
