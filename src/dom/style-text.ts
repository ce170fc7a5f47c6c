import { NodeType } from "../format/events.ts";
import { MARKS, type MirrorNode } from "./node.ts";

/** rrweb joins the text nodes of a `<style>` into its `_cssText`, with this between them. */
const SPLIT = "/* rr_split */";

export function isStyleElement(node: MirrorNode | null): node is MirrorNode {
  return node !== null && node.tag === "style";
}

/** Found to be without text nodes, however many other nodes were put into them, until one is. */
const textless = new WeakSet<MirrorNode>();

/**
 * Gives a `<style>` whose sheet was recorded as one `_cssText` its text nodes back, because one of
 * them is about to change. Does what rrweb's rebuild does: as many parts as there are nodes, the
 * last with what is left over. Without text nodes nothing happens: see `takeOverCss`.
 */
export function spreadCss(style: MirrorNode): void {
  const whole = style.attributes["_cssText"];
  if (typeof whole !== "string" || textless.has(style)) return;
  const texts: MirrorNode[] = [];
  for (let child = style.first; child; child = child.next) {
    if (child.type === NodeType.Text) texts.push(child);
  }
  if (texts.length === 0) {
    textless.add(style);
    return;
  }
  const parts = whole.split(SPLIT);
  if (parts.length > texts.length) parts.push(parts.splice(texts.length - 1).join(""));
  texts.forEach((text, i) => {
    if (parts[i] === undefined) return;
    text.text = parts[i];
    text.marks |= MARKS.isCss;
  });
  delete style.attributes["_cssText"];
}

/**
 * The first text node that is added to a `<style>` recorded without any: it stands for the sheet
 * that was there already, and rrweb's replay gives it that text.
 */
export function takeOverCss(style: MirrorNode, text: MirrorNode): void {
  if (text.type === NodeType.Text) textless.delete(style);
  const whole = style.attributes["_cssText"];
  if (typeof whole !== "string" || style.first !== text || text.next !== null) return;
  text.text = whole;
  text.marks |= MARKS.isCss;
  delete style.attributes["_cssText"];
}
