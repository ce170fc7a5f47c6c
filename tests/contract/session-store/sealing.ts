import { expect } from "vitest";
import { SEGMENT_BYTES, SEGMENT_EVENTS } from "../../../src/format/segment-limits.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import {
  aBatch,
  aPatch,
  aSession,
  aSegment,
  eventsAt,
  eventsOfSegment,
  gunzip,
  marksOf,
  refuses,
  run,
  sha256,
  storedEvents,
  T0,
  utf8,
} from "./samples.ts";

async function appendRun(
  store: SessionStore,
  count: number,
  from = 0,
  seq = 0,
  producer = "p",
): Promise<void> {
  const size = 1_000;
  for (let at = 0; at < count; at += size) {
    const events = run(Math.min(size, count - at), from + at);
    await store.appendTail(aBatch("s", seq++, events, { producer }));
  }
}

export function sealing({ group, it, itWithTwo }: Suite): void {
  group("sealing", () => {
    it("turns the whole tail into segments that say what they hold", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const events = eventsAt([0, 3, 9], "Größe");
      await store.appendTail(aBatch("s", 0, events));
      const sealed = await store.seal("s", "t", { all: true });
      const raw = utf8(JSON.stringify(events));
      expect(sealed).toEqual([
        {
          sessionId: "s",
          tabId: "t",
          index: 0,
          rev: 0,
          firstEventAt: T0,
          lastEventAt: T0 + 9,
          eventCount: 3,
          bytes: raw.length,
          sha256: await sha256(raw),
        },
      ]);
      expect(await store.listSegments("s", "t")).toEqual(sealed);
      const segment = await store.getSegment("s", "t", 0);
      expect(segment).toMatchObject(sealed[0] ?? {});
      expect(JSON.parse(await gunzip(segment?.gzip ?? new Uint8Array()))).toEqual(events);
      expect(await store.readTail("s", "t")).toEqual([]);
      expect(await store.listTails("s")).toEqual([]);
    });

    it("leaves a tail alone that does not fill a segment", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await store.appendTail(aBatch("s", 0, run(10)));
      expect(await store.seal("s", "t")).toEqual([]);
      expect(await store.readTail("s", "t")).toHaveLength(1);
    });

    it("seals full segments and keeps the rest, down to the event", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await appendRun(store, SEGMENT_EVENTS * 2 + 1_500);
      const sealed = await store.seal("s", "t");
      expect(sealed.map((info) => [info.index, info.eventCount])).toEqual([
        [0, SEGMENT_EVENTS],
        [1, SEGMENT_EVENTS],
      ]);
      const rest = await store.readTail("s", "t");
      expect(rest.reduce((sum, batch) => sum + batch.eventCount, 0)).toBe(1_500);
      expect(await storedEvents(store, "s")).toEqual(
        run(SEGMENT_EVENTS * 2 + 1_500).map((event, i) => ({
          ...event,
          data: { source: 1, mark: String(i % 1_000) },
        })),
      );
      expect((await store.getSession("s"))?.counts.events).toBe(SEGMENT_EVENTS * 2 + 1_500);
    });

    it("cuts within a batch, and the rest still counts as come", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const events = run(SEGMENT_EVENTS + 7);
      await store.appendTail(aBatch("s", 0, events, { adds: { clicks: 1 }, hits: { input: 1 } }));
      expect(await store.seal("s", "t")).toHaveLength(1);
      const [rest] = await store.readTail("s", "t");
      expect(rest).toMatchObject({
        producer: "p",
        seq: 0,
        eventCount: 7,
        firstEventAt: T0 + SEGMENT_EVENTS,
        lastEventAt: T0 + SEGMENT_EVENTS + 6,
      });
      expect(JSON.parse(rest?.json ?? "")).toEqual(events.slice(SEGMENT_EVENTS));
      expect(await store.appendTail(aBatch("s", 0, events))).toEqual({ stored: false });
      await store.seal("s", "t", { all: true });
      expect(await storedEvents(store, "s")).toEqual(events);
      const session = await store.getSession("s");
      expect(session?.counts).toMatchObject({ events: SEGMENT_EVENTS + 7, clicks: 1 });
      expect(session?.privacy.hits).toEqual({ input: 1 });
    });

    it("cuts by size as well", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const pad = "x".repeat(10_000);
      const events = run(250).map((event) => ({ ...event, data: { pad } }));
      for (let i = 0; i < 250; i += 50)
        await store.appendTail(aBatch("s", i, events.slice(i, i + 50)));
      const sealed = await store.seal("s", "t");
      expect(sealed).toHaveLength(2);
      for (const info of sealed) {
        expect(info.bytes).toBeLessThanOrEqual(SEGMENT_BYTES);
        expect(info.bytes).toBeGreaterThan(SEGMENT_BYTES * 0.95);
      }
      expect(await storedEvents(store, "s")).toHaveLength(250);
    });

    it("makes a bigger segment of one huge snapshot", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const huge = { type: 2, data: { node: "n".repeat(SEGMENT_BYTES * 2) }, timestamp: T0 + 1 };
      await store.appendTail(aBatch("s", 0, [...eventsAt([0]), huge, ...eventsAt([2, 3])]));
      const sealed = await store.seal("s", "t", { all: true });
      expect(sealed.reduce((sum, info) => sum + info.eventCount, 0)).toBe(4);
      expect(Math.max(...sealed.map((info) => info.bytes))).toBeGreaterThan(SEGMENT_BYTES * 2);
      expect((await storedEvents(store, "s")).map((event) => event.timestamp - T0)).toEqual([
        0, 1, 2, 3,
      ]);
    });

    it("cuts only where the time rises", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const same = SEGMENT_EVENTS + 500;
      const times = [...Array<number>(same).fill(10), 11, 12];
      await store.appendTail(aBatch("s", 0, eventsAt(times)));
      const sealed = await store.seal("s", "t");
      expect(sealed.map((info) => [info.eventCount, info.firstEventAt, info.lastEventAt])).toEqual([
        [same, T0 + 10, T0 + 10],
      ]);
      expect((await store.readTail("s", "t")).map((batch) => batch.eventCount)).toEqual([2]);
    });

    it(
      "puts events of several producers in time order, equal times as they came",
      ["tail"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.appendTail(aBatch("s", 0, eventsAt([0, 10, 10, 30], "p"), { producer: "p" }));
        await store.appendTail(aBatch("s", 0, eventsAt([5, 10, 40], "q"), { producer: "q" }));
        await store.appendTail(aBatch("s", 1, eventsAt([30, 20], "late"), { producer: "p" }));
        await store.seal("s", "t", { all: true });
        expect(marksOf(await eventsOfSegment(store, "s", "t", 0))).toEqual([
          "p0",
          "q0",
          "p1",
          "p2",
          "q1",
          "late1",
          "p3",
          "late0",
          "q2",
        ]);
      },
    );

    it(
      "goes on numbering, and takes events that come late into the next segment",
      ["tail"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.appendTail(aBatch("s", 1, eventsAt([100, 110])));
        await store.seal("s", "t", { all: true });
        await store.appendTail(aBatch("s", 0, eventsAt([50, 60])));
        const sealed = await store.seal("s", "t", { all: true });
        expect(sealed.map((info) => [info.index, info.firstEventAt])).toEqual([[1, T0 + 50]]);
        expect(await store.listSegments("s")).toHaveLength(2);
      },
    );

    it("numbers after segments that were put", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await store.putSegment(await aSegment("s", 4, run(2)));
      await store.appendTail(aBatch("s", 0, run(1, 50)));
      expect((await store.seal("s", "t", { all: true })).map((info) => info.index)).toEqual([5]);
    });

    it("does nothing the second time", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await store.appendTail(aBatch("s", 0, run(4)));
      expect(await store.seal("s", "t", { all: true })).toHaveLength(1);
      expect(await store.seal("s", "t", { all: true })).toEqual([]);
      expect(await store.listSegments("s")).toHaveLength(1);
    });

    it("seals one tab and leaves the others", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      for (const tabId of ["t", "u"]) await store.appendTail(aBatch("s", 0, run(2), { tabId }));
      await store.seal("s", "t", { all: true });
      expect(await store.listTails("s")).toEqual(["u"]);
      expect((await store.listSegments("s")).map((info) => info.tabId)).toEqual(["t"]);
    });

    it("leaves counts and rev of the session as they were", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await store.appendTail(aBatch("s", 0, run(4), { adds: { clicks: 1 } }));
      const before = await store.getSession("s");
      await store.seal("s", "t", { all: true });
      expect(await store.getSession("s")).toEqual(before);
    });

    it("duplicates nothing when sealed many times at once", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await appendRun(store, SEGMENT_EVENTS + 2_000);
      const rounds = await Promise.all(
        [false, true, false, true].map((all) => store.seal("s", "t", { all })),
      );
      await store.seal("s", "t", { all: true });
      const stored = await storedEvents(store, "s");
      expect(stored.map((event) => event.timestamp - T0)).toEqual(
        Array.from({ length: SEGMENT_EVENTS + 2_000 }, (_, i) => i),
      );
      const indexes = rounds.flat().map((info) => info.index);
      expect(new Set(indexes).size).toBe(indexes.length);
    });

    it("loses nothing that comes while it seals", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await appendRun(store, SEGMENT_EVENTS);
      const seals = Promise.all([store.seal("s", "t", { all: true }), store.seal("s", "t")]);
      await appendRun(store, 3_000, SEGMENT_EVENTS, 5);
      await appendRun(store, 2_000, 0, 0, "q");
      await store.patchSession("s", aPatch({ title: "Meanwhile" }));
      await seals;
      await store.seal("s", "t", { all: true });
      expect(await storedEvents(store, "s")).toHaveLength(SEGMENT_EVENTS + 5_000);
      const session = await store.getSession("s");
      expect(session).toMatchObject({
        title: "Meanwhile",
        counts: { events: SEGMENT_EVENTS + 5_000 },
      });
      const infos = await store.listSegments("s", "t");
      expect(infos.map((info) => info.index)).toEqual(infos.map((_, i) => i));
    });

    itWithTwo(
      "R1 two handles that seal at once make each event one segment's",
      ["tail"],
      async (first, second) => {
        await first.putSession(aSession("s"));
        await appendRun(first, SEGMENT_EVENTS + 1_000);
        await Promise.all(
          [first, second, first, second].map((store, i) =>
            store.seal("s", "t", { all: i % 2 === 1 }),
          ),
        );
        await second.seal("s", "t", { all: true });
        const stored = await storedEvents(first, "s");
        expect(new Set(stored.map((event) => event.timestamp)).size).toBe(SEGMENT_EVENTS + 1_000);
        expect(stored).toHaveLength(SEGMENT_EVENTS + 1_000);
      },
    );

    it("revives nothing of a session that is deleted while it seals", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      await appendRun(store, SEGMENT_EVENTS);
      const outcome = store.seal("s", "t", { all: true }).then(
        () => "sealed first",
        (error: unknown) => (error as { code?: string }).code,
      );
      await store.deleteSession("s");
      expect(["sealed first", "deleted"]).toContain(await outcome);
      expect(await store.listSegments("s")).toEqual([]);
      expect(await store.readTail("s", "t")).toEqual([]);
    });

    it(
      "seals nothing of a tab that is deleted and recorded anew meanwhile",
      ["tail"],
      async (store) => {
        await store.putSession(aSession("s"));
        await appendRun(store, SEGMENT_EVENTS + 500);
        const outcome = store.seal("s", "t", { all: true });
        await store.deleteTab("s", "t");
        await store.appendTail(aBatch("s", 0, run(3, 0, "anew")));
        await outcome;
        await store.seal("s", "t", { all: true });
        expect(marksOf(await storedEvents(store, "s"))).toEqual(["anew0", "anew1", "anew2"]);
        expect((await store.getSession("s"))?.counts.events).toBe(3);
      },
    );

    it("refuses to seal what is not there", ["tail"], async (store) => {
      await refuses("not-found", store.seal("nobody", "t"));
      await store.putSession(aSession("s"));
      expect(await store.seal("s", "never-seen", { all: true })).toEqual([]);
    });
  });
}
