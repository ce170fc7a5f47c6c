import { attribute, isElement, type MirrorNode } from "../../../dom/node.ts";

const MAX_STEPS = 5;

/** Names a place of a page over reloads: tags, ids and first classes up to the nearest id. */
export function pathOf(node: MirrorNode, doing: number): string {
  let path = `/${doing}`;
  let at: MirrorNode | null = node;
  for (let i = 0; at && isElement(at) && i < MAX_STEPS; i++, at = at.parent) {
    const id = attribute(at, "id");
    if (id) return `#${id}>${path}`;
    const name = attribute(at, "class")?.split(/\s/, 1)[0] ?? "";
    path = `${at.tag}.${name}>${path}`;
  }
  return path;
}
