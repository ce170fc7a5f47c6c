import { EventType, IncrementalSource, NodeType, type RecordedEvent } from "../format/events.ts";
import { buildTree } from "./build.ts";
import { Carried } from "./carried.ts";
import { isElement, type MirrorNode, walk } from "./node.ts";
import { applyMutation, type MutableTree } from "./mutation.ts";
import { SheetBook } from "./sheets.ts";

/**
 * The node tree of one tab at the moment of the last event applied, from rrweb events alone.
 * Malformed events, and malformed parts of sound ones, are counted in `skipped` and left out.
 */
export class DomMirror implements MutableTree {
  /** Parts that could not be applied since the start. */
  skipped = 0;
  /** Rises with every full snapshot: node ids mean something else afterwards. */
  epoch = 0;
  /** The top document; null before the first snapshot. */
  root: MirrorNode | null = null;
  /** URL and viewport of the last Meta event; "" and 0 before it. */
  href = "";
  viewport = { width: 0, height: 0 };
  /** Last recorded scroll position by node id; the document's id stands for the page. */
  readonly scroll = new Map<number, { x: number; y: number }>();
  /** Style sheets that are not in the tree as text, and when any sheet last changed. */
  readonly sheets = new SheetBook();
  /** State that is in no node: focus, media, fonts ... */
  readonly carried = new Carried();
  #nodes = new Map<number, MirrorNode>();
  /** Time of the event that is being applied. */
  #now = 0;

  apply(event: RecordedEvent): void {
    if (!isEvent(event)) {
      this.skipped++;
      return;
    }
    const { type, data } = event;
    this.#now = event.timestamp;
    if (type === EventType.IncrementalSnapshot) this.#increment(data);
    else if (type === EventType.FullSnapshot) this.#restart(data);
    else if (type === EventType.Meta) this.#meta(data);
    else if (type === EventType.Custom) this.#signal(event);
  }

  get(id: number): MirrorNode | undefined {
    return this.#nodes.get(id);
  }

  add(node: MirrorNode): void {
    this.#nodes.set(node.id, node);
    if (isSheet(node)) this.sheets.touch();
    else if (node.tag === "video" || node.tag === "audio") {
      this.carried.mediaArrived(node, this.#now);
    }
  }

  /** Forgets carried state of nodes that are gone; `snapshotOf` calls it. */
  prune(): void {
    this.carried.prune((id) => this.#nodes.get(id));
  }

  reparsed(sheet: MirrorNode): void {
    this.sheets.reparsed(sheet.id);
  }

  forget(node: MirrorNode): void {
    if (this.#nodes.get(node.id) !== node) return;
    this.#nodes.delete(node.id);
    if (this.scroll.size > 0) this.scroll.delete(node.id);
    this.sheets.forget(node.id);
    if (isSheet(node)) this.sheets.touch();
  }

  skip(): void {
    this.skipped++;
  }

  /** Nodes in the tree, documents and texts included. */
  get size(): number {
    return this.#nodes.size;
  }

  /** How many elements of each tag there are. */
  elementCounts(): Record<string, number> {
    // Without a prototype: a tag may be called as what objects inherit.
    const counts = Object.create(null) as Record<string, number>;
    if (this.root) {
      walk(this.root, (node) => {
        if (isElement(node)) counts[node.tag] = (counts[node.tag] ?? 0) + 1;
      });
    }
    return counts;
  }

  #meta(data: Record<string, unknown>): void {
    const { href, width, height } = data;
    if (typeof href === "string") this.href = href;
    else this.skipped++;
    if (typeof width === "number" && typeof height === "number") this.viewport = { width, height };
  }

  #restart(data: Record<string, unknown>): void {
    if (typeof data["node"] !== "object" || data["node"] === null) {
      this.skipped++;
      return;
    }
    this.epoch++;
    this.#nodes = new Map();
    this.scroll.clear();
    this.sheets.clear();
    this.carried.restart();
    this.root = buildTree(data["node"], this);
    const { left, top } = (data["initialOffset"] ?? {}) as Record<string, unknown>;
    if (this.root && typeof left === "number" && typeof top === "number") {
      this.scroll.set(this.root.id, { x: left, y: top });
    }
  }

  #increment(data: Record<string, unknown>): void {
    switch (data["source"]) {
      case IncrementalSource.Mutation:
        applyMutation(this, data);
        this.#noteSheetChanges(data);
        break;
      case IncrementalSource.Scroll:
        this.#scrolled(data);
        break;
      case IncrementalSource.Input:
        this.#typed(data);
        break;
      case IncrementalSource.ViewportResize:
        if (typeof data["width"] === "number" && typeof data["height"] === "number") {
          this.viewport = { width: data["width"], height: data["height"] };
        } else this.skipped++;
        break;
      case IncrementalSource.StyleSheetRule:
      case IncrementalSource.StyleDeclaration:
        if (!this.sheets.change(data)) this.skipped++;
        break;
      case IncrementalSource.AdoptedStyleSheet:
        if (!this.sheets.adopt(data)) this.skipped++;
        break;
      case IncrementalSource.MouseMove:
      case IncrementalSource.TouchMove:
      case IncrementalSource.Drag:
        this.#moved(data);
        break;
      case IncrementalSource.MouseInteraction: {
        const node = this.#nodeOf(data);
        if (node) this.carried.interacted(data["type"], node, documentOf(node), data);
        break;
      }
      case IncrementalSource.MediaInteraction: {
        const node = this.#nodeOf(data);
        if (node) this.carried.mediaChanged(node, data, this.#now);
        break;
      }
      case IncrementalSource.Font:
        if (typeof data["family"] === "string" && typeof data["fontSource"] === "string") {
          this.carried.fontLoaded(data);
        } else this.skipped++;
        break;
      case IncrementalSource.Selection:
        if (Array.isArray(data["ranges"])) this.carried.selected(data);
        else this.skipped++;
        break;
      case IncrementalSource.CanvasMutation:
      case IncrementalSource.CustomElement:
      case IncrementalSource.Log:
        break;
      default:
        this.skipped++;
    }
  }

  /** Signals that tell the state of an element go on until the next one does. */
  #signal(event: RecordedEvent): void {
    const { tag, payload } = event.data as { tag?: unknown; payload?: Record<string, unknown> };
    if (tag !== "waymark.canvas" && tag !== "waymark.state") return;
    const node = this.#nodeOf(payload ?? {});
    // A canvas that may not be read any more keeps the picture that it had.
    if (!node || payload?.["missing"] !== undefined) return;
    this.carried.told(`${tag} ${String(payload?.["what"] ?? "")}`, node, event);
  }

