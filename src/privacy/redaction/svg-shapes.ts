/**
 * Icons come as `data:image/svg+xml` in style sheets and images. One that draws shapes only, with
 * values that can spell nothing, may pass; anything with text, names, links or scripts may not.
 */
const ELEMENTS = new Set(
  "svg g path rect circle ellipse line polyline polygon defs lineargradient radialgradient stop clippath mask".split(
    " ",
  ),
);
const KEYWORDS =
  /^(?:none|inherit|currentcolor|round|butt|square|miter|bevel|evenodd|nonzero|userspaceonuse|objectboundingbox|x(?:min|mid|max)y(?:min|mid|max)(?: (?:meet|slice))?|preserve|auto|hidden|visible|black|white|red|green|blue|gr[ae]y|silver|transparent|0|1)$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|rgba?\([\d.,%\s]+\)|url\(#[a-z]\d?\))$/;
const NUMBERS = /^(?:[\d\s.,+-]|e-?\d|%|px|em|pt)*$/;
const PATH = /^[mlhvcsqtaz\d\s.,+-]*$/;
const TRANSFORM = /^(?:(?:matrix|translate|scale|rotate|skewx|skewy)\([\d\s.,e+-]*\)[\s,]*)*$/;
const TAG = /<(\/?)([a-z]+)((?:\s+[a-z:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*(\/?)>/gy;
const ATTRIBUTE = /([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const LONGEST = 16_384;
/** What icon sets put in so that lines keep their width. */
const LINE_WIDTH_RULE = "<style>* { vector-effect: non-scaling-stroke; }</style>";
/** One class, as an icon set names its own; only where the author's names stand anyway. */
const CLASS = /^[a-z]+(?:-[a-z]+){0,2}$/;
const LONGEST_CLASS = 24;

/** `place` "sheet": in a style sheet, whose class names are recorded as well. */
export function isShapesOnly(svg: string, place: "sheet" | "attribute" = "attribute"): boolean {
  if (svg.length > LONGEST) return false;
  const text = svg
    .toLowerCase()
    .replace(/^\s*<\?xml[^>]{0,60}\?>/, "")
    .replace(LINE_WIDTH_RULE, "")
    .trim();
  let at = 0;
  while (at < text.length) {
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (!tag || !ELEMENTS.has(tag[2] as string)) return false;
    for (const [, name, double, single] of (tag[3] as string).matchAll(ATTRIBUTE)) {
      const value = (double ?? single ?? "").trim();
      if (name === "class" && place === "sheet") {
        if (value.length > LONGEST_CLASS || !CLASS.test(value)) return false;
      } else if (!passes(name as string, value)) return false;
    }
    at = TAG.lastIndex;
    while (/\s/.test(text.charAt(at))) at++;
  }
  return true;
}

function passes(name: string, value: string): boolean {
  if (name === "xmlns") return value === "http://www.w3.org/2000/svg";
  if (name === "xmlns:xlink") return value === "http://www.w3.org/1999/xlink";
  if (name === "d") return PATH.test(value);
  if (name === "id") return /^[a-z]\d?$/.test(value);
  if (name.endsWith("transform")) return TRANSFORM.test(value);
  return NUMBERS.test(value) || COLOUR.test(value) || KEYWORDS.test(value);
}
