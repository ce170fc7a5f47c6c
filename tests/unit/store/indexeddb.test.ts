import "fake-indexeddb/auto";
import { deleteDB, openDB } from "idb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";
import { translate } from "../../../src/store/indexeddb/transaction.ts";
import {
  aBatch,
  aPatch,
  aSession,
  clean,
  codeOf,
  eventsAt,
  listAll,
  marksOf,
  run,
  storedEvents,
} from "../../contract/session-store/samples.ts";

let databases = 0;
const freshName = () => `unit-${databases++}`;
/** Makes writes end as they do on a full disk: taken, and then the whole transaction is rolled back. */
function fillDisk(method: "add" | "put") {
  const write = IDBObjectStore.prototype[method];
  return vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
    this: IDBObjectStore,
    ...args: Parameters<typeof write>
  ) {
    const request = write.apply(this, args);
    const tx = this.transaction as unknown as { _abort(name: string): void; _state: string };
    queueMicrotask(() => {
      if (tx._state !== "finished") tx._abort("QuotaExceededError");
    });
    return request;
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("R2 a full disk", () => {
  test("is told by what browsers say of it", () => {
    const said = (name: string, message = "") => translate(new DOMException(message, name), null);
    expect(said("QuotaExceededError")).toMatchObject({ code: "quota" });
    expect(said("DataError", "Failed to write blobs (IOError)")).toMatchObject({ code: "quota" });
    expect(translate(null, new DOMException("", "QuotaExceededError"))).toMatchObject({
      code: "quota",
    });
    for (const other of [["DataError", "The parameter is not a valid key."], ["AbortError"]]) {
      expect(said(...(other as [string, string?]))).toBeInstanceOf(DOMException);
    }
  });

  test("fails the append with code quota and leaves what is stored valid", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.putSession(aSession("s"));
    for (const seq of [0, 1]) await store.appendTail(aBatch("s", seq, run(2, seq * 10)));

    const add = fillDisk("add");
    expect(await codeOf(store.appendTail(aBatch("s", 2, run(2, 20))))).toBe("quota");
    add.mockRestore();

    expect((await store.getSession("s"))?.counts.events).toBe(4);
    expect(await storedEvents(store, "s")).toHaveLength(4);
    expect(await store.appendTail(aBatch("s", 2, run(2, 20)))).toEqual({ stored: true });
    expect(await store.listMissing("s", "t")).toEqual([]);
    await store.close();
  });

  test("in the middle of sealing leaves the tail as it was", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.putSession(aSession("s"));
    await store.appendTail(aBatch("s", 0, run(3)));
    const tail = await store.readTail("s", "t");

    const put = fillDisk("put");
    expect(await codeOf(store.seal("s", "t", { all: true }))).toBe("quota");
    put.mockRestore();

    expect(await store.readTail("s", "t")).toEqual(tail);
    expect(await store.listSegments("s")).toEqual([]);
    expect(await store.seal("s", "t", { all: true })).toHaveLength(1);
    await store.close();
  });
});

