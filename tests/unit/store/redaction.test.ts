import "fake-indexeddb/auto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { clearToLeave } from "../../../src/privacy/clear-to-leave.ts";
import { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { openHttpStore } from "../../../src/store/http/open.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { copySession } from "../../../src/sync/copy-session.ts";
import { redactSession } from "../../../src/worker/redact/redact-session.ts";
import { createApp } from "../../../sync-server/app.ts";
import { makeFirstKeys } from "../../../sync-server/keys.ts";
import {
  aBatch,
  anAnnotation,
  aSession,
  clean,
  gunzip,
  storedEvents,
  utf8,
} from "../../contract/session-store/samples.ts";
import { el, inc, load } from "../dom/page.ts";

/** Cleared, with nothing looked through before: all of it is as it is sent. */
const unread = (id: string) => clearToLeave(id, new Set(), []);

const SECRET = "JaneQSecret";
const folder = mkdtempSync(join(tmpdir(), "waymark-redact-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function fill(store: SessionStore): Promise<void> {
  await store.putSession(
    aSession("s", { title: `Of ${SECRET}`, labels: [SECRET], metadata: { [SECRET]: SECRET } }),
  );
  for (let i = 0; i < 3; i++) {
    const page = load(
      [el(10, "p", { title: SECRET }, `${SECRET} ${i}`), el(11, "p", {}, "stays")],
      {
        at: i * 100,
      },
    );
    await store.appendTail(aBatch("s", i, [...page, inc(i * 100 + 50, 3, { id: 11, x: 0, y: i })]));
    if (i < 2) await store.seal("s", "t", { all: true });
  }
  await store.putAnnotation(anAnnotation("s", "a", { text: `Ask ${SECRET}` }));
  await store.putBlob("s", clean(utf8(`p { content: "${SECRET}" }`)));
  await store.putDerived({ sessionId: "s", kind: "facts" }, utf8(SECRET));
  await store.putDerived(
    { sessionId: "s", tabId: "t", segmentIndex: 0, kind: "opening" },
    utf8(SECRET),
  );
}

const redactText = (store: SessionStore) =>
  redactSession(store, "s", [{ kind: "text", text: SECRET }], {
    signal: new AbortController().signal,
    now: () => 1_760_000_900_000,
  });

/** Every packed segment as its raw bytes, so that they can be looked for in a file. */
async function packedOf(store: SessionStore): Promise<Buffer[]> {
  const segments = await store.listSegments("s");
  const all = await Promise.all(
    segments.map(({ tabId, index }) => store.getSegment("s", tabId, index)),
  );
  return all.flatMap((segment) => (segment ? [Buffer.from(segment.gzip)] : []));
}

/** What can be read in a file beside the packed segments, and in everything in it that unpacks. */
function holds(bytes: Buffer, text: string): boolean {
  if (bytes.includes(text)) return true;
  const head = Buffer.from([0x1f, 0x8b, 0x08]);
  for (let at = bytes.indexOf(head); at >= 0; at = bytes.indexOf(head, at + 1)) {
    try {
      // What follows a packed value in a page is not its own.
      if (gunzipSync(bytes.subarray(at), { finishFlush: 2 }).includes(text)) return true;
    } catch {
      continue; // these three bytes were no gzip
    }
  }
  return false;
}

const filesIn = (name: string) =>
  readdirSync(folder)
    .filter((each) => each.startsWith(name))
    .map((each) => readFileSync(join(folder, each)));

describe("after a redaction", () => {
  test("SQLite has the old bytes in no file of its", async () => {
    const store = openSqliteStore(join(folder, "a.db"));
    await fill(store);
    await store.seal("s", "t", { all: true });
    const old = await packedOf(store);
    const before = Buffer.concat(filesIn("a.db"));
    expect(holds(before, SECRET)).toBe(true);
    for (const gzip of old) expect(before.includes(gzip)).toBe(true);
    await redactText(store);
    const after = Buffer.concat(filesIn("a.db"));
    expect(holds(after, SECRET)).toBe(false);
    // Also no half of it, which would not unpack any more.
    for (const gzip of old) expect(after.includes(gzip.subarray(gzip.length >> 1))).toBe(false);
    expect(JSON.stringify(await storedEvents(store, "s"))).toContain("stays");
    await store.close();
  });

  test("P7 what is deleted from SQLite is in no file of its either", async () => {
    const store = openSqliteStore(join(folder, "gone.db"));
    await fill(store);
    const old = await packedOf(store);
    expect(holds(Buffer.concat(filesIn("gone.db")), SECRET)).toBe(true);
    await store.deleteSession("s");
    const after = Buffer.concat(filesIn("gone.db"));
    expect(holds(after, SECRET)).toBe(false);
    for (const gzip of old) expect(after.includes(gzip.subarray(gzip.length >> 1))).toBe(false);
    await store.close();
  });

  test("IndexedDB has it in no record of any store", async () => {
    const store = await openIndexedDbStore();
    await fill(store);
    expect(await everyRecord("waymark")).toContain(SECRET);
    await redactText(store);
    const left = await everyRecord("waymark");
    expect(left).not.toContain(SECRET);
    expect(left).toContain("stays");
    await store.close();
  });

  test("the next push brings it to the server, which then has the old bytes in no file either", async () => {
    const source = createMemoryStore();
    await fill(source);
    const behind = openSqliteStore(join(folder, "server.db"));
    const docs = createMemoryDocs();
    const app = createApp({ store: behind, docs, clock: Date.now, log: () => undefined });
    const keys = await makeFirstKeys(docs, 0);
    const server = openHttpStore({
      baseUrl: "http://server.test",
      key: keys?.ingest ?? "",
      fetch: async (url, init) => app.fetch(new Request(url as URL, init)),
    });
    await copySession(source, server, unread("s"));
    await behind.putDerived(
      { sessionId: "s", tabId: "t", segmentIndex: 0, kind: "opening" },
      utf8(SECRET),
    );
    await behind.putDerived({ sessionId: "s", kind: "facts" }, utf8(SECRET));
    const old = await packedOf(behind);
    expect(holds(Buffer.concat(filesIn("server.db")), SECRET)).toBe(true);
    await expect(redactText(server)).rejects.toMatchObject({ code: "unsupported" });

    await redactText(source);
    const report = await copySession(source, server, unread("s"));
    expect(report.segments).toMatchObject({ sent: 3, skipped: 0 });
    expect(await behind.listSegments("s")).toEqual(await source.listSegments("s"));
    const after = Buffer.concat(filesIn("server.db"));
    for (const gzip of old) expect(after.includes(gzip.subarray(gzip.length >> 1))).toBe(false);
    expect(holds(after, SECRET)).toBe(false);
    await behind.close();
  });
});

/** Every key and value of every store of a database as one text, packed ones unpacked. */
async function everyRecord(name: string): Promise<string> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("Not opened.")));
  });
  let text = "";
  for (const store of db.objectStoreNames) {
    const objects = db.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([
      answerOf(objects.getAllKeys()),
      answerOf<unknown[]>(objects.getAll()),
    ]);
    text += JSON.stringify(keys);
    for (const value of values) text += await readable(value);
  }
  db.close();
  return text;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("Not read.")));
  });
}

async function readable(value: unknown): Promise<string> {
  if (!(value instanceof Uint8Array)) return JSON.stringify(value);
  return value[0] === 0x1f && value[1] === 0x8b ? gunzip(value) : new TextDecoder().decode(value);
}
