import { findSecrets } from "../redaction/scan.ts";
import { isSecretName } from "../redaction/secret-names.ts";
import { classifyToken } from "../redaction/tokens.ts";
import { GEOMETRY } from "../scan-events.ts";

/** How the value of an attribute is treated (rule P4). */
export const Rule = {
  /** The attribute is not recorded at all. */
  drop: 0,
  /** The developer's words and names: kept but for pattern hits. */
  keep: 1,
  /** Words for people: kept but for pattern hits, masked where text is masked. */
  text: 2,
  url: 3,
  srcset: 4,
  style: 5,
  sheet: 6,
  /** Kept when made of drawing instructions. */
  geometry: 7,
  /** Kept when a number or one of rrweb's own words. */
  number: 8,
  value: 9,
  /** Kept when a short token, else only its presence. */
  token: 10,
  presence: 11,
  content: 12,
  /** A label that is an option's text. */
  label: 13,
  selected: 14,
  range: 15,
  /** Words that make a browser fetch ahead are dropped. */
  rel: 16,
} as const;
export type Rule = (typeof Rule)[keyof typeof Rule];

const RULES = new Map<string, Rule>();
const define = (rule: Rule, names: string) => {
  for (const name of names.split(" ")) RULES.set(name, rule);
};
// A replayed iframe with a sandbox of its own would lend nobody its document to build content in.
define(Rule.drop, "srcdoc ping nonce rr_dataurl sandbox");
define(
  Rule.keep,
  "class id name type for form role dir lang width height size cols rows colspan rowspan span scope headers align valign bgcolor color border cellpadding cellspacing " +
    "media target method enctype formmethod formtarget checked disabled readonly required multiple hidden open autocomplete autocapitalize autofocus tabindex contenteditable draggable " +
    "spellcheck translate inputmode enterkeyhint min max step maxlength minlength accept crossorigin loading decoding fetchpriority sizes imagesizes controls loop muted playsinline preload " +
    "autoplay kind srclang is slot part exportparts popover popovertarget popovertargetaction itemprop itemscope charset defer async nomodule as start reversed low high optimum wrap list " +
    "shape coords usemap ismap frameborder scrolling marginwidth marginheight allowfullscreen noshade nowrap compact face clear rules frame summary-id inert blocking " +
    "xmlns xmlns:xlink xmlns:svg version xml:space xml:lang preserveaspectratio fill fill-rule fill-opacity clip-rule clip-path mask filter stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit " +
    "stroke-opacity stroke-dashoffset opacity x y x1 x2 y1 y2 cx cy r rx ry dx dy offset stop-color stop-opacity text-anchor dominant-baseline alignment-baseline font-size font-family font-weight font-style " +
    "letter-spacing gradientunits spreadmethod patternunits patterncontentunits clippathunits maskunits maskcontentunits markerwidth markerheight markerunits marker-end marker-start marker-mid refx refy orient " +
    "in in2 result stddeviation mode operator k1 k2 k3 k4 attributename dur begin end repeatcount from to by calcmode focusable overflow display visibility pointer-events vector-effect paint-order " +
    "rr_open_mode rr_mediastate aria-labelledby aria-describedby aria-controls aria-owns aria-activedescendant aria-details aria-errormessage aria-flowto",
);
define(
  Rule.text,
  "placeholder title alt aria-label aria-description aria-roledescription aria-placeholder summary abbr data-placeholder data-label data-title data-content data-text data-tooltip data-original-title",
);
define(
  Rule.url,
  "href src action formaction poster data cite background xlink:href longdesc manifest codebase rr_src archive profile classid usemap-href itemtype itemid",
);
define(Rule.rel, "rel");
define(Rule.srcset, "srcset imagesrcset");
define(Rule.style, "style");
define(Rule.sheet, "_csstext");
define(
  Rule.number,
  "rr_width rr_height rr_scrollleft rr_scrolltop rr_mediacurrenttime rr_mediaplaybackrate rr_mediamuted rr_medialoop rr_mediavolume aria-level aria-posinset aria-setsize aria-colcount aria-colindex aria-rowcount aria-rowindex",
);
define(Rule.value, "value aria-valuetext");
define(Rule.range, "aria-valuenow");
define(Rule.content, "content");
// The name that a saved file gets.
define(Rule.presence, "download");
define(Rule.label, "label");
define(Rule.selected, "selected");
define(
  Rule.keep,
  "data-testid data-test-id data-test data-cy data-qa data-automation-id data-automationid data-e2e data-pw data-hook data-component data-waymark-never data-rr-is-password",
);
for (const name of GEOMETRY) RULES.set(name.toLowerCase(), Rule.geometry);
RULES.set("values", Rule.geometry);

