import { EventType, IncrementalSource, type SerializedNode } from "../../format/events.ts";
import type { Complement } from "./complement.ts";

interface Add {
  parentId: number;
  nextId: number | null;
  node: SerializedNode;
}

/**
 * rrweb tells of new siblings from the last to the first. Until one is chosen a browser chooses the
 * first option that a list gets, and which one is chosen is not recorded where values are masked: a
 * replay would show the last. Here the options of a list come in their order.
 */
export function orderOptions(): Complement {
  return {
    see({ type, data }) {
      if (type === EventType.IncrementalSnapshot && data["source"] === IncrementalSource.Mutation) {
        putInOrder(data["adds"] as Add[]);
      }
      return true;
    },
    end() {},
  };
}

function putInOrder(adds: Add[]): void {
  const places = new Map<number, number[]>();
  for (const { parentId, node } of adds) if (isOption(node)) places.set(parentId, []);
  if (places.size === 0) return;
  adds.forEach(({ parentId }, place) => places.get(parentId)?.push(place));
  for (const own of places.values()) {
    const backwards = own.map((place) => adds[place]!);
    if (!endsItsList(backwards)) continue;
    for (const place of own) adds[place] = { ...backwards.pop()!, nextId: null };
  }
}

/** Each comes before the one told before it, and the first told is the last of all. */
function endsItsList(backwards: readonly Add[]): boolean {
  return backwards.every(({ nextId }, i) => nextId === (backwards[i - 1]?.node.id ?? null));
}

const isOption = ({ tagName }: SerializedNode) => tagName === "option" || tagName === "optgroup";
