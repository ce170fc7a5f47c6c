import { IncrementalSource, type SerializedNode } from "../../format/events.ts";
import type { DocumentRemoval } from "./plan.ts";
import { dropAttributes, restOf, rewriteTree } from "./tree.ts";

type Data = Record<string, unknown>;

/** `gone`: nothing is left of the event. */
export type Outcome = "same" | "changed" | "gone";

/** Sheets of the tab's own document, for rules that must outlive the root that brought them. */
export interface AdoptedSheets {
  rootId: number | null;
  styleIds: readonly number[];
}

/** Takes what is removed out of an incremental event's data, in place. */
export function rewriteIncremental(
  data: Data,
  removal: DocumentRemoval,
  adopted: AdoptedSheets,
): Outcome {
  const { nodes, attributes } = removal;
  const isGone = (id: unknown) => typeof id === "number" && nodes.has(id);
  switch (data["source"]) {
    case IncrementalSource.Mutation:
      return rewriteMutation(data, removal);
    case IncrementalSource.MouseMove:
    case IncrementalSource.TouchMove:
    case IncrementalSource.Drag:
      return listOf(data["positions"])
        .map((each) => pointToElement(each, nodes))
        .includes(true)
        ? "changed"
        : "same";
    case IncrementalSource.MouseInteraction:
      return pointToElement(data, nodes) ? "changed" : "same";
    case IncrementalSource.Input: {
      const names = attributes.get(data["id"] as number);
      return isGone(data["id"]) || names?.has("value") || names?.has("checked") ? "gone" : "same";
    }
    case IncrementalSource.AdoptedStyleSheet:
      return isGone(data["id"]) ? keepSheets(data, adopted) : "same";
    case IncrementalSource.Selection:
      return filterList(data, "ranges", ({ start, end }) => !isGone(start) && !isGone(end));
    case IncrementalSource.Scroll:
    case IncrementalSource.MediaInteraction:
    case IncrementalSource.StyleSheetRule:
    case IncrementalSource.StyleDeclaration:
    case IncrementalSource.CanvasMutation:
      return isGone(data["id"]) ? "gone" : "same";
    default:
      return "same";
  }
}

function rewriteMutation(data: Data, removal: DocumentRemoval): Outcome {
  const { nodes, attributes } = removal;
  const stays = (id: unknown) => typeof id !== "number" || !nodes.has(id);
  const outcomes = [
    filterList(data, "removes", ({ parentId }) => stays(parentId)),
    filterList(data, "adds", ({ parentId }) => stays(parentId)),
    filterList(data, "texts", ({ id }) => stays(id)),
    filterList(data, "attributes", ({ id }) => stays(id)),
  ];
  let changed = outcomes.includes("changed");
  for (const { id, attributes: changes } of listOf(data["attributes"])) {
    if (dropAttributes(changes as Data, attributes.get(id as number))) changed = true;
  }
  if (changed) filterList(data, "attributes", (item) => !isEmpty(item["attributes"]));
  for (const { node } of listOf(data["adds"])) {
    if (typeof node !== "object" || node === null) continue;
    if (rewriteTree(node as SerializedNode, removal)) changed = true;
  }
  for (const text of listOf(data["texts"])) {
    const rest = restOf(text["id"] as number, text["value"], removal);
    if (rest === undefined) continue;
    text["value"] = rest;
    changed = true;
  }
  if (!changed) return "same";
  const left = ["removes", "adds", "texts", "attributes"].some(
    (part) => listOf(data[part]).length > 0,
  );
  return left ? "changed" : "gone";
}

/** What happened at a node in a removed element happened, for all that is left to see, at the element. */
function pointToElement(place: Data, nodes: ReadonlyMap<number, number>): boolean {
  const element = nodes.get(place["id"] as number);
  if (element === undefined || element === place["id"]) return false;
  place["id"] = element;
  return true;
}

/**
 * A shadow root in a removed element goes with the sheets that it uses, but other roots may use the
 * same ones: where the event defines any, they are defined with the document instead.
 */
function keepSheets(data: Data, { rootId, styleIds }: AdoptedSheets): Outcome {
  if (rootId === null || listOf(data["styles"]).length === 0) return "gone";
  data["id"] = rootId;
  data["styleIds"] = [...styleIds];
  return "changed";
}

function filterList(data: Data, name: string, keeps: (item: Data) => boolean): Outcome {
  const items: unknown = data[name];
  if (!Array.isArray(items)) return "same";
  const kept = (items as unknown[]).filter(
    (item) => typeof item !== "object" || item === null || keeps(item as Data),
  );
  data[name] = kept;
  return kept.length < items.length ? "changed" : "same";
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function listOf(value: unknown): Data[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).filter(
    (item): item is Data => typeof item === "object" && item !== null,
  );
}
