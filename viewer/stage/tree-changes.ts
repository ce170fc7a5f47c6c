import type { Replayer } from "rrweb";
import { NodeType, type SerializedNode } from "../../src/format/events.ts";

type Mirror = ReturnType<Replayer["getMirror"]>;
type Container = Node & { childNodes: NodeListOf<ChildNode> };

/** An rrweb mutation. */
export interface TreeChanges {
  removes: { parentId: number; id: number; isShadow?: true }[];
  adds: { parentId: number; nextId: number | null; node: SerializedNode }[];
  texts: { id: number; value: string }[];
  attributes: { id: number; attributes: Record<string, string | null> }[];
  /** Nodes that stay. */
  kept: [node: Node, as: SerializedNode][];
}

export interface TreeRules {
  /** Elements that hold what no attribute tells and must be made anew, by their ids. */
  anew: ReadonlySet<number>;
  /** Documents that the new page has in its frames, by the frame element's id. */
  frames: ReadonlyMap<number, SerializedNode>;
  /** Elements whose `style` is put back to what their attribute says. */
  restyled: ReadonlySet<number>;
}

/** Made anew as a whole where anything differs: their state is in more than their attributes and children. */
const ATOMIC = new Set([
  "select",
  "style",
  "link",
  "textarea",
  "canvas",
  "dialog",
  "object",
  "embed",
]);
/** A Replayer gives these a meaning of their own, or one that a later change of theirs does not have. */
const SPECIAL = /^(?:rr_|_cssText$|xlink:href$|on(?:load$|click$|mouse))/;
/** rrweb's mutations cost about twice what its rebuild does, for each node. */
const WORTH = 0.4;
const FEW = 200;

/**
 * What turns the page that a Replayer shows into the one that `root` tells: nodes of the same id and kind stay, with what
 * is in them. Null where that is not possible, or costs more than the page made anew.
 */
