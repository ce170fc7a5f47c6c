import type { Annotation, Segment, Session, TailBatch } from "../../format/session.ts";
import { utf8Length } from "../bytes.ts";
import { deletedSession, noSession } from "../checks.ts";
import type { ProducerLog } from "../producers.ts";

/** One unsealed batch. Never changed, only replaced, so that its identity tells whether it is still there. */
export interface HeldBatch {
  readonly arrival: number;
  readonly batch: TailBatch;
}

export interface HeldTab {
  tail: HeldBatch[];
  producers: Map<string, ProducerLog>;
  segments: Map<number, Segment>;
}

export interface HeldSession {
  session: Session;
  tabs: Map<string, HeldTab>;
  /** By `derivedName`. */
  derived: Map<string, Uint8Array>;
  blobs: Set<string>;
  annotations: Map<string, Annotation>;
}

/** All that a memory store holds. Every change is synchronous, hence atomic. */
export interface Held {
  sessions: Map<string, HeldSession>;
  tombstones: Set<string>;
  blobs: Map<string, Uint8Array>;
  arrivals: number;
}

/** The session to write to. Throws `deleted` or `not-found`. */
export function toWrite(held: Held, id: string): HeldSession {
  if (held.tombstones.has(id)) throw deletedSession(id);
  const session = held.sessions.get(id);
  if (!session) throw noSession(id);
  return session;
}

export function tabOf(held: HeldSession, tabId: string): HeldTab {
  let tab = held.tabs.get(tabId);
  if (!tab) held.tabs.set(tabId, (tab = { tail: [], producers: new Map(), segments: new Map() }));
  return tab;
}

/** In `readTail` order. */
export function orderedTail(tab: HeldTab | undefined): HeldBatch[] {
  return (tab?.tail ?? []).toSorted(
    (a, b) => a.batch.firstEventAt - b.batch.firstEventAt || a.arrival - b.arrival,
  );
}

export const sortedKeys = (map: ReadonlyMap<string, unknown>): string[] => [...map.keys()].sort();

/** Removes a session without a trace, and the blobs that no other session holds. */
export function drop(held: Held, id: string): void {
  const gone = held.sessions.get(id);
  if (!gone) return;
  held.sessions.delete(id);
  dropUnheld(held, gone.blobs);
}

/** Of these blobs, those that no session holds any more. */
export function dropUnheld(held: Held, hashes: Iterable<string>): void {
  const shared = new Set([...held.sessions.values()].flatMap((session) => [...session.blobs]));
  for (const hash of hashes) if (!shared.has(hash)) held.blobs.delete(hash);
}

/** As `SessionStore.storedBytes`. */
export function sizeOf(held: Held, { tabs, derived, blobs }: HeldSession): number {
  const sizes = [
    ...[...tabs.values()].flatMap(({ segments, tail }) => [
      ...[...segments.values()].map(({ gzip }) => gzip.length),
      ...tail.map(({ batch }) => utf8Length(batch.json)),
    ]),
    ...[...derived.values()].map((value) => value.length),
    ...[...blobs].map((hash) => held.blobs.get(hash)?.length ?? 0),
  ];
  return sizes.reduce((sum, size) => sum + size, 0);
}
