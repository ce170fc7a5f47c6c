import type { SerializedNode } from "../../format/events.ts";
import { sanitizeAttributes } from "./attributes.ts";
import { type Context, countNode } from "./context.ts";
import {
  type Attributes,
  BLOCK,
  blockStamp,
  noteAttribute,
  noteLiveMarks,
  noteSecret,
} from "./facts.ts";
import { noteDesignModes, refreshMarks } from "./live-marks.ts";
import { blockedBy, combine, inherited, type NodeState, UNKNOWN_PARENT } from "./node-map.ts";
import { registerHidden, sanitizeTree } from "./snapshot.ts";
import { sanitizeText } from "./text.ts";

export interface MutationData {
  texts: { id: number; value: string | null }[];
  attributes: { id: number; attributes: Attributes }[];
  removes: { parentId: number; id: number }[];
  adds: { parentId: number; nextId: number | null; node: SerializedNode }[];
  isAttachIframe?: boolean;
}

/**
 * Sanitizes a mutation in place; false when nothing of it is left. Facts come before values: a mark
 * set in the same turn counts for the texts of that turn.
 */
export function sanitizeMutation(data: MutationData, context: Context): boolean {
  const { map, live } = context;
  noteDesignModes(context);
  // In the page all that is recorded is known: of what is not, nobody could show anything.
  if (live !== null) {
    data.attributes = data.attributes.filter(({ id }) => map.get(id) !== undefined);
    data.texts = data.texts.filter(({ id }) => map.get(id) !== undefined);
  }
  for (const { id } of data.attributes) refreshMarks(map.get(id), context);
  for (const { id } of data.texts) refreshMarks(map.get(id), context);
  for (const { parentId } of data.adds) refreshMarks(map.get(parentId), context);
  data.removes = data.removes.filter((removed) => {
    if (isHidden(map.get(removed.parentId))) return false;
    map.remove(removed.id);
    return true;
  });
  data.attributes = data.attributes.filter(({ id, attributes }) => {
    const state = map.get(id);
    if (state) {
      for (const name of Object.keys(attributes)) {
        noteAttribute(state, name, attributes[name], context);
      }
      if ("name" in attributes || "id" in attributes) {
        noteSecret(state, attributes, context);
      }
      if (context.live !== null) noteLiveMarks(state, attributes, context);
      countNode(id, context);
    }
    if (!isHidden(state)) return true;
    return becameBlocked(state as NodeState, attributes);
  });
  data.adds = data.adds.filter(({ parentId, node }) => {
    const parent = map.get(parentId);
    if (parent === undefined && live !== null) return false;
    if (parent && isHidden(parent)) {
      // A frame's document comes as a whole, and what happens in it later names nodes far down.
      registerHidden([node], parent, context);
      return false;
    }
    sanitizeTree(node, parent ?? UNKNOWN_PARENT, context);
    return true;
  });
  for (const { id, attributes } of data.attributes) {
    const state = map.get(id) ?? UNKNOWN_PARENT;
    sanitizeAttributes(state, inherited(state), attributes, context);
    countNode(id, context);
  }
  data.texts = data.texts.filter((text) => {
    const state = map.get(text.id);
    if (isHidden(state)) return false;
    if (text.value !== null) {
      const bits = inherited(state ?? UNKNOWN_PARENT);
      const around = context.live?.marksAround(text.id) ?? 0;
      text.value = sanitizeText(text.value, combine(bits, around), context);
      countNode(text.id, context);
    }
    return true;
  });
  return data.texts.length + data.attributes.length + data.removes.length + data.adds.length > 0;
}

/** Of an element that was blocked after it was recorded, only that it is: the viewer covers it from there on. */
function becameBlocked(state: NodeState, attributes: Attributes): boolean {
  const now =
    state.sources !== null && Object.keys(attributes).some((name) => state.sources?.get(name));
  if (!now || blockedBy(state.parent) !== null) return false;
  const stamp = blockStamp(state, attributes);
  for (const name of Object.keys(attributes)) delete attributes[name];
  attributes[BLOCK] = stamp;
  return true;
}

function isHidden(state: NodeState | undefined): boolean {
  return state !== undefined && blockedBy(state) !== null;
}
