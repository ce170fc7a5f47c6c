import {
  EventType,
  IncrementalSource,
  type RecordedEvent,
  type SerializedNode,
} from "../../format/events.ts";
import { eachChild } from "./tree.ts";
import { startsDocument } from "./stream.ts";
import type { DocumentRemoval, TabRemoval } from "./plan.ts";

/**
 * Fills a plan that names elements up with all that was ever in them, also for a moment only, from
 * all events of a tab in their order. What once was in a removed element goes wherever else it stood.
 */
export function createCollector(plan: TabRemoval): (event: RecordedEvent) => void {
  let number = 0;
  return (event) => {
    if (startsDocument(event)) number++;
    const document = plan.documents.get(number);
    if (document && document.nodes.size > 0) collect(event, document);
  };
}

interface Add {
  parentId: number;
  node: SerializedNode;
}

function collect({ type, data }: RecordedEvent, { nodes }: DocumentRemoval): void {
  if (type === EventType.FullSnapshot) mark(data["node"] as SerializedNode, null, nodes);
  if (type !== EventType.IncrementalSnapshot || data["source"] !== IncrementalSource.Mutation)
    return;
  const adds = addsOf(data);
  // An add may name a parent that comes later in the same list.
  const byParent = new Map<number, Add[]>();
  for (const add of adds) {
    const group = byParent.get(add.parentId);
    if (group) group.push(add);
    else byParent.set(add.parentId, [add]);
  }
  const found: number[] = [];
  for (const { parentId, node } of adds)
    found.push(...mark(node, nodes.get(parentId) ?? null, nodes));
  for (let id = found.pop(); id !== undefined; id = found.pop()) {
    for (const { node } of byParent.get(id) ?? []) {
      if (!nodes.has(node.id)) found.push(...mark(node, nodes.get(id) as number, nodes));
    }
  }
}

function addsOf(data: Record<string, unknown>): Add[] {
  const adds = data["adds"];
  if (!Array.isArray(adds)) return [];
  return (adds as (Partial<Add> | null)[]).filter(
    (add): add is Add =>
      typeof add?.parentId === "number" && typeof add.node === "object" && add.node !== null,
  );
}

/** Notes everything below a removed element, `root` where the tree is in one. Returns the ids noted anew. */
function mark(tree: SerializedNode, root: number | null, nodes: Map<number, number>): number[] {
  const found: number[] = [];
  const todo: [SerializedNode, number | null][] = [[tree, root]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, above] = next;
    const own = above ?? nodes.get(node.id) ?? null;
    if (own !== null) {
      if (!nodes.has(node.id)) found.push(node.id);
      nodes.set(node.id, own);
    }
    eachChild(node, (child) => todo.push([child, own]));
  }
  return found;
}
