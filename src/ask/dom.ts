import { createElementWatch, type ElementChange } from "../analysis/element-watch.ts";
import { Styles } from "../dom/css/styles.ts";
import { findNodes, type NodeTest, nodeTest } from "../dom/find.ts";
import { type FieldState, fieldsBelow } from "../dom/form-state.ts";
import { htmlOf } from "../dom/html.ts";
import { firstBelow, labelOf, visibleText } from "../dom/label.ts";
import type { DomMirror } from "../dom/mirror.ts";
import { isElement, type MirrorNode } from "../dom/node.ts";
import { type CutText, outlineOf } from "../dom/outline.ts";
import { selectorOf } from "../dom/selector.ts";
import { treeText } from "../dom/tree-text.ts";
import { createPicker } from "../analysis/order.ts";
import { WaymarkError } from "../format/errors.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Pointer } from "../format/pointer.ts";
import { type Honesty, honesty, limitOf } from "./honest.ts";
import { pageAt, tabInFront } from "./page-at.ts";
import { isWithin, rangeOf } from "./range.ts";
import { type Contents, readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type AskOptions, walkSession } from "./walk.ts";

export const DOM_FORMS = ["outline", "text", "tree", "html", "form"] as const;
export type DomForm = (typeof DOM_FORMS)[number];

export const DOM_CHARS = 20_000;
export const MOST_DOM_CHARS = 1_000_000;
const MOST_FIELDS = 500;
const MOST_MATCHES = 20;
const TREE_DEPTH = 12;

export interface DomQuery {
  /** Default: the end of the session. */
  atMs?: number | undefined;
  /** Default: the tab that the user looked at then. */
  tabId?: TabId | undefined;
  /** Only this element, and what is in it. */
  selector?: string | undefined;
  nodeId?: number | undefined;
  /** Default `outline`. */
  as?: DomForm | undefined;
  /** Levels below the element, of `tree`. */
  depth?: number | undefined;
  /** Characters; 0 for the most. */
  limit?: number | undefined;
}

/** The page, or an element of it, at a moment. Masks are as recorded; what was blocked is not there. */
export interface DomAnswer extends Honesty {
  sessionId: SessionId;
  tabId: TabId;
  /** The moment that is shown: that of the last event up to the one asked for. */
  offsetMs: number;
  url: string;
  title: string;
  viewport: { width: number; height: number };
  /** In the whole page. */
  nodes: number;
  as: DomForm;
  /** The element that is shown; without a selector the page. */
  target: DomTarget | null;
  /** Others that the selector means. */
  others: DomTarget[];
  /** All forms but `form`. */
  content?: string;
  /** Of `form`. */
  fields?: FieldState[];
}

export interface DomTarget {
  nodeId: number;
  selector: string | null;
  label: string;
}

/** Throws `not-found` for a session, tab, page or element that is not there, and `invalid-input`. */
export async function askDom(
  source: SessionSource,
  id: SessionId,
  query: DomQuery = {},
  options: AskOptions = {},
): Promise<DomAnswer> {
  const as = query.as ?? "outline";
  const limit = limitOf(query.limit, DOM_CHARS, MOST_DOM_CHARS);
  rangeOf({ atMs: query.atMs });
  const { atMs = Infinity } = query;
  const test = testOf(query);
  const contents = await readContents(source, id);
  const tabId = query.tabId ?? (await tabInFront(source, contents, atMs, options));
  const page = await pageAt(source, contents, tabId, atMs, options);
  const { mirror } = page;
  const { root } = mirror;
  if (!root) {
    throw new WaymarkError("not-found", `Tab ${tabId} had no page yet at that moment.`);
  }
  const found = test ? findNodes(root, test, MOST_MATCHES) : [];
  const [target] = found;
  if (test && !target) {
    throw new WaymarkError("not-found", "There was no such element on the page at that moment.");
  }
  const shown = contentOf(target ?? root, mirror, as, query.depth ?? TREE_DEPTH, limit);
  return {
    sessionId: id,
    tabId,
    offsetMs: page.shownAtMs,
    url: mirror.href,
    title: titleOf(root),
    viewport: { ...mirror.viewport },
    nodes: mirror.size,
    as,
    target: target ? targetOf(target) : null,
    others: found.slice(1).map(targetOf),
    ...shown.part,
    ...honesty(page, shown.cut),
  };
}

