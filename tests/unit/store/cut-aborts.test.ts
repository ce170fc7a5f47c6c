import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openIndexedDbStore } from "../../../src/store/indexeddb/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { aBatch, aSegment, aSession, run, utf8 } from "../../contract/session-store/samples.ts";

let store: SessionStore;
const key = { sessionId: "s", tabId: "t", segmentIndex: 2, kind: "keyframe" };

beforeEach(async () => {
  store = await openIndexedDbStore({ name: `cut-${crypto.randomUUID()}` });
  await store.putSession(aSession("s"));
  for (const i of [0, 1, 2]) {
    await store.appendTail(aBatch("s", i, run(4, i * 10)));
    await store.seal("s", "t", { all: true });
  }
  await store.putDerived(key, utf8("x"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
});

async function state(): Promise<unknown> {
  return [
    await store.listSegments("s"),
    await store.getSession("s"),
    await store.storedBytes("s"),
    await store.getDerived(key),
    await Promise.all([0, 1, 2].map((index) => store.getSegment("s", "t", index))),
  ];
}

it.each(["segments", "packed", "sizes", "sessions"])(
  "R1 R2 a cut that fails as it writes its %s leaves everything as it was",
  async (name) => {
    const before = await state();
    const put = IDBObjectStore.prototype.put;
    let failed = 0;
    // Taken, and then the whole transaction is rolled back, as on a full disk.
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...given: Parameters<typeof put>
    ) {
      const request = put.apply(this, given);
      if (this.name !== name) return request;
      failed++;
      const tx = this.transaction as unknown as { _abort(name: string): void };
      queueMicrotask(() => tx._abort("QuotaExceededError"));
      return request;
    });
    const base = await aSegment("s", 1, run(1, 13, "base"), { rev: 1 });
    await expect(store.cutLeading(base)).rejects.toMatchObject({ code: "quota" });
    expect(failed).toBe(1);
    vi.restoreAllMocks();
    expect(await state()).toEqual(before);
    expect(await store.cutLeading(base)).toBe("stored");
    expect((await store.listSegments("s")).map(({ index }) => index)).toEqual([1, 2]);
  },
);
