import { BLANK_IMAGE, dataUrlPasses } from "../redaction/data-url.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { classifyToken } from "../redaction/tokens.ts";
import { cleanFragment, cleanQuery, splitUrl } from "../redaction/url.ts";
import { type Hits, hit } from "../hits.ts";

/** What a URL is for: a link may say less than a picture must. */
export type UrlUse = "link" | "image" | "css" | "svg";

const SCHEME = /^\s*([a-z][a-z0-9+.-]*):/i;
/** Written without a scheme. A name without a dot is a scheme: `tel:110` is no host with a port. */
const HOST_AND_PORT = /^\s*(?:localhost|[\w-]+(?:\.[\w-]+)+):\d{1,5}(?:\/|$)/i;
const IN_DOCUMENT = /^#[\w:.-]{0,80}$/;

/** Keeps scheme, host and path of a URL of any kind, absolute or not (rule P4). */
export function cleanUrl(url: string, use: UrlUse, redactor: Redactor, hits: Hits): string {
  if (url === "") return url;
  if (url.startsWith("#"))
    return IN_DOCUMENT.test(url) && !classifyToken(url.slice(1)) ? redactor.text(url, hits) : "#";
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case "data":
      if (dataUrlPasses(url, "attribute")) return url;
      hit(hits, "data-url");
      return use === "link" ? "data:," : BLANK_IMAGE;
    case undefined:
    case "http":
    case "https":
    case "ws":
    case "wss":
    case "ftp":
    case "file":
    case "chrome-extension":
    case "moz-extension":
    case "about":
      return cleanParts(url, use, redactor, hits);
    default:
      // mailto:, tel:, javascript:, blob:, and the deep links of apps hold nothing but values.
      if (HOST_AND_PORT.test(url)) return cleanParts(url, use, redactor, hits);
      if (url.length > scheme.length + 1) hit(hits, "url");
      return `${scheme}:`;
  }
}

function cleanParts(url: string, use: UrlUse, redactor: Redactor, hits: Hits): string {
  const { base, query, fragment } = splitUrl(url);
  let out = base;
  if (query !== null) {
    const kept = cleanQuery(query, base, redactor.urls);
    if (kept !== query) hit(hits, "url");
    out += `?${kept}`;
  }
  if (fragment !== null) {
    // References inside a drawing: rrweb makes `#gradient` absolute.
    const reference = use === "svg" && IN_DOCUMENT.test(`#${fragment}`) && !classifyToken(fragment);
    const kept = reference ? fragment : cleanFragment(fragment, base, redactor.urls);
    if (kept !== fragment) hit(hits, "url");
    out += `#${kept}`;
    // The patterns would take the reference for a fragment to cut.
    if (reference)
      return redactor.text(out.slice(0, out.indexOf("#")), hits) + redactor.text(`#${kept}`, hits);
  }
  return redactor.text(out, hits);
}

/** `srcset` candidates: each URL cleaned, descriptors kept. */
export function cleanSrcset(srcset: string, redactor: Redactor, hits: Hits): string {
  return srcset
    .split(/,\s+/)
    .map((candidate) => {
      const [url = "", ...descriptors] = candidate.trim().split(/\s+/);
      const kept = descriptors.filter((descriptor) => /^\d+(?:\.\d+)?[wxh],?$/.test(descriptor));
      return [cleanUrl(url, "image", redactor, hits), ...kept].join(" ");
    })
    .join(", ");
}
