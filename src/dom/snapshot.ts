import {
  EventType,
  IncrementalSource,
  NodeType,
  type RecordedEvent,
  type SerializedNode,
} from "../format/events.ts";
import { withoutHints } from "../format/link-hints.ts";
import { byId } from "./carried.ts";
import type { DomMirror } from "./mirror.ts";
import { isElement, MARKS, type MirrorNode, type StyleOp } from "./node.ts";

type Data = Record<string, unknown>;

/**
 * The page as it stands in the mirror, as rrweb events that all carry the time `at`: Meta, a
 * FullSnapshot, and what a snapshot cannot carry, in the order in which a replay must apply it.
 * Applied to a fresh mirror they make an equal one; given to a fresh Replayer, the same page as all
 * events so far. Before the first snapshot of the recording there is no page in them.
 *
 * Parts are shared with the mirror and with the events it was given: write it as JSON before either
 * goes on, and never hand it to rrweb's Replayer directly, which changes what it is given.
 */
export function snapshotOf(mirror: DomMirror, at: number): RecordedEvent[] {
  const { root, href, viewport, scroll, sheets, carried } = mirror;
  mirror.prune();
  const events: RecordedEvent[] = [];
  const say = (type: number, data: Data) => events.push({ type, data, timestamp: at });
  const change = (data: Data) => say(EventType.IncrementalSnapshot, data);

  if (root || href !== "" || viewport.width > 0) say(EventType.Meta, { href, ...viewport });
  if (!root) {
    for (const data of carried.fonts.values()) change(data);
    return events;
  }
  const found: Found = { frames: [], styled: [] };
  const node = serialize(root, null, found);
  const { x: left, y: top } = scroll.get(root.id) ?? { x: 0, y: 0 };
  say(EventType.FullSnapshot, { node, initialOffset: { left, top } });
  // An iframe's document is attached by a mutation, outer ones first.
  for (let frame = found.frames.shift(); frame; frame = found.frames.shift()) {
    const { parent } = frame;
    if (!parent) continue;
    const add = { parentId: parent.id, nextId: null, node: serialize(frame, frame.id, found) };
    change({ ...NO_CHANGES, adds: [add], isAttachIframe: true });
  }
  if (found.styled.length > 0) change({ ...NO_CHANGES, attributes: found.styled });
  for (const data of sheetEvents(mirror)) change(data);
  for (const [, ops] of byId(sheets.changed)) for (const data of ops) change(data);
  for (const event of carried.signals()) events.push({ ...event, timestamp: at });
  for (const data of carried.events(at, scroll)) change(data);
  return events;
}

const NO_CHANGES = {
  source: IncrementalSource.Mutation,
  texts: [],
  attributes: [],
  removes: [],
  adds: [],
} as const;

interface Found {
  /** Documents of iframes, which stand in events of their own. */
  frames: MirrorNode[];
  /** Style changes, which a `style` attribute cannot express where shorthands are among them. */
  styled: { id: number; attributes: { style: Record<string, StyleOp> } }[];
}

function serialize(node: MirrorNode, rootId: number | null, found: Found): SerializedNode {
  const made: SerializedNode = { type: node.type, id: node.id };
  if (rootId !== null && node.type !== NodeType.Document) made.rootId = rootId;
  if (node.inShadow) made.isShadow = true;
  if (node.own) Object.assign(made, node.own);
  if (isElement(node)) {
    made.tagName = node.tag;
    made.attributes = shownAttributes(node);
    if (node.marks !== 0) mark(made, node.marks);
    if (node.styleOps) {
      const style = Object.fromEntries(node.styleOps);
      found.styled.push({ id: node.id, attributes: { style } });
    }
  } else if (node.type !== NodeType.Document && node.type !== NodeType.DocumentType) {
    made.textContent = node.text;
    if ((node.marks & MARKS.isCss) !== 0) made.isStyle = true;
    return made;
  }
  const childNodes: SerializedNode[] = [];
  for (let child = node.first; child; child = child.next) {
    if (child.type === NodeType.Document) found.frames.push(child);
    else childNodes.push(serialize(child, rootId, found));
  }
  made.childNodes = childNodes;
  return made;
}

/** Imports never went through gate 2, so their links lose here what makes a browser fetch ahead. */
function shownAttributes({ tag, attributes }: MirrorNode): MirrorNode["attributes"] {
  const { rel } = attributes;
  if (tag !== "link" || typeof rel !== "string") return attributes;
  return { ...attributes, rel: withoutHints(rel) };
}

function mark(made: SerializedNode, marks: number): void {
  if ((marks & MARKS.svg) !== 0) made.isSVG = true;
  if ((marks & MARKS.custom) !== 0) made.isCustom = true;
  if ((marks & MARKS.shadowHost) !== 0) made.isShadowHost = true;
  if ((marks & MARKS.needBlock) !== 0) made.needBlock = true;
}

/**
 * Constructed sheets: each is defined with the first root that uses it, or with the page where none
 * does (it may be adopted later by its id alone); what happened to them follows.
 */
function* sheetEvents({ root, sheets }: DomMirror): Generator<Data> {
  const { constructed, adopted } = sheets;
  const defined = new Set<number>();
  const define = (styleId: number) => {
    defined.add(styleId);
    return { styleId, rules: constructed.get(styleId)?.rules ?? [] };
  };
  const source = IncrementalSource.AdoptedStyleSheet;
  const used = new Set([...adopted.values()].flat());
  const unused = byId(constructed)
    .map(([styleId]) => styleId)
    .filter((styleId) => !used.has(styleId));
  if (unused.length > 0 && root) {
    const styleIds = adopted.get(root.id) ?? [];
    yield { source, id: root.id, styleIds, styles: [...unused, ...known(styleIds)].map(define) };
  }
  for (const [id, styleIds] of byId(adopted)) {
    if (id === root?.id && unused.length > 0) continue;
    const styles = known(styleIds).map(define);
    yield { source, id, styleIds, ...(styles.length > 0 && { styles }) };
  }
  for (const [, { ops }] of byId(constructed)) yield* ops;

  function known(styleIds: readonly number[]): number[] {
    return [...new Set(styleIds)].filter((id) => constructed.has(id) && !defined.has(id));
  }
}
