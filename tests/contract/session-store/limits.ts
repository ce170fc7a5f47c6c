import { expect } from "vitest";
import type { SessionStore, StoreLimits } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import {
  aBatch,
  aPatch,
  aSegment,
  aSession,
  clean,
  listAll,
  refuses,
  run,
  T0,
  utf8,
} from "./samples.ts";

const IDS = ["a", "b", "c", "d", "e"];

/** a to e, a minute apart, oldest first, each of the same size, which is returned. */
async function fill(store: SessionStore): Promise<number> {
  for (const id of ["c", "e", "a", "d", "b"]) {
    const startedAt = T0 + IDS.indexOf(id) * 60_000;
    await store.putSession(aSession(id, { startedAt }));
    await store.putSegment(await aSegment(id, 0, run(20)));
  }
  return store.storedBytes("a");
}

const left = async (store: SessionStore) => (await listAll(store, { descending: false })).ids;

export function limits({ group, it, itWithTwo }: Suite): void {
  group("limits", () => {
    const now = T0 + 10 * 60_000;
    /** `maxBytes` in sizes of one session. */
    const cases: readonly (readonly [string, StoreLimits, readonly string[]])[] = [
      ["without limits", {}, []],
      ["by number", { maxSessions: 3 }, ["a", "b"]],
      ["by number, down to none", { maxSessions: 0 }, ["a", "b", "c", "d", "e"]],
      ["by bytes", { maxBytes: 2.5 }, ["a", "b", "c"]],
      ["by bytes, exactly full", { maxBytes: 5 }, []],
      ["by age", { maxAgeMs: 8 * 60_000 }, ["a", "b"]],
      [
        "by the strictest of several",
        { maxSessions: 4, maxBytes: 1.99, maxAgeMs: 9 * 60_000 },
        ["a", "b", "c", "d"],
      ],
    ];
    for (const [what, limit, gone] of cases) {
      it(`evicts the oldest ${what}, and says so before`, ["limits"], async (store) => {
        const size = await fill(store);
        const { maxBytes, ...rest } = limit;
        const inBytes = { ...rest, ...(maxBytes !== undefined && { maxBytes: maxBytes * size }) };
        expect(await store.previewLimits(inBytes, now)).toEqual({
          evicted: gone.map((id) => ({
            id,
            title: `Session ${id}`,
            startedAt: T0 + IDS.indexOf(id) * 60_000,
            storedBytes: size,
          })),
          sessions: 5,
          pinned: 0,
          storedBytes: 5 * size,
        });
        expect(await left(store)).toEqual(IDS);
        expect(await store.enforceLimits(inBytes, now)).toEqual(gone);
        expect(await left(store)).toEqual(IDS.filter((id) => !gone.includes(id)));
        expect(await store.enforceLimits(inBytes, now)).toEqual([]);
      });
    }

    it("never evicts what is pinned, which counts all the same", ["limits"], async (store) => {
      const size = await fill(store);
      await store.patchSession("a", aPatch({ pinned: true }));
      await store.patchSession("c", aPatch({ pinned: true }));
      const limit = { maxBytes: 3 * size };
      const preview = await store.previewLimits(limit, now);
      expect(preview).toMatchObject({ sessions: 5, pinned: 2, storedBytes: 5 * size });
      expect(preview.evicted.map(({ id }) => id)).toEqual(["b", "d"]);
      expect(await store.enforceLimits(limit, now)).toEqual(["b", "d"]);
      expect(await store.enforceLimits({ maxSessions: 0, maxAgeMs: 0 }, now)).toEqual(["e"]);
      await store.patchSession("a", aPatch({ pinned: false }));
      expect(await store.enforceLimits({ maxAgeMs: 0 }, now)).toEqual(["a"]);
      expect(await left(store)).toEqual(["c"]);
    });

    itWithTwo("sees a pin that another handle has set", ["limits"], async (first, second) => {
      await fill(first);
      await second.patchSession("a", aPatch({ pinned: true }));
      expect(await first.enforceLimits({ maxSessions: 4 }, now)).toEqual(["b"]);
    });

    it(
      "never evicts what is being recorded, is paused, or is to be kept",
      ["limits"],
      async (store) => {
        await fill(store);
        await store.putSession(aSession("a", { state: "recording", startedAt: T0 }));
        await store.putSession(aSession("b", { state: "paused", startedAt: T0 + 60_000 }));
        expect(
          await store.enforceLimits({ maxBytes: 0, maxAgeMs: 0, maxSessions: 0 }, now, [
            "d",
            "nobody",
          ]),
        ).toEqual(["c", "e"]);
        expect(await left(store)).toEqual(["a", "b", "d"]);
      },
    );

    it("counts the bytes of unsealed batches", ["limits", "tail"], async (store) => {
      const size = await fill(store);
      const batch = aBatch("e", 0, run(20));
      await store.appendTail(batch);
      const bytes = size + utf8(batch.json).length;
      expect(await store.storedBytes("e")).toBe(bytes);
      expect(await store.enforceLimits({ maxBytes: bytes + size }, now)).toEqual(["a", "b", "c"]);
    });

    it("knows what a session takes as it is stored: packed", ["limits", "tail"], async (store) => {
      expect(await store.storedBytes("nobody")).toBe(0);
      await store.putSession(aSession("s"));
      await store.putSession(aSession("other"));
      await store.putSegment(await aSegment("other", 0, run(3)));
      expect(await store.storedBytes("s")).toBe(0);
      for (const seq of [0, 1]) await store.appendTail(aBatch("s", seq, run(200, seq * 200)));
      const raw = await store.storedBytes("s");
      const [sealed] = await store.seal("s", "t", { all: true });
      const packed = (await store.getSegment("s", "t", 0))?.gzip.length ?? 0;
      expect(await store.storedBytes("s")).toBe(packed);
      expect(packed).toBeLessThan(raw / 4);

      const next = await aSegment("s", 0, run(7), { rev: (sealed?.rev ?? 0) + 1 });
      await store.putSegment(next);
      expect(await store.storedBytes("s")).toBe(next.gzip.length);
      await store.putSegment(await aSegment("s", 0, run(9, 50), { tabId: "u" }));
      await store.deleteTab("s", "t");
      const other = (await store.getSegment("s", "u", 0))?.gzip.length;
      expect(await store.storedBytes("s")).toBe(other);
      await store.deleteSession("s");
      expect(await store.storedBytes("s")).toBe(0);
    });

    it(
      "counts derived data and blobs as long as they are there",
      ["limits", "derived", "blobs"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.putSegment(await aSegment("s", 0, run(2)));
        await store.putSegment(await aSegment("s", 1, run(2, 10)));
        const packed = await store.storedBytes("s");
        const keyframe = { sessionId: "s", tabId: "t", kind: "keyframe" };
        await store.putDerived({ ...keyframe, segmentIndex: 0 }, utf8("four"));
        await store.putDerived({ ...keyframe, segmentIndex: 1 }, utf8("eightyyy"));
        await store.putDerived({ sessionId: "s", kind: "facts" }, utf8("x"));
        await store.putDerived({ sessionId: "s", kind: "facts" }, utf8("xx"));
        await store.putBlob("s", clean(utf8("blob!")));
        expect(await store.storedBytes("s")).toBe(packed + 4 + 8 + 2 + 5);
        const again = await aSegment("s", 1, run(2, 10), { rev: 1 });
        await store.putSegment(again);
        expect(await store.storedBytes("s")).toBe(packed + 4 + 5);
        await store.dropDerived("s");
        expect(await store.storedBytes("s")).toBe(packed + 5);
      },
    );

    it(
      "takes all that belongs to a session, leaves no tombstone, and lets it come back",
      ["limits"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.putSegment(await aSegment("s", 0, run(2)));
        if (store.lacks.derived === undefined)
          await store.putDerived({ sessionId: "s", kind: "facts" }, utf8("x"));
        const blob =
          store.lacks.blobs === undefined ? await store.putBlob("s", clean(utf8("b"))) : null;
        expect(await store.enforceLimits({ maxSessions: 0 }, now)).toEqual(["s"]);
        expect(await store.listSegments("s")).toEqual([]);
        if (blob) expect(await store.getBlob(blob)).toBeNull();
        expect(await store.listDeleted()).toEqual([]);
        await store.putSession(aSession("s"));
        expect(await store.listSegments("s")).toEqual([]);
        expect(await store.putSegment(await aSegment("s", 0, run(3)))).toBe("stored");
      },
    );

    it("R4 refuses limits that make no sense and evicts nothing", ["limits"], async (store) => {
      await fill(store);
      for (const limit of [
        { maxSessions: -1 },
        { maxBytes: Number.NaN },
        { maxAgeMs: "1d" },
        { max: 1 },
      ]) {
        await refuses("invalid-input", store.enforceLimits(limit as StoreLimits, now));
        await refuses("invalid-input", store.previewLimits(limit as StoreLimits, now));
      }
      await refuses("invalid-input", store.enforceLimits({ maxAgeMs: 1 }, Number.NaN));
      expect(await left(store)).toHaveLength(5);
    });
  });
}