const STANDARD: ReadonlySet<string> = new Set(RULES.keys());

/** A name that HTML, SVG, a framework or rrweb gives, as opposed to one that a page made up. */
export const isStandardName = (name: string): boolean =>
  STANDARD.has(name.toLowerCase()) || /^(?:data-waymark-|rr_|aria-)/.test(name);

const NAME = /^[A-Za-z_:][\w:.-]{0,63}$/;

/** The rule for an attribute name. Unknown names are learnt, at most a few thousand of them. */
export function ruleOf(name: string): Rule {
  let rule = RULES.get(name);
  if (rule === undefined) {
    rule = learn(name);
    if (RULES.size < 5_000) RULES.set(name, rule);
  }
  return rule;
}

function learn(name: string): Rule {
  const lower = name.toLowerCase();
  if (lower !== name) {
    const known = RULES.get(lower);
    if (known !== undefined) return known;
  }
  // A name can carry a secret as well as a value can.
  if (!NAME.test(name) || findSecrets(name) || classifyToken(name)) return Rule.drop;
  if (/^on[a-z]/.test(lower)) return Rule.drop;
  if (lower.startsWith("aria-")) return Rule.token;
  const words = lower.replace(/^data-/, "");
  return isSecretName(words) || PERSONAL.test(words) ? Rule.presence : Rule.token;
}

/** Names of what belongs to a person or a session, or repeats what was filled in: the value is not worth the look. */
const PERSONAL =
  /(?:^|[-_:.])(?:e?mail|user|username|phone|tel|mobile|address|street|birth\w*|dob|account|customer|patient|salary|tax\w*|passport|licen[cs]e|secret|token|password|csrf|key|hash|nonce|payload|props|state-json|config|cfemail|value|typed|draft|answer|query)(?:$|[-_:.])/;

const SHORT_TOKEN = /^[A-Za-z0-9]+(?:[-_ .:/%#][A-Za-z0-9]+){0,2}%?$/;
const LONGEST_TOKEN = 24;
const tokens = new Map<string, boolean>();

/**
 * A word or two as style sheets ask for them: `open`, `col-2`, `16px`, `bottomRight`. Not: long
 * digits, words with digits inside, more than three parts.
 */
export function isShortToken(value: string): boolean {
  if (value.length > LONGEST_TOKEN) return false;
  let short = tokens.get(value);
  if (short === undefined) {
    short =
      value === "" ||
      /^-?\d{1,6}(?:\.\d{1,3})?$/.test(value) ||
      (SHORT_TOKEN.test(value) && value.split(/[^A-Za-z0-9]/).every(isPlainWord));
    if (tokens.size >= 5_000) tokens.clear();
    tokens.set(value, short);
  }
  return short;
}

function isPlainWord(word: string): boolean {
  return /^(?:[A-Za-z]{0,16}\d{0,2}|\d{1,6}|\d{1,4}[a-z]{1,3})$/.test(word) && !isSecretName(word);
}

/** Digits, letters of path commands and functions, separators. */
const DRAWING =
  /^(?:[MmLlHhVvCcSsQqTtAaZzEe\d\s.,;%+-]|matrix|translate|scale|rotate|skew[XY]|[()]|px|deg|none)*$/;
const FUNCTIONS = /matrix|translate|scale|rotate|skew[XY]|px|deg|none/g;
/** Every command but the end of a figure takes numbers, so letters that follow each other are none. */
const WORD = /[MmLlHhVvCcSsQqTtAaEe][MmLlHhVvCcSsQqTtAaEeZz]/;
/** As cards are written: four groups of four, or four, six and five. */
const GROUPED = /(?<![\d.])\d{4}([ .\u00a0-])(?:\d{4}\1\d{4}\1\d{4}|\d{6}\1\d{5})(?!\d)/g;
const LONG_NUMBER = /(?<![.\d])\d{8,}/;

/** True when a value draws and spells nothing: no words, no long numbers, no card number in its groups. */
export function isGeometry(value: string): boolean {
  if (!DRAWING.test(value) || LONG_NUMBER.test(value)) return false;
  if (WORD.test(value) && WORD.test(value.replace(FUNCTIONS, " "))) return false;
  for (let match = GROUPED.exec(value); match; match = GROUPED.exec(value)) {
    if (findSecrets(match[0])) {
      GROUPED.lastIndex = 0;
      return false;
    }
    // The next group may begin one that is.
    GROUPED.lastIndex = match.index + 4;
  }
  return true;
}

export const NUMBER_VALUE = /^-?\d{1,9}(?:\.\d{1,20})?(?:e-?\d{1,2})?(?:px|%)?$/;
