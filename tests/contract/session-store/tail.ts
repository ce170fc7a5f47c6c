import { expect } from "vitest";
import type { TailBatch } from "../../../src/format/session.ts";
import type { Suite } from "./cases.ts";
import {
  aBatch,
  aSession,
  clean,
  eventsAt,
  listAll,
  marksOf,
  refuses,
  run,
  storedEvents,
  T0,
  utf8,
} from "./samples.ts";

export function tail({ group, it, itWithTwo }: Suite): void {
  group("tail", () => {
    it("gives a batch back as it was appended", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const batch = aBatch("s", 0, eventsAt([0, 5], "Größe 結"), {
        adds: { clicks: 1 },
        hits: { input: 2 },
      });
      expect(await store.appendTail(batch)).toEqual({ stored: true });
      expect(await store.readTail("s", "t")).toEqual([batch]);
    });

    it(
      "adds a batch's events, UTF-8 bytes, counts and hits to the session",
      ["tail"],
      async (store) => {
        await store.putSession(
          aSession("s", {
            counts: { events: 1, findings: 3 },
            privacy: { level: "open", hits: { input: 1 } },
          }),
        );
        const batch = aBatch("s", 0, eventsAt([0, 1], "ü結"), {
          adds: { clicks: 2, errors: 1 },
          hits: { input: 4, email: 1 },
        });
        await store.appendTail(batch);
        const session = await store.getSession("s");
        expect(session?.counts).toEqual({
          events: 3,
          bytes: utf8(batch.json).length,
          clicks: 2,
          navigations: 0,
          errors: 1,
          findings: 3,
        });
        expect(session?.privacy).toEqual({ level: "open", hits: { input: 5, email: 1 } });
        expect((await store.listSessions({ minEvents: 3 })).sessions).toEqual([session]);
      },
    );

    it("sorts and filters by counts that batches have added", ["tail"], async (store) => {
      for (const id of ["a", "b", "c"])
        await store.putSession(aSession(id, { counts: { events: 2 } }));
      await store.appendTail(aBatch("b", 0, run(3), { adds: { errors: 1 } }));
      await store.appendTail(aBatch("c", 0, run(1)));
      expect((await listAll(store, { sort: "events", limit: 1 })).ids).toEqual(["b", "c", "a"]);
      expect((await listAll(store, { hasErrors: true })).ids).toEqual(["b"]);
    });

    it(
      "takes over what the store itself counts even when a batch claims it",
      ["tail"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.appendTail(
          aBatch("s", 0, run(2), { adds: { events: 1_000, bytes: 1_000_000 } }),
        );
        const counts = (await store.getSession("s"))?.counts;
        expect(counts?.events).toBe(2);
        expect(counts?.bytes).toBeLessThan(1_000);
      },
    );

    it("R3 stores a batch that comes twice once, and counts it once", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const batch = aBatch("s", 0, run(2), { adds: { clicks: 1 }, hits: { input: 1 } });
      const outcomes = [await store.appendTail(batch), await store.appendTail(batch)];
      expect(outcomes).toEqual([{ stored: true }, { stored: false }]);
      const session = await store.getSession("s");
      expect(session?.counts).toMatchObject({ events: 2, clicks: 1 });
      expect(session?.privacy.hits).toEqual({ input: 1 });
      expect(await store.readTail("s", "t")).toHaveLength(1);
    });

    it("R3 still knows a batch after it was sealed", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      for (const seq of [0, 1, 4]) await store.appendTail(aBatch("s", seq, run(2, seq * 10)));
      await store.seal("s", "t", { all: true });
      for (const seq of [0, 1, 4]) {
        expect(await store.appendTail(aBatch("s", seq, run(2, seq * 10)))).toEqual({
          stored: false,
        });
      }
      expect(await store.appendTail(aBatch("s", 2, run(2, 20)))).toEqual({ stored: true });
      expect((await store.getSession("s"))?.counts.events).toBe(8);
      expect(await storedEvents(store, "s")).toHaveLength(8);
    });

    it("R3 stores one batch of many sent at the same time", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => store.appendTail(aBatch("s", 0, run(3)))),
      );
      expect(outcomes.filter((outcome) => outcome.stored)).toHaveLength(1);
      expect((await store.getSession("s"))?.counts.events).toBe(3);
    });

    it("keeps producers, tabs and sessions apart", ["tail"], async (store) => {
      for (const id of ["s", "z"]) await store.putSession(aSession(id));
      const batches = [
        aBatch("s", 0, run(1)),
        aBatch("s", 0, run(1), { producer: "q" }),
        aBatch("s", 0, run(1), { tabId: "u" }),
        aBatch("z", 0, run(1)),
      ];
      for (const batch of batches) expect(await store.appendTail(batch)).toEqual({ stored: true });
      expect(await store.readTail("s", "t")).toHaveLength(2);
      expect(await store.readTail("s", "u")).toHaveLength(1);
      expect(await store.readTail("z", "t")).toHaveLength(1);
      expect(await store.listTails("s")).toEqual(["t", "u"]);
      expect(await store.listTails("z")).toEqual(["t"]);
    });

    it("is not confused by ids that begin alike", ["tail"], async (store) => {
      for (const id of ["a", "a-", "a_", "aa"]) {
        await store.putSession(aSession(id));
        await store.appendTail(aBatch(id, 0, run(1), { tabId: "a" }));
        await store.appendTail(aBatch(id, 0, run(1), { tabId: "a-a" }));
      }
      await store.deleteSession("a");
      for (const id of ["a-", "a_", "aa"]) {
        expect(await store.listTails(id)).toEqual(["a", "a-a"]);
        expect(await store.readTail(id, "a")).toHaveLength(1);
      }
    });

    it("reads in order of first event, then of arrival", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const given = [
        ["p", 2, 20],
        ["p", 0, 5],
        ["q", 1, 5],
        ["a", 0, 5],
        ["p", 1, 10],
      ] as const;
      for (const [producer, seq, at] of given) {
        await store.appendTail(aBatch("s", seq, eventsAt([at]), { producer }));
      }
      const read = (await store.readTail("s", "t")).map((batch) => [
        batch.producer,
        batch.seq,
        batch.firstEventAt - T0,
      ]);
      expect(read).toEqual([
        ["p", 0, 5],
        ["q", 1, 5],
        ["a", 0, 5],
        ["p", 1, 10],
        ["p", 2, 20],
      ]);
    });

    it("reads an unknown tail as empty", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      expect(await store.readTail("s", "t")).toEqual([]);
      expect(await store.listTails("s")).toEqual([]);
      expect(await store.listMissing("nobody", "t")).toEqual([]);
    });

    it("names the batches that never came", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      for (const seq of [1, 3, 6]) await store.appendTail(aBatch("s", seq, run(1, seq)));
      await store.appendTail(aBatch("s", 0, run(1), { producer: "whole" }));
      const gaps = [{ producer: "p", seqs: [0, 2, 4, 5] }];
      expect(await store.listMissing("s", "t")).toMatchObject(gaps);
      await store.seal("s", "t", { all: true });
      expect(await store.listMissing("s", "t")).toMatchObject(gaps);
      for (const seq of [0, 4, 5]) await store.appendTail(aBatch("s", seq, run(1, seq)));
      expect(await store.listMissing("s", "t")).toMatchObject([{ producer: "p", seqs: [2] }]);
      await store.appendTail(aBatch("s", 2, run(1, 2)));
      expect(await store.listMissing("s", "t")).toEqual([]);
    });

    it("R4 refuses batches that are not valid and counts nothing", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const good = aBatch("s", 0, run(2));
      const wrong: Partial<Record<keyof TailBatch, unknown>>[] = [
        { seq: -1 },
        { seq: 0.5 },
        { eventCount: 0 },
        { eventCount: 3 },
        { json: "{}" },
        { json: "[}]" },
        { json: "[1,2]" },
        { json: '[{"type":3},{"type":3}]' },
        { adds: { clicks: -1 } },
        { adds: { likes: 1 } },
        { hits: { input: Number.NaN } },
        { firstEventAt: Number.NaN },
      ];
      for (const part of wrong) {
        await refuses("invalid-input", store.appendTail(clean({ ...good, ...part } as TailBatch)));
      }
      expect(await store.readTail("s", "t")).toEqual([]);
      expect((await store.getSession("s"))?.counts.events).toBe(0);
      expect(await store.listMissing("s", "t")).toEqual([]);
    });

    it("refuses a batch without a session", ["tail"], async (store) => {
      await refuses("not-found", store.appendTail(aBatch("nobody", 0, run(1))));
      await store.putSession(aSession("nobody"));
      expect(await store.readTail("nobody", "t")).toEqual([]);
      expect(await store.appendTail(aBatch("nobody", 0, run(1)))).toEqual({ stored: true });
    });

    it("loses none of many batches from writers in several tabs", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const sent = ["t", "u", "v"].flatMap((tabId) =>
        ["p", "q"].flatMap((producer) =>
          [3, 0, 2, 1].map((seq) =>
            aBatch("s", seq, run(5, seq * 10, `${tabId}${producer}${seq}.`), {
              tabId,
              producer,
              adds: { clicks: 1 },
            }),
          ),
        ),
      );
      await Promise.all(sent.map((batch) => store.appendTail(batch)));
      expect((await store.getSession("s"))?.counts).toMatchObject({ events: 120, clicks: 24 });
      for (const tabId of ["t", "u", "v"]) {
        const marks = marksOf(await storedEvents(store, "s", tabId));
        expect(new Set(marks).size).toBe(40);
        expect(await store.listMissing("s", tabId)).toEqual([]);
      }
    });

    itWithTwo("R1 counts once what two handles append at once", ["tail"], async (first, second) => {
      await first.putSession(aSession("s"));
      const outcomes = await Promise.all(
        [0, 1, 2, 3].flatMap((seq) =>
          [first, second].map((store) => store.appendTail(aBatch("s", seq, run(2, seq * 5)))),
        ),
      );
      expect(outcomes.filter((outcome) => outcome.stored)).toHaveLength(4);
      expect((await second.getSession("s"))?.counts.events).toBe(8);
    });

    itWithTwo(
      "R1 keeps tail and numbering after the writer is gone",
      ["tail"],
      async (first, second) => {
        await first.putSession(aSession("s", { state: "recording" }));
        await first.appendTail(aBatch("s", 0, run(3)));
        await first.appendTail(aBatch("s", 2, run(3, 10)));
        await first.close();
        expect(await storedEvents(second, "s")).toHaveLength(6);
        expect(await second.listMissing("s", "t")).toMatchObject([{ producer: "p", seqs: [1] }]);
        expect(await second.appendTail(aBatch("s", 2, run(3, 10)))).toEqual({ stored: false });
      },
    );
  });
}
