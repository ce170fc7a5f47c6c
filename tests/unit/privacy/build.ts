import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";
import { createGate2 } from "../../../src/privacy/gate2/gate2.ts";
import type { Passed } from "../../../src/privacy/gate2/gate2.ts";
import { DEFAULT_SITE_POLICY, type SitePolicy } from "../../../src/privacy/policy.ts";

/** Builds recorded events by hand, with the ids that a test wants to speak about. */
type Attributes = Record<string, string | number | boolean | null>;

export const text = (id: number, textContent: string): SerializedNode => ({
  type: 3,
  id,
  textContent,
});
export const element = (
  id: number,
  tagName: string,
  attributes: Attributes = {},
  ...childNodes: SerializedNode[]
): SerializedNode => ({ type: 2, id, tagName, attributes, childNodes });

export const snapshot = (...body: SerializedNode[]): RecordedEvent => ({
  type: 2,
  data: {
    node: { type: 0, id: 1, childNodes: [element(2, "html", {}, element(3, "body", {}, ...body))] },
    initialOffset: { top: 0, left: 0 },
  },
  timestamp: 1_000,
});

export const mutation = (part: object): RecordedEvent => ({
  type: 3,
  data: { source: 0, texts: [], attributes: [], removes: [], adds: [], ...part },
  timestamp: 2_000,
});

export const incremental = (source: number, data: object): RecordedEvent => ({
  type: 3,
  data: { source, ...data },
  timestamp: 3_000,
});

/** Sends events through a fresh gate 2. */
export function pass(
  events: unknown[],
  policy: Partial<SitePolicy> = {},
): Passed & { events: RecordedEvent[] } {
  const passed = createGate2({ policy: { ...DEFAULT_SITE_POLICY, ...policy } }).sanitize(
    JSON.stringify(events),
  );
  return { ...passed, events: JSON.parse(passed.json) as RecordedEvent[] };
}

/** The attributes of one element after gate 2. */
export function attributesOf(
  tag: string,
  attributes: Attributes,
  policy: Partial<SitePolicy> = {},
): Attributes {
  const { events } = pass([snapshot(element(10, tag, attributes))], policy);
  return find(events[0]!, 10)?.attributes ?? {};
}

/** A node of a snapshot by its id. */
export function find(event: RecordedEvent, id: number): SerializedNode | undefined {
  const nodes = [event.data["node"] as SerializedNode];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.id === id) return node;
    nodes.push(...(node.childNodes ?? []));
  }
  return undefined;
}
