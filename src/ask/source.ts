import type { SessionId, TabId } from "../format/ids.ts";
import type { Annotation, Segment, SegmentInfo, Session, TailBatch } from "../format/session.ts";
import type { MissingBatches } from "../store/producers.ts";
import type { DerivedKey, StoreCapability } from "../store/session-store.ts";

/**
 * What a question needs of whatever keeps sessions: to read. Every SessionStore is one; so is a file
 * that is only looked at, which never becomes part of a store.
 */
export interface SessionSource {
  /** For messages. */
  readonly name: string;
  readonly lacks: Partial<Record<StoreCapability, string>>;
  getSession(id: SessionId): Promise<Session | null>;
  listSegments(id: SessionId): Promise<SegmentInfo[]>;
  getSegment(id: SessionId, tabId: TabId, index: number): Promise<Segment | null>;
  listTails(id: SessionId): Promise<TabId[]>;
  readTail(id: SessionId, tabId: TabId): Promise<TailBatch[]>;
  listMissing(id: SessionId, tabId: TabId): Promise<MissingBatches[]>;
  listAnnotations(id: SessionId): Promise<Annotation[]>;
  /** What was made of the session before, such as keyframes. A file has none. */
  getDerived?(key: DerivedKey): Promise<Uint8Array | null>;
}