describe("R1 appends that gather", () => {
  async function withHeads(...tabs: string[]) {
    const name = freshName();
    const store = await openIndexedDbStore({ name });
    await store.putSession(aSession("s"));
    for (const tabId of tabs) await store.appendTail(aBatch("s", 0, run(2), { tabId }));
    return { name, store };
  }

  test("go together, each is stored once, and what one of them is wrong with concerns no other", async () => {
    const { store } = await withHeads("t", "u");
    const began = vi.spyOn(IDBDatabase.prototype, "transaction");
    const gathered = [1, 2, 3, 4].flatMap((seq) =>
      ["t", "u"].map((tabId) => store.appendTail(aBatch("s", seq, run(2, seq * 10), { tabId }))),
    );
    expect(await Promise.all(gathered)).toEqual(gathered.map(() => ({ stored: true })));
    // The first found nobody before it.
    expect(began).toHaveBeenCalledTimes(2);
    began.mockRestore();

    const spoilt = { ...aBatch("s", 6, run(2, 60)), json: "[oh" } as ReturnType<typeof aBatch>;
    const mixed = [aBatch("s", 5, run(2, 50)), aBatch("s", 3, run(2, 30)), spoilt].map((batch) =>
      store.appendTail(batch),
    );
    mixed.push(store.appendTail(aBatch("s", 7, run(2, 70))));
    const told = await Promise.allSettled(mixed);
    expect(
      told.map((each) => (each.status === "fulfilled" ? each.value.stored : "failed")),
    ).toEqual([true, false, "failed", true]);
    expect(await store.listMissing("s", "t")).toMatchObject([{ seqs: [6] }]);
    expect((await store.getSession("s"))?.counts.events).toBe(24);
    expect(await store.readTail("s", "u")).toHaveLength(5);
    await store.close();
  });

  test("are stored in order: what its document sent after one that failed fails with it", async () => {
    const { store } = await withHeads("t", "u");
    const { add } = IDBObjectStore.prototype;
    const humming = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(function (
      this: IDBObjectStore,
      value: { batch?: { seq: number; tabId: string } },
      key,
    ) {
      if (value.batch?.seq === 2 && value.batch.tabId === "t") {
        throw new DOMException("The disk hums.", "UnknownError");
      }
      return add.call(this, value, key);
    });
    const append = (seq: number, tabId: string) =>
      store.appendTail(aBatch("s", seq, run(2, seq * 10), { tabId }));
    const all = [1, 2, 3].flatMap((seq) => [append(seq, "t"), append(seq, "u")]);
    const told = (await Promise.allSettled(all)).map(({ status }) => status);
    humming.mockRestore();
    expect(told).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(await Promise.all([append(2, "t"), append(3, "t")])).toEqual([
      { stored: true },
      { stored: true },
    ]);
    expect(await store.listMissing("s", "t")).toEqual([]);
    await store.close();
  });

  test("build on what another handle did to one of their tabs", async () => {
    const { name, store } = await withHeads("t", "u");
    const other = await openIndexedDbStore({ name });
    await other.appendTail(aBatch("s", 1, run(2, 10)));
    await other.seal("s", "u", { all: true });
    const gathered = [1, 2, 3].flatMap((seq) =>
      ["u", "t"].map((tabId) => store.appendTail(aBatch("s", seq, run(2, seq * 10), { tabId }))),
    );
    const stored = (await Promise.all(gathered)).map((each) => each.stored);
    expect(stored).toEqual([true, false, true, true, true, true]);
    expect((await store.getSession("s"))?.counts.events).toBe(16);
    await Promise.all([store.close(), other.close()]);
  });

  test("fail each by itself on a full disk, and can be tried again", async () => {
    const { store } = await withHeads("t");
    const add = fillDisk("add");
    const append = (seq: number) => store.appendTail(aBatch("s", seq, run(2, seq * 10)));
    expect(await Promise.all([1, 2, 3].map((seq) => codeOf(append(seq))))).toEqual([
      "quota",
      "quota",
      "quota",
    ]);
    add.mockRestore();
    await Promise.all([1, 2, 3].map(append));
    expect((await store.getSession("s"))?.counts.events).toBe(8);
    await store.close();
  });
});

describe("remembered state", () => {
  test("gives way to what other handles did between two appends", async () => {
    const name = freshName();
    const mine = await openIndexedDbStore({ name });
    const other = await openIndexedDbStore({ name });
    await mine.putSession(aSession("s"));
    const append = async (seq: number) =>
      (await mine.appendTail(aBatch("s", seq, run(2, seq * 10)))).stored;

    expect([await append(0), await append(1)]).toEqual([true, true]);
    await other.appendTail(aBatch("s", 2, run(2, 20)));
    expect([await append(2), await append(3)]).toEqual([false, true]);
    await other.seal("s", "t", { all: true });
    expect([await append(3), await append(4)]).toEqual([false, true]);
    await other.patchSession("s", aPatch({ title: "Renamed" }));
    expect(await append(5)).toBe(true);
    await other.listSessions();
    expect(await append(6)).toBe(true);
    expect((await mine.getSession("s"))?.counts.events).toBe(14);
    expect(await storedEvents(other, "s")).toHaveLength(14);

    await other.deleteTab("s", "t");
    expect(await append(0)).toBe(true);
    expect((await other.getSession("s"))?.counts.events).toBe(2);
    await other.deleteSession("s");
    expect(await codeOf(mine.appendTail(aBatch("s", 1, run(1, 10))))).toBe("deleted");
    await Promise.all([mine.close(), other.close()]);
  });

  test("knows batches of documents that came long before", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.putSession(aSession("s"));
    const documents = Array.from({ length: 30 }, (_, i) => `doc-${String(i).padStart(2, "0")}`);
    for (const producer of documents) {
      for (const seq of [0, 2]) await store.appendTail(aBatch("s", seq, run(1, seq), { producer }));
    }
    for (const producer of documents) {
      const again = aBatch("s", 2, run(1, 2), { producer });
      expect(await store.appendTail(again)).toEqual({ stored: false });
    }
    const gaps = documents.map((producer) => ({ producer, seqs: [1] }));
    expect(await store.listMissing("s", "t")).toMatchObject(gaps);
    await store.seal("s", "t", { all: true });
    expect(await store.listMissing("s", "t")).toMatchObject(gaps);
    expect((await store.getSession("s"))?.counts.events).toBe(60);
    await store.close();
  });

  test("is not of what a failed append would have left", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.putSession(aSession("s"));
    await store.appendTail(aBatch("s", 0, run(1)));
    const outcomes = await Promise.allSettled([
      store.appendTail(aBatch("s", 1, run(1, 1))),
      store.appendTail(aBatch("s", 2, run(2, 2), { eventCount: 9 })),
      store.appendTail(aBatch("s", 3, run(1, 3))),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect((await store.getSession("s"))?.counts.events).toBe(3);
    expect(await store.listMissing("s", "t")).toMatchObject([{ producer: "p", seqs: [2] }]);
    await store.close();
  });
});

