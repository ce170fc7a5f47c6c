import { expect } from "vitest";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import {
  aBatch,
  aSegment,
  aSession,
  eventsOfSegment,
  marksOf,
  refuses,
  run,
  T0,
  utf8,
} from "./samples.ts";

/** Three sealed segments of four events each in tab `t`, one in tab `u`, and a tail of two events. */
async function fill(store: SessionStore): Promise<void> {
  await store.putSession(aSession("s", { state: "recording" }));
  for (const i of [0, 1, 2]) {
    await store.appendTail(aBatch("s", i, run(4, i * 10, `${i}-`), { adds: { clicks: 1 } }));
    await store.seal("s", "t", { all: true });
  }
  await store.appendTail(aBatch("s", 0, run(4), { tabId: "u" }));
  await store.seal("s", "u", { all: true });
  await store.appendTail(aBatch("s", 3, run(2, 30, "tail")));
}

const baseAt = (index: number, over = {}) =>
  aSegment("s", index, run(1, index * 10 + 3, "base"), { rev: 1, ...over });

const indices = async (store: SessionStore, tabId: string) =>
  (await store.listSegments("s", tabId)).map(({ index }) => index);

export function cutting({ group, it, itWithTwo }: Suite): void {
  group("cutting the beginning off", () => {
    it("puts the base in the place of what goes and leaves the rest", ["tail"], async (store) => {
      await fill(store);
      const [, , last] = await store.listSegments("s", "t");
      const base = await baseAt(1);
      expect(await store.cutLeading(base)).toBe("stored");
      const { gzip: _, ...info } = base;
      expect(await store.listSegments("s", "t")).toEqual([info, last]);
      expect(await store.getSegment("s", "t", 0)).toBeNull();
      expect(marksOf(await eventsOfSegment(store, "s", "t", 1))).toEqual(["base0"]);
      expect(await indices(store, "u")).toEqual([0]);
      expect((await store.readTail("s", "t")).map(({ eventCount }) => eventCount)).toEqual([2]);
    });

    it("counts what is then there, and goes on from it", ["tail"], async (store) => {
      await fill(store);
      const base = await baseAt(1);
      await store.cutLeading(base);
      const segments = await store.listSegments("s");
      const sealed = segments.reduce((sum, { bytes }) => sum + bytes, 0);
      const tail = JSON.stringify(run(2, 30, "tail")).length;
      const after = await store.getSession("s");
      expect(after?.counts).toMatchObject({
        events: 1 + 4 + 4 + 2,
        bytes: sealed + tail,
        clicks: 3,
      });
      await store.appendTail(aBatch("s", 4, run(3, 40)));
      expect((await store.getSession("s"))?.counts.events).toBe(14);
      const made = await store.seal("s", "t", { all: true });
      expect(made.map(({ index }) => index)).toEqual([3]);
    });

    it("does not take again what was evicted and is sent once more", ["tail"], async (store) => {
      await fill(store);
      await store.cutLeading(await baseAt(1));
      expect(await store.appendTail(aBatch("s", 0, run(4, 0, "0-")))).toEqual({ stored: false });
      expect(await store.appendTail(aBatch("s", 3, run(2, 30, "tail")))).toEqual({ stored: false });
      expect((await store.getSession("s"))?.counts.events).toBe(11);
    });

    it(
      "R3 takes the same base again as unchanged, and ignores an older one",
      ["tail"],
      async (store) => {
        await fill(store);
        const base = await baseAt(1, { rev: 2 });
        expect(await store.cutLeading(base)).toBe("stored");
        const before = await store.getSession("s");
        expect(await store.cutLeading(base)).toBe("unchanged");
        expect(await store.cutLeading(await baseAt(1))).toBe("older");
        expect(await store.getSession("s")).toEqual(before);
        // A base can itself be cut off.
        expect(await store.cutLeading(await baseAt(2))).toBe("stored");
        expect(await indices(store, "t")).toEqual([2]);
      },
    );

    it(
      "R4 refuses a base that has no place, or does not hold what it says",
      ["tail"],
      async (store) => {
        await fill(store);
        const before = await store.listSegments("s");
        await refuses("conflict", store.cutLeading(await baseAt(3)));
        await refuses("conflict", store.cutLeading(await baseAt(0, { tabId: "nobody" })));
        await refuses("conflict", store.cutLeading(await baseAt(1, { rev: 0 })));
        await refuses("invalid-input", store.cutLeading(await baseAt(1, { eventCount: 2 })));
        await refuses("not-found", store.cutLeading(await baseAt(1, { sessionId: "none" })));
        await store.deleteSession("s");
        await refuses("deleted", store.cutLeading(await baseAt(1)));
        expect(before).toHaveLength(4);
      },
    );

    it(
      "drops what was derived from the tab and from the session",
      ["tail", "derived"],
      async (store) => {
        await fill(store);
        const at = (tabId: string, segmentIndex: number) => ({
          sessionId: "s",
          tabId,
          segmentIndex,
          kind: "keyframe",
        });
        const keys = [
          at("t", 1),
          at("t", 2),
          at("t", 3),
          at("u", 0),
          { sessionId: "s", kind: "facts" },
        ];
        for (const key of keys) await store.putDerived(key, utf8("x"));
        await store.cutLeading(await baseAt(1));
        const left = await Promise.all(keys.map((key) => store.getDerived(key)));
        expect(left).toEqual([null, null, null, utf8("x"), null]);
      },
    );

    it("frees the room that the beginning took", ["tail", "limits"], async (store) => {
      await fill(store);
      const base = await baseAt(2);
      await store.cutLeading(base);
      const other = await store.getSegment("s", "u", 0);
      const tail = JSON.stringify(run(2, 30, "tail")).length;
      expect(await store.storedBytes("s")).toBe(base.gzip.length + other!.gzip.length + tail);
    });

    itWithTwo(
      "R1 cuts beside a writer and a sealer, and loses neither",
      ["tail"],
      async (one, two) => {
        await fill(one);
        const base = await baseAt(1);
        const writes = Array.from({ length: 6 }, (_, i) =>
          two.appendTail(aBatch("s", 10 + i, run(1, 50 + i, "late"))),
        );
        await Promise.all([...writes, one.cutLeading(base), two.seal("s", "t", { all: true })]);
        await two.seal("s", "t", { all: true });
        const marks: unknown[] = [];
        for (const index of await indices(two, "t"))
          marks.push(...marksOf(await eventsOfSegment(two, "s", "t", index)));
        expect(marks.filter((mark) => String(mark).startsWith("late"))).toHaveLength(6);
        expect(marks.filter((mark) => String(mark).startsWith("base"))).toHaveLength(1);
        expect((await two.getSession("s"))?.counts.events).toBe(marks.length + 4);
        expect((await one.listSegments("s", "t"))[0]?.firstEventAt).toBe(T0 + 13);
      },
    );
  });
}
