import { isShapesOnly } from "./svg-shapes.ts";

/** In place of an image that may not be kept: one transparent pixel. */
export const BLANK_IMAGE =
  "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/** Larger bitmaps are photographs, scans or QR codes rather than decoration. */
const LARGEST_BITMAP = 4_096;
/** How base 64 of PNG, GIF, JPEG, WebP, ICO begins. */
const BITMAP = /^(?:iVBORw0KGgo|R0lGOD|\/9j\/|UklGR|AAABAA)/;
/** woff2, woff, OpenType, TrueType, embedded OpenType (whose size comes first). */
const FONT = /^(?:d09GMg|d09GRg|T1RUTw|AAEAAA|dHJ1ZQ)/;
const HEAD = /^data:([a-z]+\/[a-z0-9.+-]+|)(?:;(?!base64,)[\w-]+(?:=[\w.-]+)?)*(;base64|),/i;

/** Where a data URL may stand: a style sheet is the author's, an attribute holds users' pictures too. */
export type DataUrlPlace = "sheet" | "attribute";

export interface DataUrl {
  mime: string;
  base64: boolean;
  /** Length of everything up to and including the comma. */
  head: number;
  payload: string;
}

/** Null when this is not a data URL. */
export function parseDataUrl(url: string): DataUrl | null {
  const found = HEAD.exec(url);
  if (!found) return null;
  return {
    mime: (found[1] as string).toLowerCase(),
    base64: found[2] !== "",
    head: found[0].length,
    payload: url.slice(found[0].length),
  };
}

/** True when a data URL holds decoration only: drawn shapes anywhere, small bitmaps and fonts in style sheets. */
export function dataUrlPasses(url: string, place: DataUrlPlace): boolean {
  const data = parseDataUrl(url);
  if (!data) return false;
  if (data.payload.length === 0 || url === BLANK_IMAGE) return true;
  if (data.mime === "image/svg+xml") {
    const svg = data.base64 ? decodeBase64(data.payload) : decodePercent(data.payload);
    return svg !== null && isShapesOnly(svg, place);
  }
  if (place === "attribute" || !data.base64 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data.payload))
    return false;
  if (/^(?:font\/|application\/(?:x-)?font|application\/vnd\.ms-fontobject)/.test(data.mime)) {
    return FONT.test(data.payload) || data.mime.endsWith("fontobject");
  }
  return (
    data.mime.startsWith("image/") &&
    data.payload.length <= LARGEST_BITMAP &&
    BITMAP.test(data.payload)
  );
}

export function decodePercent(text: string): string | null {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // not percent-encoded text: the caller treats it as unreadable
  }
}

/** Latin-1 characters of base 64 (padding optional), or null when it is not base 64. */
export function decodeBase64(text: string): string | null {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return null;
  let out = "";
  let bits = 0;
  let held = 0;
  for (const char of text.replace(/=+$/, "")) {
    held = (held << 6) | ALPHABET.indexOf(char === "-" ? "+" : char === "_" ? "/" : char);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += String.fromCharCode((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return out;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The characters after which a data URL in running text may end, by what stands before it. */
export function dataUrlEnd(text: string, start: number): number {
  const before = text.charAt(start - 1);
  if (before === '"' || before === "'" || before === "`") {
    const close = text.indexOf(before, start);
    return close < 0 ? text.length : close;
  }
  const stop = before === "(" ? /[)"]/g : start === 0 ? /$/g : /[\s"'<>`)]/g;
  stop.lastIndex = start;
  const found = stop.exec(text);
  return found ? found.index : text.length;
}
