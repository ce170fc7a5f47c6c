import type { Sanitized } from "../../src/format/sanitized.ts";
import type { Session, TailBatch } from "../../src/format/session.ts";
import { openIndexedDbStore } from "../../src/store/indexeddb/store.ts";
import { makeBatches } from "./events.ts";

/** Runs in a real browser page; tests/bench/store.ts bundles it and calls `benchAppend`. */
const WARM_UP = 5;
/** Appends in a row that make one measurement. */
const APPENDS = 8;

export interface AppendTimes {
  /** Milliseconds an append, one entry a pair. */
  ours: number[];
  reference: number[];
  batchBytes: number;
}

export async function benchAppend(pairs: number): Promise<AppendTimes> {
  const batches = makeBatches(60);
  const store = await openIndexedDbStore({ name: "bench" });
  const startedAt = batches[0]?.firstEventAt ?? 0;
  await store.putSession(session(startedAt) as Sanitized<Session>);
  const raw = await openRaw();
  let seq = 0;
  let key = 0;

  const ours = async () => {
    const batch: TailBatch = {
      sessionId: "bench",
      tabId: "tab",
      producer: "document",
      seq,
      adds: { clicks: 1 },
      hits: { input: 2 },
      ...(batches[seq % batches.length] as (typeof batches)[number]),
    };
    seq++;
    const { stored } = await store.appendTail(batch as Sanitized<TailBatch>);
    if (!stored) throw new Error("An append of the benchmark was not stored.");
  };
  const reference = () => putRaw(raw, key, batches[key++ % batches.length]?.json ?? "");

  const times = { ours: [] as number[], reference: [] as number[] };
  for (let pair = -WARM_UP; pair < pairs; pair++) {
    const order =
      pair % 2 === 0 ? (["ours", "reference"] as const) : (["reference", "ours"] as const);
    for (const way of order) {
      const spent = await timed(way === "ours" ? ours : reference);
      if (pair >= 0) times[way].push(spent);
    }
  }
  await store.close();
  raw.close();
  const bytes = batches.reduce((sum, { json }) => sum + json.length, 0) / batches.length;
  return { ...times, batchBytes: Math.round(bytes) };
}

async function timed(once: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  for (let i = 0; i < APPENDS; i++) await once();
  return (performance.now() - from) / APPENDS;
}

function openRaw(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("raw", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("batches");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The raw database did not open."));
  });
}

function putRaw(db: IDBDatabase, key: number, json: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction("batches", "readwrite", { durability: "relaxed" });
    tx.objectStore("batches").put(json, key);
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error ?? new Error("The raw put was aborted."));
  });
}

function session(startedAt: number): Session {
  return {
    id: "bench",
    format: 1,
    title: "Benchmark",
    site: "shop.example",
    startedAt,
    endedAt: null,
    state: "recording",
    origin: "extension",
    metadata: { build: "42" },
    tabs: [{ id: "tab", title: "Shop", url: "https://shop.example/list", startedAt }],
    environment: { userAgent: navigator.userAgent },
    privacy: { level: "balanced", hits: {} },
    labels: [],
    counts: { events: 0, bytes: 0, clicks: 0, navigations: 0, errors: 0, findings: 0 },
    rev: 0,
  };
}
