import { BLANK_IMAGE, type DataUrlPlace, dataUrlPasses } from "../redaction/data-url.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { type Hits, hit } from "../hits.ts";
import { cleanUrl } from "./clean-url.ts";
import { maskShape } from "./masks.ts";

/**
 * `url(` and what it refers to; its letters may be written as escapes. Every part may be empty and
 * nothing has to follow, so a page cannot make this look back again and again. What is not closed
 * runs to the end, as in browsers.
 */
const URL_REFERENCE =
  /(?:\\?u|\\0{0,4}[57]5\s?)(?:\\?r|\\0{0,4}[57]2\s?)(?:\\?l|\\0{0,4}[46]c\s?)\(\s*(?:"((?:[^"\\]+|\\[\s\S])*)"?|'((?:[^'\\]+|\\[\s\S])*)'?|((?:[^)\\]+|\\[\s\S])*))/gi;
/** Where a plain string is an address: `@import "a.css"`, `image-set("a.png" 1x)`. */
const STRING_ADDRESS =
  /@import\b|image-set\(|url\([^)"']*|[;{}]|"((?:[^"\\\n]+|\\[\s\S])*)"?|'((?:[^'\\\n]+|\\[\s\S])*)'?/gi;
/**
 * Comments, and what could be taken for one. A string that is not closed ends with its line, as in
 * browsers, and a quote that is escaped begins none: `.content-\[\'\'\]`.
 */
const STRING_OR_COMMENT =
  /\\[\s\S]|"(?:[^"\\\n\r\f]+|\\[\s\S])*"?|'(?:[^'\\\n\r\f]+|\\[\s\S])*'?|\/\*[\s\S]*?(?:\*\/|$)/g;
/** rrweb marks with it where the text nodes of a style element part. */
const SPLIT = "/* rr_split */";
/** Strings, and what tells where they stand. An escape is one sign: `c\\6fntent` is a name like others. */
const STRINGS =
  /"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|@[-\w]+|(?:\\[\s\S]|[-\w])+|[{};:()[\]]/g;
/** What they name there is the developer's: fonts, areas of a grid, other sheets. */
const NAMING_PROPERTIES =
  /^(?:font|font-family|src|grid|grid-template|grid-template-areas|font-feature-settings|font-variation-settings)$/;
const NAMING_RULES = /^@(?:import|charset|namespace|use)$/;
const NAMING_FUNCTIONS = /^(?:url|src|format|image-set|-webkit-image-set|local|path|type)$/;

export interface CssPlace {
  place: DataUrlPlace;
  /** Level strict, or inside masked text: what a page can show of its strings is masked too. */
  masked: boolean;
  /** Of a value alone: what it is the value of. */
  property?: string;
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
  if (out.includes("(")) {
    out = out.replace(URL_REFERENCE, (whole, double?: string, single?: string, bare?: string) => {
      const url = unescapeCss(double ?? single ?? (bare ?? "").trim());
      const clean = cleanCssUrl(url, where.place, redactor, hits);
      if (clean === url) return whole;
      const quote = double !== undefined ? '"' : single !== undefined ? "'" : "";
      return `url(${quote}${escapeUrl(clean)}${quote}`;
    });
  }
  if (/@import|image-set/i.test(out)) out = cleanStringAddresses(out, where.place, redactor, hits);
  if (where.masked && /["']/.test(out)) out = maskStrings(out, where.property);
  return redactor.text(out, hits);
}

function cleanStringAddresses(
  css: string,
  place: DataUrlPlace,
  redactor: Redactor,
  hits: Hits,
): string {
  let address = false;
  return css.replace(STRING_ADDRESS, (whole, double?: string, single?: string) => {
    const text = double ?? single;
    if (text === undefined) {
      if (!/^url/i.test(whole)) address = whole.length > 1;
      return whole;
    }
    if (!address) return whole;
    const url = unescapeCss(text);
    const clean = cleanCssUrl(url, place, redactor, hits);
    return clean === url ? whole : `"${escapeUrl(clean)}"`;
  });
}

/** CSS escapes (`\3f `, `\)`) as the characters that they stand for. */
function unescapeCss(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi, (_, hex?: string, char?: string) => {
    if (hex === undefined) return char === "\n" ? "" : (char ?? "");
    const code = Number.parseInt(hex, 16);
    return code === 0 || code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
  });
}

const escapeUrl = (url: string) =>
  url.replace(/["'()\\\s]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`);

function cleanCssUrl(url: string, place: DataUrlPlace, redactor: Redactor, hits: Hits): string {
  if (!/^data:/i.test(url)) return url.startsWith("#") ? url : cleanUrl(url, "css", redactor, hits);
  if (dataUrlPasses(url, place)) return url;
  hit(hits, "data-url");
  return BLANK_IMAGE;
}

/**
 * Masks the strings that a page can show: in `content`, counters, quotes, custom properties, whatever comes yet. Not
 * those by which a sheet names something.
 */
function maskStrings(css: string, ofProperty = ""): string {
  let property = ofProperty.toLowerCase();
  let word = "";
  let rule = "";
  const around: string[] = [];
  return css.replace(STRINGS, (part) => {
    const sign = part[0]!;
    if (sign === '"' || sign === "'") {
      const names =
        around.some((each) => each === "[" || NAMING_FUNCTIONS.test(each)) ||
        NAMING_PROPERTIES.test(property) ||
        NAMING_RULES.test(rule);
      return names ? part : maskString(part);
    }
    if (sign === "@") rule = part.toLowerCase();
    else if (sign === "(") around.push(word);
    else if (sign === "[") around.push("[");
    else if (sign === ")" || sign === "]") around.pop();
    else if (sign === ":" && around.length === 0) property ||= word;
    else if (sign === "{" || sign === "}" || sign === ";") {
      property = "";
      rule = "";
      around.length = 0;
    }
    word = /^[-\w\\]/.test(part) ? part.toLowerCase() : "";
    return part;
  });
}

/** Icon fonts live in `content` as escapes and single signs; words are text. */
function maskString(part: string): string {
  const text = part.slice(1, part.length > 1 && part.endsWith(part[0]!) ? -1 : undefined);
  if (/^(?:\\[0-9a-f]{1,6}|[^\p{L}\p{N}\\])*$/iu.test(text)) return part;
  return `"${maskShape(text.replace(/\\[\s\S]/g, "x"))}"`;
}
