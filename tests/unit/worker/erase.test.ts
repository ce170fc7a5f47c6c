import { describe, expect, test } from "vitest";
import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import { listAudit } from "../../../src/store/audit-log.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Progress } from "../../../src/worker/api.ts";
import { createWorker } from "../../../src/worker/create-worker.ts";
import { erase } from "../../../src/worker/erase/erase.ts";
import { previewErasure } from "../../../src/worker/erase/preview.ts";
import { checkErasure, erasureText } from "../../../src/worker/erase/query.ts";
import {
  aSegment,
  aSession,
  clean,
  refuses,
  run,
  T0,
} from "../../contract/session-store/samples.ts";

async function aLibrary(): Promise<SessionStore> {
  const store = createMemoryStore();
  for (const id of ["a", "b"]) {
    await store.putSession(aSession(id, { endedAt: T0 + 5 }));
    await store.putSegment(await aSegment(id, 0, run(3)));
  }
  return store;
}

describe("what may be asked for", () => {
  test.each([
    [{}],
    [{ ids: [] }],
    [{ ids: ["a/b"] }],
    [{ ids: ["a"], site: "shop.example" }],
    [{ site: "https://shop.example/" }],
    [{ site: "shop example" }],
    [{ from: 5, to: 4 }],
    [{ from: 1.5 }],
  ])("R4 %j is refused with a sentence", (query) => {
    let thrown: unknown;
    try {
      checkErasure(query);
    } catch (error) {
      thrown = error;
    }
    expect(["invalid-input", "invalid-id"]).toContain((thrown as { code?: string })?.code);
    expect((thrown as Error).message.length).toBeGreaterThan(15);
  });

  test("is said in words for the log", () => {
    const query = checkErasure({ site: "Shop.Example", from: T0, to: T0 + 60_000 });
    expect(erasureText(query)).toBe(
      "site shop.example from 2025-10-09 08:53 to 2025-10-09 08:54 UTC",
    );
  });
});

test("R7 a segment that cannot be read makes it unsure, unless another tells", async () => {
  const store = await aLibrary();
  const page = [{ type: 4, data: { href: "https://pay.example/" }, timestamp: T0 + 9 }];
  await store.putSegment(await aSegment("b", 1, page));
  const torn: SessionStore = {
    ...store,
    async getSegment(id, tabId, index) {
      const segment = await store.getSegment(id, tabId, index);
      return segment && index === 0 ? clean({ ...segment, gzip: new Uint8Array([1]) }) : segment;
    },
  };
  const found = await previewErasure({ library: torn, rewind: null }, { site: "pay.example" });
  expect(found.items.map(({ id }) => id)).toEqual(["b"]);
  expect(found.unsure).toEqual([{ id: "a", why: "Segment 0 of tab t cannot be unpacked." }]);
  const byId = await previewErasure({ library: torn, rewind: null }, { ids: ["a"] });
  expect(byId.items.map(({ id }) => id)).toEqual(["a"]);
});

test("looking shows how far it is, session by session and segment by segment", async () => {
  const store = await aLibrary();
  const said: Progress[] = [];
  const onProgress = (progress: Progress) => said.push(progress);
  await previewErasure({ library: store, rewind: null }, { site: "pay.example" }, { onProgress });
  expect(said.map(({ what }) => what)).toEqual([
    "Session 1 of 2",
    "Session 1 of 2, segment 1 of 1",
    "Session 2 of 2",
    "Session 2 of 2, segment 1 of 1",
    "Found",
  ]);
  expect(said.at(-1)?.done).toBe(1);
});

test("P10 what is read back and still there is said and noted, never called verified", async () => {
  const store = await aLibrary();
  const docs = createMemoryDocs();
  const stores = { library: { ...store, deleteSession: async () => {} }, rewind: null };
  const preview = await previewErasure(stores, { ids: ["a"] });
  const result = await erase(preview, { stores, docs, now: () => T0 });
  expect(result.verified).toBe(false);
  expect(result.left[0]?.what).toEqual(["its record", "segments", "stored bytes", "no tombstone"]);
  expect((await listAudit(docs)).at(-1)?.detail).toContain("there still is: its record");
});

test("the worker erases at once what still waited for an undo, and rewind's database with it", async () => {
  const store = await aLibrary();
  const rewind = createMemoryStore();
  await rewind.putSession(aSession("kept", { state: "recording", endedAt: null }));
  const docs = createMemoryDocs();
  const worker = createWorker({
    openSource: async () => ({
      store,
      docs,
      openRewind: async () => ({ ...rewind, close: async () => {} }),
    }),
    openServer: async () => createMemoryStore(),
    now: () => T0,
    note: () => {},
  });
  await worker.connect({ kind: "indexeddb" });
  await worker.deleteSession("a");
  const preview = await worker.previewErasure({ site: "shop.example" });
  expect(preview.items.map(({ id }) => id).toSorted()).toEqual(["a", "b", "kept"]);
  const result = await worker.erase(preview);
  expect([result.verified, result.erased.length]).toEqual([true, 3]);
  expect(await docs.list("pending-deletes")).toEqual([]);
  await refuses("deleted", worker.undoDelete("a"));
  expect((await worker.listAudit()).map(({ act }) => act)).toEqual(Array(4).fill("erase"));
});
