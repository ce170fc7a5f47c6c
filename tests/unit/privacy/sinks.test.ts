import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Sanitized } from "../../../src/format/sanitized.ts";
import type {
  Annotation,
  Segment,
  Session,
  SessionPatch,
  SessionRedaction,
  TailBatch,
} from "../../../src/format/session.ts";
import type { exportRrweb } from "../../../src/export/rrweb-json.ts";
import type { acceptSession } from "../../../src/privacy/accept.ts";
import type { Passed } from "../../../src/privacy/gate2/gate2.ts";
import type { openHttpStore } from "../../../src/store/http/open.ts";
import type { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";
import type { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { copySession } from "../../../src/sync/copy-session.ts";

/**
 * Rule P1 as the compiler keeps it. `npm run types` checks this file: where a sink took what is not
 * sanitized, its line would have no error to expect, and that is one. Nothing here runs but the names.
 */
type Raw = {
  session: Session;
  patch: SessionPatch;
  batch: TailBatch;
  segment: Segment;
  annotation: Annotation;
  bytes: Uint8Array;
  redaction: SessionRedaction;
};

/** Every method of a store, by what it does with what was recorded. One that is new must be put here. */
const METHODS = {
  /** Take what was recorded: sanitized only. */
  putSession: "writes",
  patchSession: "writes",
  appendTail: "writes",
  putSegment: "writes",
  cutLeading: "writes",
  putBlob: "writes",
  putAnnotation: "writes",
  redactSession: "writes",
  /** Takes what analysis made of what is stored; nothing comes from a page. */
  putDerived: "derived",
  /** Take names, limits and times. */
  getSession: "reads",
  listSessions: "reads",
  deleteSession: "reads",
  listDeleted: "reads",
  readTail: "reads",
  listTails: "reads",
  listMissing: "reads",
  seal: "reads",
  getSegment: "reads",
  listSegments: "reads",
  deleteTab: "reads",
  getDerived: "reads",
  dropDerived: "reads",
  getBlob: "reads",
  dropBlob: "reads",
  listBlobs: "reads",
  listAnnotations: "reads",
  storedBytes: "reads",
  previewLimits: "reads",
  enforceLimits: "reads",
  close: "reads",
} as const satisfies Record<Exclude<keyof SessionStore, "name" | "lacks">, string>;

/** Each takes the sanitized thing, and does not take the same thing raw. */
export function everyWriteOf(store: SessionStore, raw: Raw): unknown[] {
  return [
    // @ts-expect-error P1: a raw session
    store.putSession(raw.session),
    // @ts-expect-error P1: a raw patch
    store.patchSession("id", raw.patch),
    // @ts-expect-error P1: a raw batch
    store.appendTail(raw.batch),
    // @ts-expect-error P1: a raw segment
    store.putSegment(raw.segment),
    // @ts-expect-error P1: a raw segment at a cut
    store.cutLeading(raw.segment),
    // @ts-expect-error P1: raw bytes
    store.putBlob("id", raw.bytes),
    // @ts-expect-error P1: a raw annotation
    store.putAnnotation(raw.annotation),
    // @ts-expect-error P1: a raw redaction
    store.redactSession(raw.redaction),
  ];
}

/** The drivers are stores and nothing wider: what one of them took, all would have to. */
export async function everyDriver(
  memory: ReturnType<typeof createMemoryStore>,
  indexedDb: Awaited<ReturnType<typeof openIndexedDbStore>>,
  sqlite: ReturnType<typeof openSqliteStore>,
  http: ReturnType<typeof openHttpStore>,
  raw: Raw,
): Promise<void> {
  // @ts-expect-error P1: memory
  await memory.appendTail(raw.batch);
  // @ts-expect-error P1: IndexedDB
  await indexedDb.appendTail(raw.batch);
  // @ts-expect-error P1: SQLite
  await sqlite.appendTail(raw.batch);
  // @ts-expect-error P1: the server, over HTTP
  await http.appendTail(raw.batch);
}

/** What leaves is read from a store, so it has passed; there is no way to hand in anything else. */
export async function whatLeaves(
  copy: typeof copySession,
  write: typeof exportRrweb,
  events: RecordedEvent[],
  from: SessionStore,
): Promise<void> {
  // @ts-expect-error P1: sync sends from a store
  await copy(events, from, "id");
  // @ts-expect-error P1: an export is of a store
  await write(events, "id");
  // @ts-expect-error P10: a session that nobody has looked through
  await copy(from, from, "id");
  // @ts-expect-error P10: the same
  await write(from, "id");
}

/** Nothing that looks like what passed has passed. */
export function noOtherWay(
  sink: (batch: Sanitized<TailBatch>) => void,
  raw: TailBatch,
  passed: Sanitized<TailBatch>,
  gate: Passed,
  accept: typeof acceptSession,
  session: Session,
): void {
  sink(passed);
  // @ts-expect-error P1: a copy with something else in it
  sink({ ...passed, json: "[]" });
  // @ts-expect-error P1: a copy as it is
  sink({ ...passed });
  // @ts-expect-error P1: with an assigned field
  sink(Object.assign({}, raw, { passed: true }));
  // @ts-expect-error P1: written out and read again is unknown, and that is not sanitized
  sink(JSON.parse(JSON.stringify(passed)) as unknown);
  // @ts-expect-error P1: a text of gate 2 is no batch
  sink(gate.json);
  const text: Sanitized<string> = gate.json;
  // @ts-expect-error P1: a text that was changed
  const changed: Sanitized<string> = `${text} `;
  // @ts-expect-error P1: a part of it
  const part: Sanitized<string> = text.slice(1);
  const taken: Sanitized<Session> = accept(session);
  // @ts-expect-error P1: what passed as one thing is no other
  sink(taken);
  void changed;
  void part;
}

describe("the sinks", () => {
  it("P1 every method that takes what was recorded is held to sanitized values", () => {
    const writes = Object.keys(METHODS).filter(
      (name) => METHODS[name as keyof typeof METHODS] === "writes",
    );
    const held = [...everyWriteOf.toString().matchAll(/store\.(\w+)\(/g)].map(([, name]) => name);
    expect(held.toSorted()).toEqual(writes.toSorted());
  });
});
