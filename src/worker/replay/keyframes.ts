import { messageOf } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { SessionId, TabId } from "../../format/ids.ts";
import { encodeUtf8, gunzipText, gzip } from "../../store/bytes.ts";
import type { DerivedKey, SessionStore } from "../../store/session-store.ts";
import {
  type Keyframe,
  KEYFRAME_VERSION,
  keyframeKey,
  MOST_KEYFRAME_BYTES,
  packKeyframe,
  stampOf,
  unpackKeyframe,
} from "../../ask/keyframe.ts";
import type { Run } from "../../ask/runs.ts";

const OPENING_KIND = "opening";

/** Pages at the start of runs, kept so that a seek need not apply everything before. */
export interface Keyframes {
  /** The page as it stood after `before`; null when there is none that fits. */
  read(before: Run): Promise<Keyframe | null>;
  /** Returns its size, as `read` does; Infinity for a page that cannot be kept, which is noted. */
  write(before: Run, events: readonly RecordedEvent[]): Promise<number>;
  /** The tab's first picture, which is what most visits begin with; null when it was not kept. */
  readOpening(first: Run): Promise<Opening | null>;
  writeOpening(first: Run, opening: Opening): Promise<void>;
}

/** As in a `Scene`: written once, it goes to the page as it is. */
export interface Opening {
  at: number;
  json: string;
}

/** The first line of a stored opening; the rest is the scene's JSON, not to be parsed on the way. */
interface OpeningHead {
  version: number;
  /** Names the segments that it was made from. */
  of: string;
  at: number;
}

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

  const nameOf = ({ kind, segmentIndex }: DerivedKey) => `${kind} ${segmentIndex}`;

  async function get(key: DerivedKey): Promise<Uint8Array | null> {
    const known = kept.get(nameOf(key));
    if (known || store.lacks.derived !== undefined) return known ?? null;
    return store.getDerived(key);
  }

  async function put(key: DerivedKey, bytes: Uint8Array): Promise<void> {
    if (!keepsAtHand) {
      try {
        await store.putDerived(key, bytes);
        return;
      } catch (error) {
        // A full disk, a reader's key or a racing delete must not cost the replay.
        note(`Keyframes of tab ${tabId} are kept in memory only: ${messageOf(error)}`);
        keepsAtHand = true;
      }
    }
    kept.set(nameOf(key), bytes);
  }

  /** It hangs on the last segment that it is made from: replacing any of them drops it. */
  const openingKey = (first: Run): DerivedKey => ({
    sessionId,
    tabId,
    segmentIndex: first.segments.at(-1)?.index ?? 0,
    kind: OPENING_KIND,
  });

  async function load(before: Run): Promise<Keyframe | null> {
    const key = keyframeKey(sessionId, tabId, before);
    const bytes = await get(key);
    if (!bytes) return null;
    try {
      return await unpackKeyframe(bytes, before);
    } catch (error) {
      note(`Keyframe ${key.segmentIndex} of tab ${tabId} is made anew: ${messageOf(error)}`);
      return null;
    }
  }

  return {
    read: load,
    async write(before, events) {
      const key = keyframeKey(sessionId, tabId, before);
      try {
        const { packed, bytes } = await packKeyframe(before, events);
        await put(key, packed);
        return bytes;
      } catch (error) {
        // A help for later seeks must not cost this one.
        note(`Keyframe ${key.segmentIndex} of tab ${tabId} is not kept: ${messageOf(error)}`);
        return Infinity;
      }
    },
    async readOpening(first) {
      const bytes = await get(openingKey(first));
      if (!bytes) return null;
      try {
        const stored = await gunzipText(bytes, MOST_KEYFRAME_BYTES);
        const end = stored.indexOf("\n");
        const { version, of, at } = JSON.parse(stored.slice(0, end)) as OpeningHead;
        return version === KEYFRAME_VERSION && of === stampOf(first)
          ? { at, json: stored.slice(end + 1) }
          : null;
      } catch (error) {
        note(`The first picture of tab ${tabId} is made anew: ${messageOf(error)}`);
        return null;
      }
    },
    async writeOpening(first, { at, json }) {
      const head: OpeningHead = { version: KEYFRAME_VERSION, of: stampOf(first), at };
      await put(openingKey(first), await gzip(encodeUtf8(`${JSON.stringify(head)}\n${json}`)));
    },
  };
}