  /** Undefined also for a node that is gone, which is no fault: events and removals may cross. */
  #nodeOf({ id }: Record<string, unknown>): MirrorNode | undefined {
    if (typeof id === "number") return this.#nodes.get(id);
    this.skipped++;
    return undefined;
  }

  #moved({ positions }: Record<string, unknown>): void {
    const last: unknown = Array.isArray(positions) ? positions.at(-1) : null;
    if (typeof last !== "object" || last === null) {
      this.skipped++;
      return;
    }
    const node = this.#nodeOf(last as Record<string, unknown>);
    if (node) this.carried.moved(node, last as Record<string, unknown>);
  }

  #noteSheetChanges(data: Record<string, unknown>): void {
    for (const part of ["attributes", "texts"] as const) {
      const items = data[part];
      if (!Array.isArray(items)) continue;
      for (const item of items) {
        const node = this.#nodes.get((item as { id: number } | null)?.id ?? -1);
        if (node && (isSheet(node) || (node.parent && isSheet(node.parent)))) this.sheets.touch();
      }
    }
  }

  #scrolled(data: Record<string, unknown>): void {
    const { id, x, y } = data;
    if (typeof id === "number" && typeof x === "number" && typeof y === "number") {
      const known = this.scroll.get(id);
      if (known) {
        known.x = x;
        known.y = y;
      } else if (this.#nodes.has(id)) this.scroll.set(id, { x, y });
    } else this.skipped++;
  }

  #typed(data: Record<string, unknown>): void {
    const { id, text, isChecked } = data;
    const node = typeof id === "number" ? this.#nodes.get(id) : undefined;
    if (!node) {
      this.skipped++;
      return;
    }
    if (typeof text === "string") node.value = text;
    if (typeof isChecked === "boolean") node.checked = isChecked;
    this.carried.touched(node);
  }
}

/** What comes from a file or another tool may be anything. */
function isEvent(event: unknown): event is RecordedEvent {
  if (typeof event !== "object" || event === null) return false;
  const { type, data, timestamp } = event as Partial<RecordedEvent>;
  if (typeof timestamp !== "number") return false;
  // Whether these carry anything is no matter.
  if (type === EventType.DomContentLoaded || type === EventType.Load) return true;
  return KNOWN_TYPES.has(type) && typeof data === "object" && data !== null;
}

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(Object.values(EventType));

function documentOf(node: MirrorNode): MirrorNode {
  let at = node;
  while (at.parent && at.type !== NodeType.Document) at = at.parent;
  return at;
}

function isSheet(node: MirrorNode): boolean {
  return (
    node.tag === "style" ||
    node.tag === "link" ||
    // The text of a style element is its sheet.
    (node.type === NodeType.Text && node.parent?.tag === "style")
  );
}
