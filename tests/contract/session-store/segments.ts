import { expect } from "vitest";
import type { Segment } from "../../../src/format/session.ts";
import type { Suite } from "./cases.ts";
import {
  aSegment,
  aSession,
  clean,
  eventsAt,
  eventsOfSegment,
  gzip,
  marksOf,
  refuses,
  run,
  utf8,
} from "./samples.ts";

export function segments({ group, it, itWithTwo }: Suite): void {
  group("segments", () => {
    it("gives a segment back byte for byte", [], async (store) => {
      await store.putSession(aSession("s"));
      const segment = await aSegment("s", 0, eventsAt([0, 5], "Größe"));
      expect(await store.putSegment(segment)).toBe("stored");
      expect(await store.getSegment("s", "t", 0)).toEqual(segment);
      const { gzip: _, ...info } = segment;
      expect(await store.listSegments("s")).toEqual([info]);
    });

    it("R3 takes the same segment again as unchanged", [], async (store) => {
      await store.putSession(aSession("s"));
      const segment = await aSegment("s", 0, run(3));
      expect(await store.putSegment(segment)).toBe("stored");
      expect(await store.putSegment(segment)).toBe("unchanged");
      expect(await store.listSegments("s")).toHaveLength(1);
    });

    it("refuses other content under the same rev and keeps the first", [], async (store) => {
      await store.putSession(aSession("s"));
      await store.putSegment(await aSegment("s", 0, run(3, 0, "first")));
      await refuses("conflict", store.putSegment(await aSegment("s", 0, run(3, 0, "other"))));
      expect(marksOf(await eventsOfSegment(store, "s", "t", 0))).toEqual([
        "first0",
        "first1",
        "first2",
      ]);
    });

    it("replaces a segment by a higher rev and ignores a lower one", [], async (store) => {
      await store.putSession(aSession("s"));
      const old = await aSegment("s", 0, run(2, 0, "old"), { rev: 1 });
      const redacted = await aSegment("s", 0, run(2, 0, "redacted"), { rev: 3 });
      expect(await store.putSegment(old)).toBe("stored");
      expect(await store.putSegment(redacted)).toBe("stored");
      expect(await store.putSegment(old)).toBe("older");
      expect(await store.putSegment(redacted)).toBe("unchanged");
      expect(await store.getSegment("s", "t", 0)).toEqual(redacted);
      expect((await store.listSegments("s")).map((info) => info.rev)).toEqual([3]);
    });

    it(
      "drops what was derived from a replaced segment and after it",
      ["derived"],
      async (store) => {
        await store.putSession(aSession("s"));
        for (const index of [0, 1, 2])
          await store.putSegment(await aSegment("s", index, run(2, index * 10)));
        await store.putSegment(await aSegment("s", 0, run(2), { tabId: "u" }));
        const keys = [0, 1, 2].map((segmentIndex) => ({
          sessionId: "s",
          tabId: "t",
          segmentIndex,
          kind: "keyframe",
        }));
        const other = { sessionId: "s", tabId: "u", segmentIndex: 0, kind: "keyframe" };
        const whole = { sessionId: "s", kind: "facts" };
        for (const key of [...keys, other, whole]) await store.putDerived(key, utf8("x"));
        await store.putSegment(await aSegment("s", 1, run(2, 10), { rev: 0 }));
        expect(await store.getDerived(whole)).toEqual(utf8("x"));
        await store.putSegment(await aSegment("s", 1, run(2, 10, "redacted"), { rev: 1 }));
        const left = await Promise.all([...keys, other, whole].map((key) => store.getDerived(key)));
        expect(left).toEqual([utf8("x"), null, null, utf8("x"), null]);
      },
    );

    it(
      "R4 refuses a segment that does not hold what it says, and changes nothing",
      [],
      async (store) => {
        await store.putSession(aSession("s"));
        const good = await aSegment("s", 0, run(3));
        const notEvents = utf8('{"a":1}');
        const wrong: Partial<Segment>[] = [
          { sha256: "0".repeat(64) },
          { sha256: good.sha256.toUpperCase() },
          { sha256: "short" },
          { bytes: good.bytes + 1 },
          { bytes: good.bytes - 1 },
          { eventCount: 2 },
          { eventCount: 4 },
          { gzip: good.gzip.slice(0, -9) },
          { gzip: utf8("not gzip at all") },
          { gzip: new Uint8Array() },
          { gzip: await gzip(notEvents), bytes: notEvents.length, eventCount: 1 },
          { index: -1 },
          { rev: 0.5 },
          { firstEventAt: Number.NaN },
        ];
        for (const part of wrong) {
          await refuses("invalid-input", store.putSegment(clean<Segment>({ ...good, ...part })));
        }
        for (const events of [[{ type: 3 }], [null], [7]] as never[][]) {
          await refuses("invalid-input", store.putSegment(await aSegment("s", 0, events)));
        }
        expect(await store.listSegments("s")).toEqual([]);
        expect(await store.putSegment(good)).toBe("stored");
      },
    );

    it("R4 unpacks no more of a gzip bomb than the segment declares", [], async (store) => {
      await store.putSession(aSession("s"));
      const bomb = await gzip(new Uint8Array(60_000_000).fill(32));
      const good = await aSegment("s", 0, run(3));
      await refuses("invalid-input", store.putSegment(clean<Segment>({ ...good, gzip: bomb })));
      expect(await store.getSegment("s", "t", 0)).toBeNull();
    });

    it("takes a large segment", [], async (store) => {
      await store.putSession(aSession("s"));
      const events = run(400).map((event) => ({
        ...event,
        data: { text: "so it goes ".repeat(1_100) },
      }));
      const segment = await aSegment("s", 0, events);
      expect(segment.bytes).toBeGreaterThan(4_500_000);
      expect(await store.putSegment(segment)).toBe("stored");
      expect(await eventsOfSegment(store, "s", "t", 0)).toEqual(events);
    });

    it("lists by tab, then by index as a number", [], async (store) => {
      await store.putSession(aSession("s"));
      await store.putSession(aSession("s-2"));
      for (const index of [10, 2, 0]) await store.putSegment(await aSegment("s", index, run(1)));
      await store.putSegment(await aSegment("s", 1, run(1), { tabId: "a" }));
      await store.putSegment(await aSegment("s-2", 0, run(1)));
      const order = (await store.listSegments("s")).map((info) => [info.tabId, info.index]);
      expect(order).toEqual([
        ["a", 1],
        ["t", 0],
        ["t", 2],
        ["t", 10],
      ]);
      expect((await store.listSegments("s", "t")).map((info) => info.index)).toEqual([0, 2, 10]);
      expect(await store.listSegments("s", "nobody")).toEqual([]);
    });

    it("refuses a segment without a session", [], async (store) => {
      await refuses("not-found", store.putSegment(await aSegment("nobody", 0, run(1))));
      expect(await store.listSegments("nobody")).toEqual([]);
    });

    it("settles on one of many writers of the same segment", [], async (store) => {
      await store.putSession(aSession("s"));
      const [same, low, high] = await Promise.all([
        aSegment("s", 0, run(2, 0, "a"), { rev: 1 }),
        aSegment("s", 0, run(2, 0, "b"), { rev: 0 }),
        aSegment("s", 0, run(2, 0, "c"), { rev: 2 }),
      ]);
      const outcomes = await Promise.all(
        [same, same, high, low, high, same].map((segment) => store.putSegment(segment)),
      );
      expect(outcomes.filter((outcome) => outcome === "stored").length).toBeGreaterThanOrEqual(1);
      expect(await store.getSegment("s", "t", 0)).toEqual(high);
    });

    it("stores segments of different tabs in parallel", [], async (store) => {
      await store.putSession(aSession("s"));
      const all = await Promise.all(
        ["t", "u", "v"].flatMap((tabId) =>
          [0, 1, 2].map((index) => aSegment("s", index, run(20, index * 50), { tabId })),
        ),
      );
      await Promise.all(all.map((segment) => store.putSegment(segment)));
      expect(await store.listSegments("s")).toHaveLength(9);
    });

    itWithTwo("R3 two handles that put the same segment agree", [], async (first, second) => {
      await first.putSession(aSession("s"));
      const segment = await aSegment("s", 0, run(3));
      const outcomes = await Promise.all([first.putSegment(segment), second.putSegment(segment)]);
      expect(outcomes.toSorted()).toEqual(["stored", "unchanged"]);
      await first.close();
      expect(await second.getSegment("s", "t", 0)).toEqual(segment);
    });
  });
}
