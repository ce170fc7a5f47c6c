import { READ_KINDS } from "../analysis/analyze.ts";
import { type Kind, KINDS, type NormalizedEvent } from "../analysis/event.ts";
import { fieldsOf } from "../analysis/event-text.ts";
import { type NodeTest, nodeTest } from "../dom/find.ts";
import type { DomMirror } from "../dom/mirror.ts";
import type { MirrorNode } from "../dom/node.ts";
import { WaymarkError } from "../format/errors.ts";
import type { TabId } from "../format/ids.ts";
import { isWithin, type Range, type RangeInput, rangeOf } from "./range.ts";

/** Which events are meant. What is left out does not restrict. */
export interface EventFilter extends RangeInput {
  /** Only these. Without it, what a person reads. */
  kinds?: readonly string[] | undefined;
  /** Kinds beside those, e.g. `mutation`; `all` for every kind. */
  include?: readonly string[] | undefined;
  /** Some readable part of the event holds this; the case does not matter. */
  contains?: string | undefined;
  /** About an element, or one inside it, that this selector means; or one whose printed selector holds this text. */
  selector?: string | undefined;
  /** On a page, or about a request, with this address: whole, a path (`/checkout`, what is below it included), or a part. */
  url?: string | undefined;
  tabId?: TabId | undefined;
}

export interface CompiledFilter {
  kinds: ReadonlySet<Kind>;
  tabId: TabId | undefined;
  range: Range;
  accepts(event: NormalizedEvent, mirror: DomMirror): boolean;
}

/** Marks are no events of the stream, but what a person reads all the same. */
const DEFAULT_KINDS: readonly Kind[] = KINDS.filter((kind) => READ_KINDS.has(kind));

/** Throws `invalid-input` for a kind, selector or time that is none. */
export function compileFilter(filter: EventFilter): CompiledFilter {
  const range = rangeOf(filter);
  const contains = filter.contains?.toLowerCase();
  const bySelector = filter.selector === undefined ? null : selectorTest(filter.selector);
  const { url } = filter;
  return {
    kinds: kindsOf(filter),
    tabId: filter.tabId,
    range,
    accepts: (event, mirror) =>
      isWithin(event.offsetMs, range) &&
      (contains === undefined || holds(event, contains)) &&
      (url === undefined || isAt(event, url)) &&
      (bySelector === null || bySelector(event, mirror)),
  };
}

function kindsOf({ kinds, include }: EventFilter): ReadonlySet<Kind> {
  const chosen = new Set<Kind>(kinds?.map(kindOf) ?? DEFAULT_KINDS);
  for (const name of include ?? []) {
    for (const kind of name === "all" ? KINDS : [kindOf(name)]) chosen.add(kind);
  }
  return chosen;
}

function kindOf(name: string): Kind {
  if ((KINDS as readonly string[]).includes(name)) return name as Kind;
  throw new WaymarkError(
    "invalid-input",
    `There is no kind "${name.slice(0, 40)}". There are ${KINDS.join(", ")}.`,
  );
}

/** The page's own address is left to `url`: else every event of a page would hold it. */
function holds(event: NormalizedEvent, wanted: string): boolean {
  return fieldsOf(event).some(
    ({ field, text }) => field !== "url" && text.toLowerCase().includes(wanted),
  );
}

function isAt(event: NormalizedEvent, wanted: string): boolean {
  const request = event.data?.["url"];
  return (
    matchesUrl(event.url, wanted) || (typeof request === "string" && matchesUrl(request, wanted))
  );
}

function matchesUrl(url: string, wanted: string): boolean {
  if (!wanted.startsWith("/")) return url.includes(wanted);
  const path = /^[a-z][\w+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? url;
  return path === wanted || path.startsWith(wanted.endsWith("/") ? wanted : `${wanted}/`);
}

/** A selector that cannot be read as one may still be a part of a printed one, e.g. `apply-coupon`. */
function selectorTest(text: string): (event: NormalizedEvent, mirror: DomMirror) => boolean {
  const test = readTest(text);
  return ({ selector, nodeId }, mirror) => {
    if (selector?.includes(text)) return true;
    const node = nodeId === null || test === null ? undefined : mirror.get(nodeId);
    return node !== undefined && isInside(node, test as NodeTest);
  };
}

function readTest(text: string): NodeTest | null {
  try {
    return nodeTest(text);
  } catch (error) {
    // Anything else than an unreadable selector is a fault; such a text is compared as text only.
    if (error instanceof WaymarkError && error.code === "invalid-input") return null;
    throw error;
  }
}

function isInside(node: MirrorNode, test: NodeTest): boolean {
  for (let at: MirrorNode | null = node; at; at = at.parent) if (test(at)) return true;
  return false;
}
