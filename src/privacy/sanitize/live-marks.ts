import type { Context } from "./context.ts";
import { noteLiveMarks, setSource } from "./facts.ts";
import { IS, type NodeState } from "./node-map.ts";

/** What the live page says now of nodes that were recorded before. Without a page, as in gate 2, nothing. */

/** Old editors switch the design mode of their frame's document on, often after it was recorded. */
export function noteDesignModes({ map, live }: Context): void {
  if (live === null) return;
  for (const id of map.documents) {
    const state = map.get(id);
    if (state) setSource(state, "(designMode)", live.isEdited(id) ? IS.editable : 0);
    else map.documents.delete(id);
  }
}

/** Selectors that ask what is around an element hold, or hold no longer, without any change of it. */
export function refreshMarks(state: NodeState | undefined, context: Context): void {
  if (context.live?.areContextual !== true) return;
  let levels = 0;
  for (let up = state ?? null; up !== null && ++levels < MOST_LEVELS; up = up.parent) {
    if (up.id > 0 && up.tag !== "") noteLiveMarks(up, {}, context);
  }
}

/** Of a page; what a script nests deeper hangs on what is above it. */
const MOST_LEVELS = 1_000;