function makeSignal() {
  let resolve = () => {};
  const promise = new Promise<void>((fire) => {
    resolve = fire;
  });
  return { promise, resolve };
}

/** Holds a seal between reading the tail and writing segments, for as long as `meanwhile` takes. */
async function whileSealing<T>(sealing: () => Promise<T>, meanwhile: () => Promise<void>) {
  const digest = crypto.subtle.digest.bind(crypto.subtle);
  const reached = makeSignal();
  const goOn = makeSignal();
  const hold = vi.spyOn(crypto.subtle, "digest").mockImplementation(async (...args) => {
    reached.resolve();
    await goOn.promise;
    return digest(...args);
  });
  const sealed = sealing();
  await reached.promise;
  await meanwhile();
  hold.mockRestore();
  goOn.resolve();
  return sealed;
}

/** The stores of version 1 with all that is in `from`. */
async function copyAsVersion1(from: string, to: string): Promise<void> {
  const source = await openDB(from);
  const names = [...source.objectStoreNames].filter((name) => name !== "sizes");
  const target = await openDB(to, 1, {
    upgrade(db) {
      for (const name of names) {
        const { keyPath } = source.transaction(name).store;
        const made = db.createObjectStore(name, { keyPath });
        for (const index of source.transaction(name).store.indexNames) {
          made.createIndex(index, source.transaction(name).store.index(index).keyPath);
        }
      }
    },
  });
  for (const name of names) {
    const keys = await source.getAllKeys(name);
    for (const key of keys) {
      const inLine = target.transaction(name).store.keyPath !== null;
      await target.put(name, await source.get(name, key), inLine ? undefined : key);
    }
  }
  source.close();
  target.close();
}

describe("sealing", () => {
  test("plans again when the tab was deleted and recorded anew meanwhile", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.putSession(aSession("s"));
    await store.appendTail(aBatch("s", 0, run(4, 0, "old")));
    await whileSealing(
      () => store.seal("s", "t", { all: true }),
      async () => {
        await store.deleteTab("s", "t");
        await store.appendTail(aBatch("s", 0, run(2, 0, "anew")));
      },
    );
    expect(await store.listSegments("s")).toHaveLength(1);
    expect(marksOf(await storedEvents(store, "s"))).toEqual(["anew0", "anew1"]);
    await store.close();
  });

  test("leaves to the next time what comes meanwhile", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.putSession(aSession("s"));
    await store.appendTail(aBatch("s", 0, run(4)));
    const sealed = await whileSealing(
      () => store.seal("s", "t", { all: true }),
      async () => {
        await store.appendTail(aBatch("s", 1, run(2, 10)));
      },
    );
    expect(sealed.map((info) => info.eventCount)).toEqual([4]);
    expect((await store.readTail("s", "t")).map((batch) => batch.seq)).toEqual([1]);
    expect((await store.getSession("s"))?.counts.events).toBe(6);
    await store.close();
  });

  test("R1 that never comes to its end has changed nothing", async () => {
    const name = freshName();
    const killed = await openIndexedDbStore({ name });
    await killed.putSession(aSession("s"));
    await killed.appendTail(aBatch("s", 0, run(4)));
    const outcome = await whileSealing(
      () => codeOf(killed.seal("s", "t", { all: true })),
      () => killed.close(),
    );
    expect(Array.isArray(outcome)).toBe(false);
    const next = await openIndexedDbStore({ name });
    expect(await next.listSegments("s")).toEqual([]);
    expect(await storedEvents(next, "s")).toHaveLength(4);
    expect(await next.seal("s", "t", { all: true })).toHaveLength(1);
    await next.close();
  });
});

