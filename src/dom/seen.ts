import type { Styles } from "./css/styles.ts";
import { attribute, isElement, type MirrorNode } from "./node.ts";

const UNSEEN_TAGS = new Set(["script", "style", "noscript", "template", "title", "head"]);

/**
 * Whether a reader could see a node, as far as a recording tells it: neither it nor what it is in is
 * hidden by markup or by a style rule. There is no layout: what is covered or scrolled away counts as seen.
 */
export function isSeen(node: MirrorNode, styles: Styles): boolean {
  let visibility: string | null = null;
  for (let at: MirrorNode | null = node; at; at = at.parent) {
    if (!isElement(at)) continue;
    if (UNSEEN_TAGS.has(at.tag) || attribute(at, "hidden") !== null) return false;
    if (at.tag === "dialog" && attribute(at, "open") === null) return false;
    if (isFolded(at, node)) return false;
    if (styles.own(at, "display") === "none" || styles.own(at, "opacity") === "0") return false;
    visibility ??= styles.own(at, "visibility");
  }
  return visibility !== "hidden" && visibility !== "collapse";
}

/** A closed `<details>` shows its summary only. */
function isFolded(details: MirrorNode, node: MirrorNode): boolean {
  if (details.tag !== "details" || attribute(details, "open") !== null) return false;
  for (let at: MirrorNode | null = node; at && at !== details; at = at.parent) {
    if (at.tag === "summary" && at.parent === details) return false;
  }
  return node !== details;
}
