import { IS, inherited, type NodeState, UNKNOWN_PARENT } from "./node-map.ts";

/** What an iframe's place in its page means for the document in it. */
export type Around = "plain" | "masked" | "blocked";

const MASKED = IS.mask | IS.editable | IS.value | IS.unknown | IS.silent | IS.style;

/** Judges the content of `state`; of a node that nobody knows, as masked. */
export function aroundOf(state: NodeState | undefined): Around {
  const bits = inherited(state ?? UNKNOWN_PARENT);
  if ((bits & IS.block) !== 0) return "blocked";
  return (bits & MASKED) === 0 ? "plain" : "masked";
}

/** The bits to hand down to a frame's document. An unmask mark does not reach into another origin. */
export function bitsOf(around: Around): number {
  if (around === "plain") return 0;
  return around === "masked" ? IS.mask : IS.block;
}
