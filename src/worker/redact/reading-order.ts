import type { MirrorNode } from "../../dom/node.ts";
import { NodeType } from "../../format/events.ts";

/** Elements that stand in a line of text, and whose text is read on with what is around them. */
const INLINE: ReadonlySet<string> = new Set(
  (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span " +
    "strike strong sub sup time tt u var wbr"
  ).split(" "),
);

/** Nodes without text between two texts, at the most: a page that has more is not read on. */
const MOST_STEPS = 1_000;

export const isText = ({ type }: MirrorNode): boolean => type === NodeType.Text;

const isInline = (node: MirrorNode): boolean =>
  INLINE.has(node.tag) && !node.blocked && node.first?.inShadow !== true;

type Way = readonly [sibling: "next" | "prev", end: "first" | "last"];

/**
 * The text that is read next after a node: over inline elements and comments, and no further than
 * the block that it stands in. Null where there is none.
 */
export const textAfter = (node: MirrorNode): MirrorNode | null => read(node, ["next", "first"]);
/** As `textAfter`, the other way. */
export const textBefore = (node: MirrorNode): MirrorNode | null => read(node, ["prev", "last"]);

function read(from: MirrorNode, [sibling, end]: Way): MirrorNode | null {
  let at = from;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const beside: MirrorNode | null = at[sibling];
    if (beside === null || beside.inShadow !== at.inShadow) {
      if (at.inShadow || at.parent === null || !isInline(at.parent)) return null;
      at = at.parent;
      continue;
    }
    at = beside;
    for (; isInline(at) && at[end] !== null && steps < MOST_STEPS; steps++) at = at[end];
    if (isText(at)) return at;
    if (!isInline(at) && at.type !== NodeType.Comment) return null;
  }
  return null;
}