export function treeChanges(
  mirror: Mirror,
  page: Document,
  root: SerializedNode,
  rules: TreeRules,
): TreeChanges | null {
  const changes: TreeChanges = { removes: [], adds: [], texts: [], attributes: [], kept: [] };
  /** There is something in the page that nobody knows of, or too much is new. */
  let isHopeless = false;
  const most = Math.max(FEW, WORTH * mirror.getIds().length);

  // Most of the page is another one: seen at a glance, before anything is compared.
  if (newIn(root, (id) => mirror.has(id)) > most || !documentStays(page, root)) return null;
  keep(page, root);
  return isHopeless ? null : changes;

  /** Whether `live` can become what `next` tells. */
  function staysAs(live: Node, next: SerializedNode): boolean {
    const meta = mirror.getMeta(live as never) as SerializedNode | null;
    if (meta?.type !== next.type || meta.id !== next.id || rules.anew.has(next.id)) return false;
    if (next.type === NodeType.Document) return false;
    if (next.type === NodeType.DocumentType) return isSameDoctype(meta, next);
    if (next.type !== NodeType.Element) return true;
    if (
      meta.tagName !== next.tagName ||
      meta.isSVG !== next.isSVG ||
      meta.isCustom !== next.isCustom ||
      meta.isShadowHost !== next.isShadowHost ||
      meta.needBlock !== next.needBlock
    ) {
      return false;
    }
    const tag = next.tagName ?? "";
    const isEqual = sameAttributes(meta, next);
    if (ATOMIC.has(tag)) return isEqual && holdsTheSame(live, next);
    if (tag === "iframe") return isEqual && frameStays(live as HTMLIFrameElement, next);
    return isEqual || changesPlainly(meta, next);
  }

  /** Its children are those that `next` tells, as they are. */
  function holdsTheSame(live: Node, next: SerializedNode): boolean {
    const told = next.childNodes ?? [];
    // The text of a sheet stands in an attribute then, and that of a text area too.
    if (next.attributes?.["_cssText"] !== undefined) return true;
    if (next.tagName === "textarea" && next.attributes?.["value"] !== undefined) return true;
    const known = knownChildren(live);
    if (known.length !== told.length) return false;
    return told.every((child, i) => {
      const node = known[i]!;
      const meta = mirror.getMeta(node as never) as SerializedNode;
      if (meta.id !== child.id || !staysAs(node, child)) return false;
      if (child.type !== NodeType.Element) return meta.textContent === child.textContent;
      return sameAttributes(meta, child) && holdsTheSame(node, child);
    });
  }

  function frameStays(live: HTMLIFrameElement, next: SerializedNode): boolean {
    const inside = live.contentDocument;
    const told = rules.frames.get(next.id);
    const id = inside ? mirror.getId(inside) : -1;
    if (!told) return id === -1;
    return inside !== null && documentStays(inside, told);
  }

  /** Documents are not moved, and neither are their root elements. */
  function documentStays(live: Document, next: SerializedNode): boolean {
    const { documentElement } = live;
    const html = (next.childNodes ?? []).find(({ type }) => type === NodeType.Element);
    return (
      mirror.getId(live) === next.id &&
      isSameDocument(mirror, live, next) &&
      html !== undefined &&
      (mirror.getNode(html.id) as Node | null) === documentElement &&
      staysAs(documentElement, html)
    );
  }

  function knownChildren(parent: Container): ChildNode[] {
    const known: ChildNode[] = [];
    for (let child = parent.firstChild; child; child = child.nextSibling) {
      const id = mirror.getId(child as never);
      if (id > 0) {
        known.push(child);
        if ((mirror.getNode(id) as Node | null) !== child) isHopeless = true;
      } else if (!mayHoldMore(parent)) isHopeless = true;
    }
    return known;
  }

  /** `live` stays; what it is and holds becomes what `next` tells. */
  function keep(live: Node, next: SerializedNode): void {
    if (isHopeless) return;
    const meta = mirror.getMeta(live as never) as SerializedNode;
    changes.kept.push([live, next]);
    if (next.type === NodeType.Element) {
      noteAttributes(meta, next);
      if (ATOMIC.has(next.tagName ?? "")) return keepAll(live, next);
      if (next.tagName === "iframe") {
        const inside = rules.frames.get(next.id);
        if (inside) keep((live as HTMLIFrameElement).contentDocument!, inside);
      }
    } else if (next.type !== NodeType.Document) {
      if (next.type !== NodeType.DocumentType && meta.textContent !== next.textContent) {
        changes.texts.push({ id: next.id, value: next.textContent ?? "" });
      }
      return;
    }
    const told = next.childNodes ?? [];
    const { shadowRoot } = live as Element;
    if (shadowRoot) {
      keepChildren(
        shadowRoot,
        next.id,
        told.filter((child) => child.isShadow),
        true,
      );
      keepChildren(
        live,
        next.id,
        told.filter((child) => !child.isShadow),
        false,
      );
    } else keepChildren(live, next.id, told, false);
  }

  /** Nothing in it changes, but what is known of it is now said by `next`. */
  function keepAll(live: Node, next: SerializedNode): void {
    const known = knownChildren(live);
    for (const [i, child] of (next.childNodes ?? []).entries()) {
      const node = known[i];
      if (!node) return;
      changes.kept.push([node, child]);
      keepAll(node, child);
    }
  }

  function keepChildren(
    parent: Container,
    parentId: number,
    told: readonly SerializedNode[],
    isShadow: boolean,
  ): void {
    const known = knownChildren(parent);
    const places = new Map<Node, number>(known.map((node, at) => [node, at]));
    const stay = stayingInOrder(
      told.map((child) => {
        const node = mirror.getNode(child.id) as Node | null;
        const at = node ? places.get(node) : undefined;
        return node && at !== undefined && staysAs(node, child) ? at : -1;
      }),
    );
    const staying = new Set(stay.filter((at) => at >= 0));
    for (const [at, node] of known.entries()) {
      if (staying.has(at)) continue;
      changes.removes.push({
        parentId,
        id: mirror.getId(node as never),
        ...(isShadow && { isShadow }),
      });
    }
    // The last first, so that whoever is put before another finds it there.
    for (let i = told.length - 1; i >= 0; i--) {
      const at = stay[i]!;
      if (at >= 0) keep(known[at]!, told[i]!);
      else add(parentId, told[i]!, told[i + 1]?.id ?? null);
    }
  }

  function add(parentId: number, node: SerializedNode, beforeId: number | null): void {
    if (changes.adds.push({ parentId, nextId: beforeId, node }) > most) isHopeless = true;
    if (isHopeless) return;
    // A text area's text is its value, where that was recorded.
    if (node.tagName === "textarea" && typeof node.attributes?.["value"] === "string") return;
    // In their order: of a choice the first option that comes is chosen.
    for (const child of node.childNodes ?? []) add(node.id, child, null);
  }

  function noteAttributes(meta: SerializedNode, next: SerializedNode): void {
    const before = meta.attributes ?? {};
    const after = next.attributes ?? {};
    let changed: Record<string, string | null> | null = null;
    for (const name in after) {
      if (before[name] !== after[name]) (changed ??= {})[name] = written(after[name]);
    }
    for (const name in before) {
      if (!(name in after)) (changed ??= {})[name] = null;
    }
    if (rules.restyled.has(next.id)) (changed ??= {})["style"] = written(after["style"]);
    if (changed) changes.attributes.push({ id: next.id, attributes: changed });
  }
}