describe("R7 damage", () => {
  test("of a record without sort values is found and named once", async () => {
    const name = freshName();
    const store = await openIndexedDbStore({ name });
    for (const id of ["a", "b", "c"]) await store.putSession(aSession(id));
    const db = await openDB(name);
    await db.put("sessions", { id: "b" });
    db.close();
    const { ids, damaged } = await listAll(store, { limit: 1 });
    expect(ids).toEqual(["c", "a"]);
    expect(damaged).toEqual(["b"]);
    await store.close();
  });

  test("of one unsealed batch leaves the others readable and sealable", async () => {
    const noise = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const name = freshName();
    const store = await openIndexedDbStore({ name });
    await store.putSession(aSession("s"));
    for (const seq of [0, 1, 2]) await store.appendTail(aBatch("s", seq, eventsAt([seq])));
    const db = await openDB(name);
    const record = (await db.get("tail", ["s", "t", 1])) as object;
    await db.put("tail", { ...record, batch: { json: 7 } }, ["s", "t", 1]);
    db.close();
    expect((await store.readTail("s", "t")).map((batch) => batch.seq)).toEqual([0, 2]);
    const sealed = await store.seal("s", "t", { all: true });
    expect(sealed.map((info) => info.eventCount)).toEqual([2]);
    expect(noise).toHaveBeenCalled();
    await store.close();
  });

  test("of a segment costs that segment only", async () => {
    const noise = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const name = freshName();
    const store = await openIndexedDbStore({ name });
    await store.putSession(aSession("s"));
    for (const seq of [0, 1]) {
      await store.appendTail(aBatch("s", seq, eventsAt([seq])));
      await store.seal("s", "t", { all: true });
    }
    const db = await openDB(name);
    await db.put("segments", { sessionId: "s", index: "zero" }, ["s", "t", 0]);
    db.close();
    expect((await store.listSegments("s")).map((info) => info.index)).toEqual([1]);
    expect(await codeOf(store.getSegment("s", "t", 0))).toBe("damaged");
    expect((await store.getSegment("s", "t", 1))?.eventCount).toBe(1);
    expect(noise).toHaveBeenCalled();
    await store.close();
  });
});

describe("the database", () => {
  test("of version 1 opens, and what it holds is measured", async () => {
    const name = freshName();
    const now = await openIndexedDbStore({ name });
    await now.putSession(aSession("s"));
    await now.appendTail(aBatch("s", 0, run(50)));
    await now.seal("s", "t", { all: true });
    await now.putDerived({ sessionId: "s", kind: "facts" }, new Uint8Array(30));
    await now.putBlob("s", clean(new Uint8Array(7)));
    const bytes = await now.storedBytes("s");
    await now.close();
    const old = freshName();
    await copyAsVersion1(name, old);

    const store = await openIndexedDbStore({ name: old });
    expect(bytes).toBeGreaterThan(37);
    expect(await store.storedBytes("s")).toBe(bytes);
    expect(await storedEvents(store, "s")).toHaveLength(50);
    await store.close();
  });

  test("of a newer Waymark is refused with a sentence that says so", async () => {
    const name = freshName();
    (await openDB(name, 99)).close();
    expect(await codeOf(openIndexedDbStore({ name }))).toBe("from-the-future");
  });

  test("is let go when a newer version wants to upgrade it", async () => {
    const name = freshName();
    const store = await openIndexedDbStore({ name });
    await store.putSession(aSession("s"));
    const newer = await openDB(name, 99);
    expect(await codeOf(store.getSession("s"))).toBe("from-the-future");
    newer.close();
    await deleteDB(name);
  });

  test("can no longer be used after close", async () => {
    const store = await openIndexedDbStore({ name: freshName() });
    await store.close();
    expect(await codeOf(store.listSessions())).toBe("not-allowed");
  });
});
