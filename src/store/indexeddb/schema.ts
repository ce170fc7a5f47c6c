import type { DBSchema, IDBPDatabase, IDBPObjectStore, IDBPTransaction, StoreNames } from "idb";
import type { Annotation, SegmentInfo, TailBatch } from "../../format/session.ts";
import type { ProducerLog } from "../producers.ts";
import type { Totals } from "../session-changes.ts";
import { SESSION_SORTS, type SessionSort } from "../session-store.ts";

/** Raised with every change to the stores below; `upgradeSchema` then carries older databases over. */
export const SCHEMA_VERSION = 3;

export interface SessionRecord {
  id: string;
  /** Checked whenever it is read. */
  session: unknown;
  /** What the indexes hang on. */
  sort: Record<SessionSort, string | number>;
}

/** What an append needs to know of its tab. */
export interface TailState {
  /** Number of the next batch to arrive. */
  arrivals: number;
  /** Batches in the tail. */
  batches: number;
  /** What appended batches add to the session and is not yet in its record. */
  totals: Totals;
  /** The producers heard of last, newest at the end. */
  logs: (ProducerLog & { producer: string })[];
}

/**
 * Stands while a tab has unsealed batches, and says how things were when `version` began. Appends
 * leave it alone: each writes the state after it into its own record. All else that touches the
 * tail or its totals starts a new version, which is part of the key. So a writer that remembers
 * state and version appends with one key lookup (still that version?) and one `add` (nobody else
 * took that arrival number?), and nothing that it relies on can have moved unseen.
 */
export interface Head extends TailState {
  sessionId: string;
  tabId: string;
  version: string;
}

export interface TailRecord {
  /** Place among batches with the same first time; the rest of a cut batch keeps its batch's. */
  order: number;
  /** UTF-8 length of the JSON. */
  bytes: number;
  batch: TailBatch;
  /** Null for the rest of a batch that was cut: the head is newer. */
  after: TailState | null;
}

/** `index` and `arrival` are numbers, so that keys sort as numbers. */
export interface WaymarkSchema extends DBSchema {
  sessions: {
    key: string;
    value: SessionRecord;
    indexes: Record<SessionSort, string | number>;
  };
  tombstones: { key: string; value: true };
  heads: { key: [sessionId: string, tabId: string, version: string]; value: Head };
  producers: { key: [sessionId: string, tabId: string, producer: string]; value: ProducerLog };
  tail: { key: [sessionId: string, tabId: string, arrival: number]; value: TailRecord };
  /** Without their bytes, so that listing segments loads none. */
  segments: { key: [sessionId: string, tabId: string, index: number]; value: SegmentInfo };
  packed: { key: PackedKey | [...PackedKey, part: number]; value: Uint8Array };
  derived: { key: DerivedPlace | [...DerivedPlace, part: number]; value: Uint8Array };
  blobs: { key: string; value: Uint8Array };
  holders: {
    key: [sessionId: string, sha256: string];
    value: { sha256: string };
    indexes: { sha256: string };
  };
  annotations: { key: [sessionId: string, id: string]; value: Annotation };
  /** Length of each value in `packed`, `derived` and `blobs`, so that measuring loads none of them. */
  sizes: { key: SizeKey; value: number };
}

/** Large values have parts after the one that is stored here: see `putParts`. */
export type PackedKey = [sessionId: string, tabId: string, index: number];
/** Of a whole session: tab "" and index -1, which sort before all others. */
export type DerivedPlace = [sessionId: string, tabId: string, index: number, kind: string];

/** Of a blob: its hash as place, index -1. Of all but derived data: kind "". */
export type SizeKey = [
  sessionId: string,
  what: "packed" | "derived" | "blob",
  place: string,
  index: number,
  kind: string,
];

export type Db = IDBPDatabase<WaymarkSchema>;
export type StoreName = StoreNames<WaymarkSchema>;
/**
 * A transaction over stores `N`, seen so that one over more stores passes for one over fewer. A
 * reader asks for mode `IDBTransactionMode`: either will do.
 */
export interface Tx<N extends StoreName, M extends IDBTransactionMode = "readwrite"> {
  objectStore<S extends N>(name: S): IDBPObjectStore<WaymarkSchema, StoreName[], S, M>;
}

type Upgrade = IDBPTransaction<WaymarkSchema, StoreName[], "versionchange">;

/**
 * Runs inside the version change, so it happens wholly or not at all. Version 3 stores large values
 * in parts, which older ones cannot read; what they stored whole is read as it is.
 */
export async function upgradeSchema(db: Db, from: number, tx: Upgrade): Promise<void> {
  if (from < 1) createStores(db);
  if (from < 2) await measureAll(db, tx);
}

function createStores(db: Db): void {
  const sessions = db.createObjectStore("sessions", { keyPath: "id" });
  for (const sort of SESSION_SORTS) sessions.createIndex(sort, `sort.${sort}`);
  db.createObjectStore("heads", { keyPath: ["sessionId", "tabId", "version"] });
  db.createObjectStore("holders").createIndex("sha256", "sha256");
  for (const name of PLAIN) db.createObjectStore(name);
}

/** Version 2 knows sizes; what version 1 stored is measured once. */
async function measureAll(db: Db, tx: Upgrade): Promise<void> {
  const sizes = db.createObjectStore("sizes");
  const note = (key: SizeKey, { length }: Uint8Array) =>
    Number.isSafeInteger(length) ? sizes.put(length, key) : null;
  for await (const { key, value } of tx.objectStore("packed")) {
    await note([key[0], "packed", key[1], key[2], ""], value);
  }
  for await (const { key, value } of tx.objectStore("derived")) {
    await note([key[0], "derived", key[1], key[2], key[3]], value);
  }
  for await (const { key } of tx.objectStore("holders")) {
    const blob = await tx.objectStore("blobs").get(key[1]);
    if (blob) await note([key[0], "blob", key[1], -1, ""], blob);
  }
}

const PLAIN = [
  "tombstones",
  "producers",
  "tail",
  "segments",
  "packed",
  "derived",
  "blobs",
  "annotations",
] as const;
