import type { NodeTest } from "../dom/find.ts";
import { findNodes } from "../dom/find.ts";
import { shorten, visibleText } from "../dom/label.ts";
import type { DomMirror } from "../dom/mirror.ts";
import { attribute, contains, type MirrorNode } from "../dom/node.ts";
import { selectorOf } from "../dom/selector.ts";
import { EventType, IncrementalSource, type RecordedEvent } from "../format/events.ts";
import type { Pointer } from "../format/pointer.ts";
import type { NormalizedEvent } from "./event.ts";

/** What came of an element. */
export interface ElementChange extends Pointer {
  what: "appeared" | "gone" | "changed";
  nodeId: number;
  selector: string | null;
  /** Attributes, text, value and children, as far as they changed; texts are cut. */
  changes: { of: string; from: string | null; to: string | null }[];
  /** The user's last act and the last request before it; either may have nothing to do with it. */
  after: { act: Cause | null; request: Cause | null };
}

export interface Cause extends Pointer {
  label: string;
  /** How long before. */
  beforeMs: number;
}

interface State {
  attributes: Record<string, string>;
  text: string;
  value: string | null;
  checked: boolean | null;
  children: number;
}

const TEXT_CHARS = 200;
/** What came longer ago is no candidate for a cause. */
const CAUSE_MS = 10_000;
/** Typing and requests are known when they end, which is after what they cause: a change waits this long for them. */
const KNOWN_LATE_MS = 4_000;

/** Tells each change of the first element that `wanted` means, in one tab. */
export function createElementWatch(
  wanted: NodeTest,
  mirror: DomMirror,
  onChange: (change: ElementChange) => void,
) {
  let node: MirrorNode | null = null;
  let state: State | null = null;
  let epoch = mirror.epoch;
  const waiting: ElementChange[] = [];
  let causes: NormalizedEvent[] = [];

  function say(
    what: ElementChange["what"],
    of: MirrorNode,
    place: Pointer,
    changes: ElementChange["changes"],
  ): void {
    const after = { act: null, request: null };
    waiting.push({ ...place, what, nodeId: of.id, selector: selectorOf(of), changes, after });
  }

  function look(place: Pointer): void {
    const found = mirror.root ? (findNodes(mirror.root, wanted, 1)[0] ?? null) : null;
    if (!found) return;
    node = found;
    state = stateOf(found);
    const text = state.text === "" ? [] : [{ of: "text", from: null, to: state.text }];
    say("appeared", found, place, text);
  }

  function compare(place: Pointer): void {
    if (!node || !state) return;
    if (mirror.get(node.id) !== node || !wanted(node)) {
      say("gone", node, place, []);
      node = state = null;
      look(place);
      return;
    }
    const next = stateOf(node);
    const changes = differences(state, next);
    state = next;
    if (changes.length > 0) say("changed", node, place, changes);
  }

  /** Hands out the changes of up to then, each with what came last before it. */
  function tell(untilMs: number): void {
    while (waiting[0] && waiting[0].offsetMs <= untilMs) {
      const change = waiting.shift()!;
      const act = lastBefore(causes, change, (event) => event.category === "user");
      const request = lastBefore(causes, change, (event) => event.kind === "network");
      onChange({ ...change, after: { act, request } });
    }
    const oldest = Math.min(untilMs, waiting[0]?.offsetMs ?? Infinity) - CAUSE_MS;
    if (causes.length > 200) causes = causes.filter(({ offsetMs }) => offsetMs >= oldest);
  }

  return {
    /** Call with what the user did and what was requested, as soon as it is known. */
    happened(event: NormalizedEvent): void {
      if (event.category === "user" || event.kind === "network") causes.push(event);
    },
    /** Call after each raw event was applied. */
    push(event: RecordedEvent, place: Pointer): void {
      tell(place.offsetMs - KNOWN_LATE_MS);
      if (mirror.epoch !== epoch) {
        epoch = mirror.epoch;
        if (node) say("gone", node, place, [{ of: "page", from: null, to: mirror.href }]);
        node = state = null;
        look(place);
        return;
      }
      if (event.type !== EventType.IncrementalSnapshot) return;
      const { source } = event.data;
      if (source === IncrementalSource.Input) {
        if (node && event.data["id"] === node.id) compare(place);
      } else if (source === IncrementalSource.Mutation) {
        if (!node) look(place);
        else if (mirror.get(node.id) !== node || concerns(event.data, node, mirror)) compare(place);
      }
    },
    finish: () => tell(Infinity),
  };
}

/** Whether a mutation is about an element, what is in it, or what it is in. */
function concerns(data: Record<string, unknown>, node: MirrorNode, mirror: DomMirror): boolean {
  for (const [part, key] of [
    ["adds", "parentId"],
    ["removes", "parentId"],
    ["texts", "id"],
    ["attributes", "id"],
  ] as const) {
    const items = data[part];
    if (!Array.isArray(items)) continue;
    for (const item of items as (Record<string, unknown> | null)[]) {
      const id = item?.[key];
      const touched = typeof id === "number" ? mirror.get(id) : undefined;
      if (touched && contains(node, touched)) return true;
      if (touched && part === "attributes" && contains(touched, node)) return true;
    }
  }
  return false;
}

function stateOf(node: MirrorNode): State {
  const attributes: Record<string, string> = {};
  for (const name of Object.keys(node.attributes)) {
    const value = attribute(node, name);
    if (value !== null) attributes[name] = shorten(value, TEXT_CHARS);
  }
  let children = 0;
  for (let child = node.first; child; child = child.next) children++;
  const { value, checked } = node;
  return { attributes, text: visibleText(node, TEXT_CHARS), value, checked, children };
}

function differences(a: State, b: State): ElementChange["changes"] {
  const changes: ElementChange["changes"] = [];
  const names = new Set([...Object.keys(a.attributes), ...Object.keys(b.attributes)]);
  for (const name of names) {
    const from = a.attributes[name] ?? null;
    const to = b.attributes[name] ?? null;
    if (from !== to) changes.push({ of: `[${name}]`, from, to });
  }
  if (a.text !== b.text) changes.push({ of: "text", from: a.text, to: b.text });
  if (a.value !== b.value) changes.push({ of: "value", from: a.value, to: b.value });
  if (a.checked !== b.checked) {
    changes.push({ of: "checked", from: String(a.checked), to: String(b.checked) });
  }
  if (a.children !== b.children) {
    changes.push({ of: "children", from: String(a.children), to: String(b.children) });
  }
  return changes;
}

function lastBefore(
  events: readonly NormalizedEvent[],
  place: Pointer,
  wanted: (event: NormalizedEvent) => boolean,
): Cause | null {
  let last: NormalizedEvent | null = null;
  for (const event of events) {
    const beforeMs = place.offsetMs - event.offsetMs;
    if (beforeMs < 0 || beforeMs > CAUSE_MS || !wanted(event)) continue;
    if (!last || event.offsetMs >= last.offsetMs) last = event;
  }
  if (!last) return null;
  const { sessionId, tabId, segmentIndex, frameIndex, offsetMs, label } = last;
  const beforeMs = place.offsetMs - offsetMs;
  return { sessionId, tabId, segmentIndex, frameIndex, offsetMs, label, beforeMs };
}