/** How many nodes of a tree are not known; no end of them where there is media, which only a page made anew can have. */
function newIn(node: SerializedNode, isKnown: (id: number) => boolean): number {
  if (node.tagName === "video" || node.tagName === "audio") return Infinity;
  let count = isKnown(node.id) ? 0 : 1;
  for (const child of node.childNodes ?? []) count += newIn(child, isKnown);
  return count;
}

/** The Replayer puts rules of its own into the root element, sets texts of sheets and fields, and writes doctypes. */
const mayHoldMore = ({ nodeName }: Node): boolean =>
  nodeName === "HTML" ||
  nodeName === "STYLE" ||
  nodeName === "TEXTAREA" ||
  nodeName === "#document";

const written = (value: unknown): string | null =>
  value === null || value === undefined ? null : value === true ? "" : String(value);

function isSameDocument(mirror: Mirror, page: Document, next: SerializedNode): boolean {
  const meta = mirror.getMeta(page as never) as SerializedNode | null;
  const doctype = (of: SerializedNode) =>
    of.childNodes?.find(({ type }) => type === NodeType.DocumentType);
  const [one, other] = [meta && doctype(meta), doctype(next)];
  return (
    meta?.compatMode === next.compatMode &&
    (one && other ? isSameDoctype(one, other) : !one === !other)
  );
}

const isSameDoctype = (one: SerializedNode, other: SerializedNode): boolean =>
  one.id === other.id &&
  one.name === other.name &&
  one.publicId === other.publicId &&
  one.systemId === other.systemId;

function sameAttributes({ attributes: one = {} }: SerializedNode, next: SerializedNode): boolean {
  const { attributes: other = {} } = next;
  let count = 0;
  for (const name in one) {
    if (one[name] !== other[name]) return false;
    count++;
  }
  for (const _name in other) count--;
  return count === 0;
}

/** Setting the attributes that differ is all there is to it. */
function changesPlainly(
  { attributes: one = {} }: SerializedNode,
  { tagName, attributes: other = {} }: SerializedNode,
): boolean {
  if (tagName === "meta" || tagName === "option" || tagName === "img") return false;
  for (const name in { ...one, ...other }) {
    // Its size stands in its style, which another one would replace.
    if (name === "rr_width" || name === "rr_height") return false;
    if (one[name] !== other[name] && SPECIAL.test(name)) return false;
  }
  return true;
}

/**
 * Of places of which some may be -1: those that can stay where they are because they rise, as many as there can be;
 * the others become -1. The longest increasing subsequence, by patience sorting.
 */
export function stayingInOrder(places: readonly number[]): number[] {
  if (isRising(places)) return [...places];
  const ends: number[] = [];
  const before: number[] = [];
  for (const [i, place] of places.entries()) {
    if (place < 0) continue;
    let low = 0;
    for (let high = ends.length; low < high;) {
      const middle = (low + high) >> 1;
      if (places[ends[middle]!]! < place) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = i;
  }
  const staying = places.map(() => -1);
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]!) staying[i] = places[i]!;
  return staying;
}

function isRising(places: readonly number[]): boolean {
  let last = -1;
  for (const place of places) {
    if (place < 0) continue;
    if (place < last) return false;
    last = place;
  }
  return true;
}