function contentOf(
  node: MirrorNode,
  mirror: DomMirror,
  as: DomForm,
  depth: number,
  limit: number,
): { part: Pick<DomAnswer, "content" | "fields">; cut: string[] } {
  if (as === "form") {
    const fields = fieldsBelow(node);
    const more = fields.length - MOST_FIELDS;
    const cut = more > 0 ? [`${more} more fields are left out.`] : [];
    return { part: { fields: fields.slice(0, MOST_FIELDS) }, cut };
  }
  const { text, isCut } = textOf(node, mirror, as, depth, limit);
  const cut = isCut
    ? [`Cut after ${text.length} characters: ask for one element, or for more with a limit.`]
    : [];
  return { part: { content: text }, cut };
}

function textOf(
  node: MirrorNode,
  mirror: DomMirror,
  as: Exclude<DomForm, "form">,
  depth: number,
  limit: number,
): CutText {
  switch (as) {
    case "outline":
      return outlineOf(node, new Styles(mirror), limit);
    case "tree":
      return treeText(node, depth, limit);
    case "html": {
      const html = htmlOf(node, limit);
      return { text: html, isCut: html.length > limit };
    }
    case "text": {
      const text = visibleText(node, limit + 1);
      return { text: text.slice(0, limit), isCut: text.length > limit };
    }
  }
}

export interface HistoryQuery {
  selector?: string | undefined;
  nodeId?: number | undefined;
  tabId?: TabId | undefined;
  fromOffsetMs?: number | undefined;
  toOffsetMs?: number | undefined;
  limit?: number | undefined;
}

export const HISTORY_LIMIT = 50;
const MOST_CHANGES = 1_000;

/** Each change of an element, with the act and the request before it. */
export interface HistoryAnswer extends Honesty {
  sessionId: SessionId;
  /** In order of time. */
  changes: ElementChange[];
  left: number;
}

/** Throws `invalid-input` without an element that is meant, and `not-found` where none ever was. */
export async function askHistory(
  source: SessionSource,
  id: SessionId,
  query: HistoryQuery,
  options: AskOptions = {},
): Promise<HistoryAnswer> {
  const test = testOf(query);
  if (!test) {
    throw new WaymarkError("invalid-input", "Say which element: a selector, or a node's id.");
  }
  const limit = limitOf(query.limit, HISTORY_LIMIT, MOST_CHANGES);
  const range = rangeOf({ fromOffsetMs: query.fromOffsetMs, toOffsetMs: query.toOffsetMs });
  const contents = await readContents(source, id);
  const first = createPicker<ElementChange>((a, b) => a.offsetMs - b.offsetMs, limit);
  let isKnown = false;
  const keep = (change: ElementChange) => {
    isKnown = true;
    if (isWithin(change.offsetMs, range)) first.offer(change);
  };
  const walked = await walkSession(source, contents, { ...options, tabId: query.tabId }, (tabId) =>
    watching(contents, tabId, test, keep),
  );
  if (!isKnown) {
    throw new WaymarkError("not-found", "No such element was ever on a page of this session.");
  }
  const { items: changes, left } = first.take();
  return { sessionId: id, changes, left, ...honesty(walked) };
}

function watching(
  { session }: Contents,
  tabId: TabId,
  test: NodeTest,
  keep: (change: ElementChange) => void,
): ReturnType<Parameters<typeof walkSession>[3]> {
  let watch: ReturnType<typeof createElementWatch> | null = null;
  return {
    event: (event) => watch?.happened(event),
    raw(event, place, { mirror }) {
      watch ??= createElementWatch(test, mirror, keep);
      const offsetMs = Math.round(event.timestamp - session.startedAt);
      const pointer: Pointer = { sessionId: session.id, tabId, ...place, offsetMs };
      watch.push(event, pointer);
    },
    end: () => watch?.finish(),
  };
}

function testOf({
  selector,
  nodeId,
}: {
  selector?: string | undefined;
  nodeId?: number | undefined;
}) {
  if (selector !== undefined && nodeId !== undefined) {
    throw new WaymarkError("invalid-input", "Give a selector or a node's id, not both.");
  }
  if (nodeId !== undefined) return (node: MirrorNode) => node.id === nodeId;
  return selector === undefined ? null : nodeTest(selector);
}

const targetOf = (node: MirrorNode): DomTarget => ({
  nodeId: node.id,
  selector: selectorOf(node),
  label: labelOf(node),
});

function titleOf(root: MirrorNode): string {
  const title = firstBelow(root, (node) => isElement(node) && node.tag === "title");
  return title?.first?.text.trim() ?? "";
}
