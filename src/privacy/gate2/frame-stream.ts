import {
  EventType,
  IncrementalSource,
  NodeType,
  type RecordedEvent,
  type SerializedNode,
} from "../../format/events.ts";
import { readSignal, signalEvent } from "../../format/signals/signals.ts";
import { addsOf, eachNode, ID_RANGE, mapIds } from "./frame-ids.ts";

/** Where a frame of another origin stands in the stream of its tab. */
export interface FramePlace {
  /** Added to each id of the frame: a multiple of ID_RANGE, never used twice in a tab. */
  readonly base: number;
  /** Id of its iframe in the tab's stream. May change: a page's ids start anew when it is recorded anew. */
  readonly hostId: number;
}

export interface FrameStream {
  /**
   * What the tab's stream gets of a sanitized event of the frame, which is used up: no event, one
   * or two. Its ids must be such as a document may use (`hasOwnIds`).
   */
  convert(event: RecordedEvent): RecordedEvent[];
  /** Learns from the frame's own events, after the service worker died. */
  learn(event: RecordedEvent): void;
}

/**
 * Turns the stream of a frame's document into a part of its tab's: its snapshot becomes the document
 * of the iframe, as rrweb tells of a frame that it can see into, and its ids move into a range of
 * their own. What would look like news of the tab (its address, its size, start and end of its
 * recording) is told of the frame or left out.
 */
export function createFrameStream(place: FramePlace): FrameStream {
  /** The frame's own id of its document; null before its first snapshot. */
  let rootId: number | null = null;

  function learn({ type, data }: RecordedEvent): void {
    if (type === EventType.FullSnapshot) rootId = (data["node"] as SerializedNode).id;
  }

  /** A replay builds a node in the document that `rootId` names, and in the tab's where none does. */
  function nameRoot(tree: SerializedNode): void {
    if (rootId === null) return;
    const root = rootId;
    eachNode(tree, (node) => {
      if (node.type !== NodeType.Document) node.rootId ??= root;
    });
  }

  const move = (id: number) => id + place.base;

  function attach(event: RecordedEvent): RecordedEvent[] {
    const { data, timestamp } = event;
    const node = data["node"] as SerializedNode;
    const { left, top } = data["initialOffset"] as { left: number; top: number };
    nameRoot(node);
    mapIds(event, move);
    const attached = incremental(timestamp, {
      source: IncrementalSource.Mutation,
      isAttachIframe: true,
      adds: [{ parentId: place.hostId, nextId: null, node }],
      removes: [],
      texts: [],
      attributes: [],
    });
    if (left === 0 && top === 0) return [attached];
    const scroll = { source: IncrementalSource.Scroll, id: node.id, x: left, y: top };
    return [attached, incremental(timestamp, scroll)];
  }

  return {
    learn,
    convert(event) {
      const { data, timestamp } = event;
      learn(event);
      switch (event.type) {
        case EventType.Meta:
          return [shown(place, String(data["href"]), timestamp)];
        case EventType.FullSnapshot:
          return attach(event);
        case EventType.IncrementalSnapshot:
          if (data["source"] === IncrementalSource.ViewportResize) return [];
          for (const { node } of addsOf(data)) nameRoot(node);
          mapIds(event, move);
          return [event];
        case EventType.Custom:
          mapIds(event, move);
          return convertSignal(event, place);
        default:
          return [];
      }
    },
  };
}

/** What a document of its own says, and a frame's says in its parent's stream with the frame's id. */
const OF_A_DOCUMENT = [
  "waymark.error",
  "waymark.console",
  "waymark.vital",
  "waymark.form",
  "waymark.click",
  "waymark.key",
  "waymark.track",
  "waymark.identify",
  "waymark.capture",
] as const;

function convertSignal(event: RecordedEvent, place: FramePlace): RecordedEvent[] {
  const { timestamp } = event;
  const frame = place.hostId;
  // The sign that a batch came of which nothing may be kept: without it there would seem to be a hole.
  if (readSignal(event, "waymark.redacted")) return [event];
  // How an element of the frame looks.
  if (readSignal(event, "waymark.canvas") || readSignal(event, "waymark.state")) return [event];
  for (const tag of OF_A_DOCUMENT) {
    const payload = readSignal(event, tag);
    if (payload) return [signalEvent(tag, { ...payload, frame }, timestamp)];
  }
  const browser = readSignal(event, "waymark.browser");
  // A frame is hidden and shown with its tab, which says so itself.
  if (browser && browser.what !== "visible" && browser.what !== "hidden") {
    return [signalEvent("waymark.browser", { ...browser, frame }, timestamp)];
  }
  const network = readSignal(event, "waymark.network");
  if (network) {
    // Two documents that began in the same millisecond give their requests the same ids.
    const id = `${place.base / ID_RANGE}-${network.id}`;
    return [signalEvent("waymark.network", { ...network, id, frame }, timestamp)];
  }
  const navigation = readSignal(event, "waymark.navigation");
  // Only the tab's own document says how it came and what it is called.
  if (navigation?.how === "load" || navigation?.how === "title") return [];
  if (navigation) return [shown(place, navigation.url, timestamp)];
  const lifecycle = readSignal(event, "waymark.lifecycle");
  if (lifecycle?.what !== "gap") return [];
  const { reason = "Something is missing." } = lifecycle;
  return [signalEvent("waymark.frame", { what: "gap", id: frame, reason }, timestamp)];
}

function shown({ hostId }: FramePlace, url: string, timestamp: number): RecordedEvent {
  return signalEvent("waymark.frame", { what: "shown", id: hostId, url }, timestamp);
}

function incremental(timestamp: number, data: Record<string, unknown>): RecordedEvent {
  return { type: EventType.IncrementalSnapshot, data, timestamp };
}

/**
 * The way back: what of a tab's stream one of its documents said, with the document's own ids.
 * `place` is null for the tab's own document. Signals tell nothing about nodes and are left out.
 * Changes the events.
 */
export function eventsOf(
  events: readonly RecordedEvent[],
  place: FramePlace | null,
): RecordedEvent[] {
  const base = place?.base ?? 0;
  const own: RecordedEvent[] = [];
  for (const event of events) {
    if (event.type === EventType.Custom || rangeOf(event) !== base) continue;
    const attached = place && documentOf(event, place);
    mapIds(event, (id) => (id >= base ? id - base : id));
    own.push(
      attached
        ? {
            type: EventType.FullSnapshot,
            data: { node: attached, initialOffset: { left: 0, top: 0 } },
            timestamp: event.timestamp,
          }
        : event,
    );
  }
  return own;
}

/** The frame's own document in the event that puts it into its iframe; null for anything else. */
function documentOf({ data }: RecordedEvent, { base }: FramePlace): SerializedNode | null {
  const [add] = addsOf(data);
  if (data["isAttachIframe"] !== true || !add) return null;
  return add.parentId < base || add.parentId >= base + ID_RANGE ? add.node : null;
}

/** The base of the range that an event's ids are from; null for one that names none. */
function rangeOf(event: RecordedEvent): number | null {
  // An attached document stands in an iframe that may be of another range.
  const [add] = event.data["isAttachIframe"] === true ? addsOf(event.data) : [];
  let first: number | null = add?.node.id ?? null;
  if (first === null) mapIds(event, (id) => ((first ??= id), id));
  return first === null ? null : Math.floor(first / ID_RANGE) * ID_RANGE;
}
