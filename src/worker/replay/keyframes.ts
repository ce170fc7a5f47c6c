import { messageOf } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { SessionId, TabId } from "../../format/ids.ts";
import { stringify } from "../../format/stringify.ts";
import { decodeUtf8, encodeUtf8, gunzip, gzip } from "../../store/bytes.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { Run } from "./runs.ts";

/** Raise it when keyframes would be written differently: older ones are then made anew. */
const VERSION = 1;
const KIND = "keyframe";
const OPENING_KIND = "opening";
/** The most that a stored keyframe may unpack to: a page of millions of nodes. */
const MAX_BYTES = 500_000_000;

/** Pages at the start of runs, kept so that a seek need not apply everything before. */
export interface Keyframes {
  /** The page as it stood after `before`; null when there is none that fits. */
  read(before: Run): Promise<Keyframe | null>;
  /** Returns its size, as `read` does. */
  write(before: Run, events: readonly RecordedEvent[]): Promise<number>;
  /** The tab's first picture, which is what most visits begin with; null when it was not kept. */
  readOpening(first: Run): Promise<Opening | null>;
  writeOpening(first: Run, opening: Opening): Promise<void>;
}

export interface Keyframe {
  /** For a fresh mirror. */
  events: RecordedEvent[];
  /** Bytes of its JSON. */
  bytes: number;
}

/** As in a `Scene`: written once, it goes to the page as it is. */
export interface Opening {
  at: number;
  json: Uint8Array;
}

interface Stored {
  version: number;
  /** Names the segments of the run before, in the state that the page was made from. */
  after: string;
  events: RecordedEvent[];
}

/** The first line of a stored opening; the rest is the scene's JSON, not to be parsed on the way. */
interface OpeningHead {
  version: number;
  /** Names the segments that it was made from. */
  of: string;
  at: number;
}
const LINE_FEED = 10;

/**
 * Keyframes of one tab in the store's derived data. They hang on the segment that follows, so the
 * store drops them when an earlier segment is replaced. Where the store keeps no derived data, or
 * not for this reader, they stay in memory, packed.
 */
export function createKeyframes(
  store: SessionStore,
  sessionId: SessionId,
  tabId: TabId,
  note: (message: string) => void,
): Keyframes {
  const kept = new Map<string, Uint8Array>();
  let keepsAtHand = store.lacks.derived !== undefined || store.lacks.writes !== undefined;

  async function get(segmentIndex: number, kind: string): Promise<Uint8Array | null> {
    const known = kept.get(`${kind} ${segmentIndex}`);
    if (known || store.lacks.derived !== undefined) return known ?? null;
    return store.getDerived({ sessionId, tabId, segmentIndex, kind });
  }

  async function put(segmentIndex: number, kind: string, bytes: Uint8Array): Promise<void> {
    if (!keepsAtHand) {
      try {
        await store.putDerived({ sessionId, tabId, segmentIndex, kind }, bytes);
        return;
      } catch (error) {
        // A full disk, a reader's key or a racing delete must not cost the replay.
        note(`Keyframes of tab ${tabId} are kept in memory only: ${messageOf(error)}`);
        keepsAtHand = true;
      }
    }
    kept.set(`${kind} ${segmentIndex}`, bytes);
  }

  async function load(before: Run): Promise<Keyframe | null> {
    const segmentIndex = indexAfter(before);
    const bytes = await get(segmentIndex, KIND);
    if (!bytes) return null;
    try {
      const json = await gunzip(bytes, MAX_BYTES);
      const { version, after, events } = JSON.parse(decodeUtf8(json)) as Partial<Stored>;
      if (version !== VERSION || after !== stampOf(before) || !Array.isArray(events)) return null;
      return { events, bytes: json.length };
    } catch (error) {
      note(`Keyframe ${segmentIndex} of tab ${tabId} is made anew: ${messageOf(error)}`);
      return null;
    }
  }

  return {
    read: load,
    async write(before, events) {
      const stored: Stored = { version: VERSION, after: stampOf(before), events: [...events] };
      const json = encodeUtf8(stringify(stored));
      await put(indexAfter(before), KIND, await gzip(json));
      return json.length;
    },
    async readOpening(first) {
      const bytes = await get(openingIndex(first), OPENING_KIND);
      if (!bytes) return null;
      try {
        const stored = await gunzip(bytes, MAX_BYTES);
        const end = stored.indexOf(LINE_FEED);
        const { version, of, at } = JSON.parse(decodeUtf8(stored.subarray(0, end))) as OpeningHead;
        // A copy of its own, since it is handed over.
        return version === VERSION && of === stampOf(first)
          ? { at, json: stored.slice(end + 1) }
          : null;
      } catch (error) {
        note(`The first picture of tab ${tabId} is made anew: ${messageOf(error)}`);
        return null;
      }
    },
    async writeOpening(first, { at, json }) {
      const head: OpeningHead = { version: VERSION, of: stampOf(first), at };
      const line = encodeUtf8(`${JSON.stringify(head)}\n`);
      const whole = new Uint8Array(line.length + json.length);
      whole.set(line);
      whole.set(json, line.length);
      await put(openingIndex(first), OPENING_KIND, await gzip(whole));
    },
  };
}

const indexAfter = (before: Run): number => (before.segments.at(-1)?.index ?? -1) + 1;

/** The last segment that it is made from: replacing any of them drops it. */
const openingIndex = (first: Run): number => first.segments.at(-1)?.index ?? 0;

const stampOf = ({ segments }: Run): string =>
  segments.map(({ index, rev, sha256 }) => `${index}.${rev}.${sha256}`).join(" ");
