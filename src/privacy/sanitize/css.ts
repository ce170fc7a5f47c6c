import { BLANK_IMAGE, type DataUrlPlace, dataUrlPasses } from "../redaction/data-url.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { type Hits, hit } from "../hits.ts";
import { cleanUrl } from "./clean-url.ts";
import { maskShape } from "./masks.ts";

const URL_REFERENCE = /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^)"']*))\s*\)/gi;
const STRING_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?(?:\*\/|$)/g;
/** rrweb marks with it where the text nodes of a style element part. */
const SPLIT = "/* rr_split */";
const CONTENT = /(content\s*:\s*)((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\s|counter\([\w-]*\))+)/gi;

export interface CssPlace {
  place: DataUrlPlace;
  /** Level strict, or inside masked text: words in `content` are masked too. */
  masked: boolean;
}

/**
 * A style sheet, rule, declaration or value: looks stay, but URLs lose their queries, data URLs pass
 * only as decoration, comments go, and the patterns run over what strings it has.
 */
export function cleanCss(css: string, where: CssPlace, redactor: Redactor, hits: Hits): string {
  if (css.length < 6) return css;
  let out = css;
  if (out.includes("/*")) {
    out = out.replace(STRING_OR_COMMENT, (part) =>
      part.startsWith("/*") && part !== SPLIT ? "" : part,
    );
  }
  if (/url\(/i.test(out)) {
    out = out.replace(URL_REFERENCE, (whole, double?: string, single?: string, bare?: string) => {
      const url = double ?? single ?? bare ?? "";
      const clean = cleanCssUrl(url.trim(), where.place, redactor, hits);
      if (clean === url.trim()) return whole;
      const quote = double !== undefined ? '"' : single !== undefined ? "'" : "";
      return `url(${quote}${clean}${quote})`;
    });
  }
  if (where.masked && /content/i.test(out)) {
    out = out.replace(CONTENT, (_, head: string, value: string) => head + maskContent(value));
  }
  return redactor.text(out, hits);
}

function cleanCssUrl(url: string, place: DataUrlPlace, redactor: Redactor, hits: Hits): string {
  if (!/^data:/i.test(url)) return url.startsWith("#") ? url : cleanUrl(url, "css", redactor, hits);
  if (dataUrlPasses(url, place)) return url;
  hit(hits, "data-url");
  return BLANK_IMAGE;
}

/** Icon fonts live in `content` as escapes and single signs; words are text. */
function maskContent(value: string): string {
  return value.replace(
    /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g,
    (whole, double?: string, single?: string) => {
      const text = double ?? single ?? "";
      return /^(?:\\[0-9a-f]{1,6}\s?|[^\p{L}\p{N}\\])*$/iu.test(text)
        ? whole
        : `"${maskShape(text.replace(/\\./g, "x"))}"`;
    },
  );
}
