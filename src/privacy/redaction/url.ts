import { classifyToken } from "./tokens.ts";
import { isSecretName } from "./secret-names.ts";

/**
 * How a site's URLs are kept: `strip` all values, `filter` (short values stay unless denied) or `keep`. `allow` and `deny` are query names; deny
 * wins, names of secrets are always denied.
 */
export interface UrlRules {
  mode: "strip" | "filter" | "keep";
  allow: readonly string[];
  deny: readonly string[];
}

export const STRIP_URLS: UrlRules = { mode: "strip", allow: [], deny: [] };

/** In place of every value that a query loses. */
const GONE = "*";
const ASSET =
  /\.(?:css|m?js|map|png|jpe?g|gif|svg|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wasm)$/i;
/** Files of which a part can be shown alone; on any other a fragment is the page's own. */
const HAS_PARTS = /\.(?:svg|eot)$/i;
/** Style sheets served without an ending; the query says which fonts. */
const FONT_SHEET =
  /^(?:https?:)?\/\/(?:fonts\.googleapis\.com|use\.typekit\.net|fonts\.bunny\.net)\//i;
const FONT_NAMES = new Set(["family", "display", "subset"]);
const VERSION = /^(?:v?\d[\d.]{0,15}(?:-[a-z0-9.]{1,8})?|[0-9a-f]{6,12})$/i;
const SIZE_OR_WORD = /^(?:\d{1,5}(?:\.\d{1,2})?|[a-z]{1,12}(?:,[a-z]{1,12}){0,3})$/;
const ASSET_NAMES = new Set(
  "v ver version rev w h width height q quality s size fit auto dpr crop format fm".split(" "),
);
/** In mode `filter`; longer values carry state or tokens. What stays is still scanned for patterns. */
const LONGEST_FILTERED = 64;
const NAME = /^[A-Za-z_][\w.[\]-]{0,39}$/;

/** True when the path of this URL names a file that a page is built from. */
export function isAssetUrl(base: string): boolean {
  return ASSET.test(base) || FONT_SHEET.test(base);
}

/** A query without its `?`: names stay, values go, unless allow-listed, or short and version-like on assets. */
export function cleanQuery(query: string, base: string, rules: UrlRules = STRIP_URLS): string {
  if (query === "" || query === GONE) return query;
  const asset = isAssetUrl(base);
  return query
    .split(/[&;]/)
    .map((pair) => cleanPair(pair, base, asset, rules))
    .join("&");
}

function cleanPair(pair: string, base: string, asset: boolean, rules: UrlRules): string {
  const equals = pair.indexOf("=");
  if (equals < 0) {
    // A bare word is a value as often as a name (`?hunter2`): only versions of assets stay.
    return pair === "" || pair === GONE || (asset && VERSION.test(pair)) ? pair : GONE;
  }
  const name = pair.slice(0, equals);
  const value = pair.slice(equals + 1);
  const shown = NAME.test(name) && classifyToken(name) === null ? name : GONE;
  if (value === "" || value === GONE) return `${shown}=${value}`;
  return `${shown}=${shown !== GONE && valueStays(name, value, base, asset, rules) ? value : GONE}`;
}

function valueStays(
  name: string,
  value: string,
  base: string,
  asset: boolean,
  rules: UrlRules,
): boolean {
  if (isSecretName(name) || rules.deny.includes(name)) return false;
  if (rules.mode === "keep" || rules.allow.includes(name)) return true;
  if (rules.mode === "filter" && value.length <= LONGEST_FILTERED) return true;
  if (!asset) return false;
  if (FONT_NAMES.has(name) && FONT_SHEET.test(base)) return /^[\w:;,.@+|%-]{1,512}$/.test(value);
  return VERSION.test(value) || (ASSET_NAMES.has(name) && SIZE_OR_WORD.test(value));
}

/** A fragment without its `#`: gone, but for a part of a file (`sprite.svg#cart`) and what the site keeps. */
export function cleanFragment(
  fragment: string,
  base: string,
  rules: UrlRules = STRIP_URLS,
): string {
  if (rules.mode === "keep") return fragment;
  const id =
    HAS_PARTS.test(base) &&
    /^[A-Za-z][\w-]{0,40}$/.test(fragment) &&
    classifyToken(fragment) === null;
  return id ? fragment : "";
}

/** Splits without parsing, so that relative and broken URLs are cleaned too. */
export function splitUrl(url: string): {
  base: string;
  query: string | null;
  fragment: string | null;
} {
  const hash = url.indexOf("#");
  const fragment = hash < 0 ? null : url.slice(hash + 1);
  const rest = hash < 0 ? url : url.slice(0, hash);
  const mark = rest.indexOf("?");
  return {
    base: mark < 0 ? rest : rest.slice(0, mark),
    query: mark < 0 ? null : rest.slice(mark + 1),
    fragment,
  };
}
