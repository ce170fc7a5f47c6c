import { NodeType } from "../format/events.ts";
import { shorten } from "./label.ts";
import { attribute, isElement, type MirrorNode, walk } from "./node.ts";
import type { CutText } from "./outline.ts";

const MOST_LEVELS = 200;

/**
 * The tree of elements, one a line, indented: tag, id, classes, node id in brackets, and the text of
 * what holds nothing else. `depth` levels below `top`; what is deeper is told by its number.
 */
export function treeText(top: MirrorNode, depth: number, limit: number): CutText {
  const lines: string[] = [];
  let chars = 0;
  let isCut = false;
  const visit = (node: MirrorNode, level: number): void => {
    if (isCut) return;
    if (node.type === NodeType.Document && node.parent === null) {
      for (let child = node.first; child; child = child.next) visit(child, level);
      return;
    }
    const line = lineOf(node);
    if (line === null) return;
    const inner = level >= Math.min(depth, MOST_LEVELS) ? countBelow(node) : 0;
    const whole = `${"  ".repeat(level)}${line}${inner > 0 ? ` … ${inner} inside` : ""}`;
    if (chars + whole.length > limit) {
      isCut = true;
      return;
    }
    chars += whole.length + 1;
    lines.push(whole);
    if (inner > 0 || onlyText(node) !== null) return;
    for (let child = node.first; child; child = child.next) visit(child, level + 1);
  };
  visit(top, 0);
  return { text: lines.join("\n"), isCut };
}

function lineOf(node: MirrorNode): string | null {
  if (node.type === NodeType.Text) {
    const text = shorten(node.text);
    return text === "" ? null : JSON.stringify(text);
  }
  if (node.type === NodeType.Document) return `#document [${node.id}]`;
  if (!isElement(node)) return null;
  const id = attribute(node, "id");
  const classes = (attribute(node, "class") ?? "").split(/\s+/).filter(Boolean).slice(0, 4);
  const name = `${node.tag}${id ? `#${id}` : ""}${classes.map((one) => `.${one}`).join("")}`;
  const text = onlyText(node);
  const shadow = node.inShadow ? " (shadow)" : "";
  const blocked = node.blocked ? " (left out of the recording)" : "";
  return `${name} [${node.id}]${shadow}${blocked}${text ? ` ${JSON.stringify(shorten(text))}` : ""}`;
}

/** The text of an element that holds one text and nothing else. */
function onlyText(node: MirrorNode): string | null {
  const { first, last } = node;
  return first && first === last && first.type === NodeType.Text ? first.text : null;
}

function countBelow(node: MirrorNode): number {
  let count = 0;
  walk(node, (below) => {
    const isTold = isElement(below) || below.type === NodeType.Document;
    if (isTold && below !== node) count++;
    return isTold;
  });
  return count;
}
