import {
  EventType,
  IncrementalSource,
  type RecordedEvent,
  type SerializedNode,
} from "../format/events.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import { stringify } from "../format/stringify.ts";
import { encodeUtf8, gunzipText, gzip } from "../store/bytes.ts";
import type { DerivedKey } from "../store/session-store.ts";
import { type PackedTrees, packTrees, unpackTrees } from "./packed-trees.ts";
import type { Run } from "./runs.ts";

/** Raise it when keyframes would be written differently: older ones are then made anew. */
export const KEYFRAME_VERSION = 2;
/** The most that a stored keyframe may unpack to: a page of millions of nodes. */
export const MOST_KEYFRAME_BYTES = 500_000_000;

export interface Keyframe {
  /** For a fresh mirror; nodes that are alike share their attributes. */
  events: RecordedEvent[];
  /** Length of what is stored, unpacked. */
  bytes: number;
}

interface Stored {
  version: number;
  /** Names the segments of the run before, in the state that the page was made from. */
  after: string;
  /** Without the trees that belong into them. */
  events: RecordedEvent[];
  trees: PackedTrees;
}

/** It hangs on the segment that follows, so the store drops it when an earlier segment is replaced. */
export function keyframeKey(sessionId: SessionId, tabId: TabId, before: Run): DerivedKey {
  const segmentIndex = (before.segments.at(-1)?.index ?? -1) + 1;
  return { sessionId, tabId, segmentIndex, kind: "keyframe" };
}

/** `events` are what `snapshotOf` makes. */
export async function packKeyframe(
  before: Run,
  events: readonly RecordedEvent[],
): Promise<{ packed: Uint8Array; bytes: number }> {
  const bare = events.map(withoutTree);
  const trees = packTrees(events.flatMap((event) => holderOf(event)?.node ?? []));
  const stored: Stored = {
    version: KEYFRAME_VERSION,
    after: stampOf(before),
    events: bare,
    trees,
  };
  const json = encodeUtf8(stringify(stored));
  return { packed: await gzip(json), bytes: json.length };
}

/** Null for one of another version, or of another state of the run before. Throws what unpacking and parsing do. */
export async function unpackKeyframe(packed: Uint8Array, before: Run): Promise<Keyframe | null> {
  const json = await gunzipText(packed, MOST_KEYFRAME_BYTES);
  const { version, after, events, trees } = JSON.parse(json) as Stored;
  if (version !== KEYFRAME_VERSION || after !== stampOf(before)) return null;
  const holders = events.flatMap((event) => holderOf(event) ?? []);
  const nodes = unpackTrees(trees);
  if (nodes.length !== holders.length)
    throw new RangeError("A keyframe lacks trees, or places for them.");
  for (const [i, node] of nodes.entries()) holders[i]!.node = node;
  return { events, bytes: json.length };
}

/** Where a snapshot's tree hangs, or that of a frame's document, which a mutation attaches. */
function holderOf({ type, data }: RecordedEvent): { node?: SerializedNode } | null {
  if (type === EventType.FullSnapshot) return data;
  return isAttaching(type, data) ? (data["adds"] as { node?: SerializedNode }[])[0]! : null;
}

/** What other events say of themselves is as it was recorded: it may look the same. */
const isAttaching = (type: number, data: RecordedEvent["data"]) =>
  type === EventType.IncrementalSnapshot &&
  data["source"] === IncrementalSource.Mutation &&
  data["isAttachIframe"] === true;

function withoutTree(event: RecordedEvent): RecordedEvent {
  const holder = holderOf(event);
  if (!holder) return event;
  const { data } = event;
  const { node: _, ...bare } = holder;
  return { ...event, data: isAttaching(event.type, data) ? { ...data, adds: [bare] } : bare };
}

export const stampOf = ({ segments }: Run): string =>
  segments.map(({ index, rev, sha256 }) => `${index}.${rev}.${sha256}`).join(" ");
