import { MOST_LEVELS, NodeType } from "../format/events.ts";
import { styleText } from "./inline-style.ts";
import { isElement, type MirrorNode } from "./node.ts";

const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);
/** Their text is not markup, so it is not escaped. */
const RAW = new Set(["style", "script", "noscript"]);
/** More than a person or an agent reads of one element. */
const MAX_HTML = 1_000_000;

/**
 * The markup of a node with all below it, as recorded (masks included): shadow roots as declarative
 * templates, the documents of iframes in a comment's place, rrweb's own `rr_` attributes left out.
 * Cut after `limit` characters, with `<!-- cut -->` to say so, and likewise where frames in frames
 * nest deeper than a document may.
 */
export function htmlOf(node: MirrorNode, limit = MAX_HTML): string {
  const out = { text: "", limit, levels: 0 };
  write(node, out);
  return out.text.length > limit ? `${out.text.slice(0, limit)}<!-- cut -->` : out.text;
}

interface Out {
  text: string;
  limit: number;
  levels: number;
}

function write(node: MirrorNode, out: Out): void {
  if (out.text.length > out.limit) return;
  switch (node.type) {
    case NodeType.Text:
    case NodeType.CDATA:
      out.text += RAW.has(node.parent?.tag ?? "") ? node.text : escapeText(node.text);
      return;
    case NodeType.Comment:
      out.text += `<!--${node.text}-->`;
      return;
    case NodeType.DocumentType:
      out.text += `<!DOCTYPE ${node.own?.["name"] ?? "html"}>`;
      return;
    case NodeType.Document:
      return children(node, out, false);
    default:
      if (isElement(node)) element(node, out);
  }
}

function element(node: MirrorNode, out: Out): void {
  const { tag } = node;
  out.text += `<${tag}${attributesOf(node)}>`;
  if (VOID.has(tag)) return;
  if (hasShadow(node)) {
    out.text += '<template shadowrootmode="open">';
    children(node, out, true);
    out.text += "</template>";
  }
  const css = tag === "style" || tag === "link" ? node.attributes["_cssText"] : undefined;
  if (typeof css === "string") out.text += css;
  else children(node, out, false);
  out.text += `</${tag}>`;
}

function attributesOf(node: MirrorNode): string {
  let text = "";
  for (const name in node.attributes) {
    if (name.startsWith("rr_") || name === "_cssText" || name === "style") continue;
    if (name === "value" && node.value !== null) continue;
    const value = node.attributes[name];
    if (value === null || value === undefined || value === false) continue;
    text += value === true || value === "" ? ` ${name}` : ` ${name}="${escapeAttribute(value)}"`;
  }
  const style = styleText(node);
  if (style) text += ` style="${escapeAttribute(style)}"`;
  if (node.value !== null && node.tag === "input")
    text += ` value="${escapeAttribute(node.value)}"`;
  return text;
}

function children(node: MirrorNode, out: Out, inShadow: boolean): void {
  if (out.levels >= MOST_LEVELS) {
    out.text += "<!-- cut -->";
    return;
  }
  out.levels++;
  for (let child = node.first; child; child = child.next) {
    if (child.inShadow === inShadow) write(child, out);
  }
  out.levels--;
}

function hasShadow(node: MirrorNode): boolean {
  for (let child = node.first; child; child = child.next) if (child.inShadow) return true;
  return false;
}

function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function escapeAttribute(value: string | number): string {
  return String(value).replace(/&/g, "&amp;").replace(/"/g, "&quot;");
}
