import { DomMirror } from "../../dom/mirror.ts";
import { attribute, isElement, type MirrorNode, walk } from "../../dom/node.ts";
import {
  matchesSelector,
  parseSelector,
  positionOf,
  type SelectorParts,
} from "../../dom/selector-match.ts";
import { selectorOf } from "../../dom/selector.ts";
import { WaymarkError } from "../../format/errors.ts";
import { NodeType } from "../../format/events.ts";
import type { SegmentInfo } from "../../format/session.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { PointedElement } from "./api.ts";
import { readTabRuns } from "./read-tab.ts";

/** The element that was pointed at, as it stood at that moment. */
export interface Located extends PointedElement {
  /** How many full snapshots the tab had by then. */
  document: number;
  tag: string;
  selector: string;
  parts: SelectorParts;
  /** Its selector names it by what it is, not by its place among others. */
  isExact: boolean;
  /** What can be read in it and on it, each once. */
  texts: string[];
}

const SHORTEST_COPY = 3;
const LONGEST_COPY = 200;
const MOST_COPIES = 12;
const LABELS = ["title", "alt", "aria-label", "placeholder", "value"];

/** Throws `not-found` where no such element stands in the page then, `refused` for a whole document. */
export async function locate(
  store: SessionStore,
  segments: readonly SegmentInfo[],
  pointed: PointedElement,
): Promise<Located> {
  const mine = segments.filter(({ tabId }) => tabId === pointed.tabId);
  const found =
    (await nodeAt(store, mine, pointed, (time) => time > pointed.at)) ??
    // The event at this moment may itself have taken it away.
    (await nodeAt(store, mine, pointed, (time) => time >= pointed.at));
  if (!found) {
    throw new WaymarkError(
      "not-found",
      "This element is not in the page at that moment. Go to a moment at which it shows and point at it there.",
    );
  }
  return found;
}

async function nodeAt(
  store: SessionStore,
  segments: readonly SegmentInfo[],
  pointed: PointedElement,
  isOver: (time: number) => boolean,
): Promise<Located | null> {
  const mirror = new DomMirror();
  for await (const { placed } of readTabRuns(store, segments)) {
    for (const { event } of placed) {
      // Before the first page: go on until there is one, as a seek does.
      if (mirror.root && isOver(event.timestamp)) return describe(mirror, pointed);
      mirror.apply(event);
    }
  }
  return describe(mirror, pointed);
}

function describe(mirror: DomMirror, pointed: PointedElement): Located | null {
  let node: MirrorNode | null | undefined = mirror.get(pointed.nodeId);
  while (node && !isElement(node) && node.type !== NodeType.Document) node = node.parent;
  if (!node) return null;
  if (node.tag === "html" || node.type === NodeType.Document) {
    throw new WaymarkError(
      "refused",
      "This is the whole page. Point at a part of it, or delete the session.",
    );
  }
  const selector = selectorOf(node);
  const parts = selector === null ? null : parseSelector(selector);
  if (selector === null || !parts) return null;
  const place = { ...pointed, nodeId: node.id, document: mirror.epoch, tag: node.tag };
  return { ...place, ...narrowed(mirror, node, selector, parts), texts: textsOf(node) };
}

/** Where several elements share a selector, the place among its siblings tells this one from them. */
function narrowed(mirror: DomMirror, node: MirrorNode, selector: string, parts: SelectorParts) {
  const last = parts.at(-1)?.at(-1);
  if (!last || last.position !== null) return { selector, parts, isExact: last?.position === null };
  let others = 0;
  if (mirror.root) {
    walk(mirror.root, (each) => {
      if (each !== node && matchesSelector(each, parts)) others++;
    });
  }
  if (others === 0) return { selector, parts, isExact: true };
  const position = positionOf(node);
  const steps = [...(parts.at(-1) ?? []).slice(0, -1), { ...last, tag: node.tag, position }];
  return {
    selector: `${selector}:nth-of-type(${position})`,
    parts: [...parts.slice(0, -1), steps],
    isExact: false,
  };
}

function textsOf(element: MirrorNode): string[] {
  const texts = new Set<string>();
  const note = (text: string | null) => {
    const plain = (text ?? "").replace(/\s+/g, " ").trim();
    const isLong = plain.length > LONGEST_COPY;
    if (plain.length < SHORTEST_COPY || isLong || !/[\p{L}\p{N}]/u.test(plain)) return;
    if (texts.size < MOST_COPIES) texts.add(plain);
  };
  walk(element, (node) => {
    if (node.tag === "style" || node.tag === "script") return false;
    if (node.type === NodeType.Text) note(node.text);
    if (isElement(node)) for (const name of LABELS) note(attribute(node, name));
    return true;
  });
  return [...texts];
}
