import { EventType, type RecordedEvent, type SerializedNode } from "../../format/events.ts";

/**
 * How many node ids one document may use: with a thousand new nodes a second they last three days.
 * The tab's own documents use the first range, each frame of another origin one behind it.
 */
export const ID_RANGE = 2 ** 28;

type Move = (id: number) => number;
type Fields = Record<string, unknown>;

/**
 * Replaces every node and style sheet id that an event of a known shape names, in place; in signals
 * those of the element or iframe that they are about, whatever else a payload is. What is no node
 * (rrweb writes null, -1 and -2) stays.
 */
export function mapIds({ type, data }: RecordedEvent, move: Move): void {
  if (type === EventType.FullSnapshot) return mapTree(data["node"] as SerializedNode, move);
  if (type === EventType.Custom) {
    const payload = data["payload"];
    if (typeof payload === "object" && payload !== null) {
      mapSignal(payload as Fields, move);
    }
    return;
  }
  if (type !== EventType.IncrementalSnapshot) return;
  mapFields(data, ["id", "styleId"], move);
  if (Array.isArray(data["styleIds"])) {
    data["styleIds"] = (data["styleIds"] as number[]).map((id) => moved(id, move));
  }
  mapList(data["positions"], ["id"], move);
  mapList(data["texts"], ["id"], move);
  mapList(data["attributes"], ["id"], move);
  mapList(data["removes"], ["parentId", "id"], move);
  mapList(data["adds"], ["parentId", "nextId", "previousId"], move);
  mapList(data["ranges"], ["start", "end"], move);
  mapList(data["styles"], ["styleId"], move);
  for (const { node } of addsOf(data)) mapTree(node, move);
}

function mapSignal(payload: Fields, move: Move): void {
  mapFields(payload, ["id", "frame"], move);
  for (const name of ["nodes", "stack"]) {
    const ids = payload[name];
    if (Array.isArray(ids)) payload[name] = ids.map((id: number) => moved(id, move));
  }
  mapList(payload["fields"], ["id"], move);
  const missed = payload["missed"];
  if (typeof missed === "object" && missed !== null) mapFields(missed as Fields, ["id"], move);
}

/** The nodes that an event adds. Rules added to a sheet have none. */
export function addsOf(data: Fields): { parentId: number; node: SerializedNode }[] {
  const adds = (data["adds"] ?? []) as { parentId: number; node?: SerializedNode }[];
  return adds.filter((add): add is { parentId: number; node: SerializedNode } => !!add.node);
}

/** Calls `visit` for every node of a tree, parents first. Iterative: pages nest deep. */
export function eachNode(root: SerializedNode, visit: (node: SerializedNode) => void): void {
  const nodes = [root];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    visit(node);
    for (const child of node.childNodes ?? []) nodes.push(child);
  }
}

/** False when an event names an id outside of the range that a document may use. */
export function hasOwnIds(event: RecordedEvent): boolean {
  let inside = true;
  mapIds(event, (id) => {
    if (id >= ID_RANGE) inside = false;
    return id;
  });
  return inside;
}

function mapTree(root: SerializedNode, move: Move): void {
  eachNode(root, (node) => mapFields(node as unknown as Fields, ["id", "rootId"], move));
}

function mapList(items: unknown, names: readonly string[], move: Move): void {
  if (Array.isArray(items)) for (const item of items as Fields[]) mapFields(item, names, move);
}

function mapFields(fields: Fields, names: readonly string[], move: Move): void {
  for (const name of names) {
    const id = fields[name];
    if (typeof id === "number") fields[name] = moved(id, move);
  }
}

const moved = (id: number, move: Move) => (id > 0 ? move(id) : id);
