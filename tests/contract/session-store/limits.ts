import { expect } from "vitest";
import type { SessionStore, StoreLimits } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import { aBatch, aSegment, aSession, clean, listAll, refuses, run, T0, utf8 } from "./samples.ts";

/** a to e, a minute apart, oldest first, each of 100 bytes. */
async function fill(store: SessionStore): Promise<void> {
  for (const [i, id] of ["c", "e", "a", "d", "b"].entries()) {
    const age = id.charCodeAt(0) - 97;
    await store.putSession(
      aSession(id, { startedAt: T0 + age * 60_000, counts: { bytes: 100, events: i } }),
    );
  }
}

const left = async (store: SessionStore) => (await listAll(store, { descending: false })).ids;

export function limits({ group, it }: Suite): void {
  group("limits", () => {
    const now = T0 + 10 * 60_000;
    const cases: readonly (readonly [string, StoreLimits, readonly string[]])[] = [
      ["without limits", {}, []],
      ["by number", { maxSessions: 3 }, ["a", "b"]],
      ["by number, down to none", { maxSessions: 0 }, ["a", "b", "c", "d", "e"]],
      ["by bytes", { maxBytes: 250 }, ["a", "b", "c"]],
      ["by bytes, exactly full", { maxBytes: 500 }, []],
      ["by age", { maxAgeMs: 8 * 60_000 }, ["a", "b"]],
      [
        "by the strictest of several",
        { maxSessions: 4, maxBytes: 199, maxAgeMs: 9 * 60_000 },
        ["a", "b", "c", "d"],
      ],
    ];
    for (const [what, limit, gone] of cases) {
      it(`evicts the oldest ${what}`, ["limits"], async (store) => {
        await fill(store);
        expect(await store.enforceLimits(limit, now)).toEqual(gone);
        expect(await left(store)).toEqual(
          ["a", "b", "c", "d", "e"].filter((id) => !gone.includes(id)),
        );
        expect(await store.enforceLimits(limit, now)).toEqual([]);
      });
    }

    it(
      "never evicts what is being recorded, is paused, or is to be kept",
      ["limits"],
      async (store) => {
        await fill(store);
        await store.putSession(
          aSession("a", { state: "recording", startedAt: T0, counts: { bytes: 100 } }),
        );
        await store.putSession(
          aSession("b", { state: "paused", startedAt: T0 + 60_000, counts: { bytes: 100 } }),
        );
        expect(
          await store.enforceLimits({ maxBytes: 0, maxAgeMs: 0, maxSessions: 0 }, now, [
            "d",
            "nobody",
          ]),
        ).toEqual(["c", "e"]);
        expect(await left(store)).toEqual(["a", "b", "d"]);
      },
    );

    it("counts the bytes that batches have added", ["limits", "tail"], async (store) => {
      await fill(store);
      await store.appendTail(aBatch("e", 0, run(20)));
      const { bytes = 0 } = (await store.getSession("e"))?.counts ?? {};
      expect(await store.enforceLimits({ maxBytes: bytes + 100 }, now)).toEqual(["a", "b", "c"]);
    });

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
      }
      await refuses("invalid-input", store.enforceLimits({ maxAgeMs: 1 }, Number.NaN));
      expect(await left(store)).toHaveLength(5);
    });
  });
}
