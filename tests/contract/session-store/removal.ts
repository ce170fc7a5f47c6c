import { expect } from "vitest";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import {
  aBatch,
  anAnnotation,
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

const has = (store: SessionStore, part: keyof SessionStore["lacks"]) =>
  store.lacks[part] === undefined;

/** A session with one of everything that the driver can hold, in tabs t and u. */
async function fill(store: SessionStore, id: string): Promise<string | null> {
  const tabs = ["t", "u"].map((tabId) => ({ id: tabId, title: tabId, url: "", startedAt: T0 }));
  await store.putSession(aSession(id, { tabs }));
  for (const tabId of ["t", "u"]) {
    await store.putSegment(await aSegment(id, 0, run(2), { tabId }));
    if (has(store, "tail")) await store.appendTail(aBatch(id, 1, run(2, 10), { tabId }));
    if (has(store, "derived")) {
      await store.putDerived(
        { sessionId: id, tabId, segmentIndex: 0, kind: "keyframe" },
        utf8("k"),
      );
    }
  }
  if (has(store, "derived")) await store.putDerived({ sessionId: id, kind: "facts" }, utf8("f"));
  if (has(store, "annotations")) await store.putAnnotation(anAnnotation(id, "note"));
  return has(store, "blobs") ? store.putBlob(id, clean(utf8(`blob of ${id}`))) : null;
}

async function remains(store: SessionStore, id: string): Promise<Record<string, unknown>> {
  return {
    session: await store.getSession(id),
    segments: await store.listSegments(id),
    segment: await store.getSegment(id, "t", 0),
    tails: has(store, "tail") ? await store.listTails(id) : [],
    missing: has(store, "tail") ? await store.listMissing(id, "t") : [],
    derived: has(store, "derived")
      ? await store.getDerived({ sessionId: id, kind: "facts" })
      : null,
    annotations: has(store, "annotations") ? await store.listAnnotations(id) : [],
    blobs: has(store, "blobs") ? await store.listBlobs(id) : [],
  };
}

const NOTHING = {
  session: null,
  segments: [],
  segment: null,
  tails: [],
  missing: [],
  derived: null,
  annotations: [],
  blobs: [],
};

export function removal({ group, it, itWithTwo }: Suite): void {
  group("deleting", () => {
    it("removes a session with all that belongs to it, and nothing else", [], async (store) => {
      const blob = await fill(store, "s");
      await fill(store, "s-2");
      await store.deleteSession("s");
      expect(await remains(store, "s")).toEqual(NOTHING);
      if (blob) expect(await store.getBlob(blob)).toBeNull();
      expect((await listAll(store)).ids).toEqual(["s-2"]);
      expect(await store.listSegments("s-2")).toHaveLength(2);
      if (has(store, "tail")) expect(await store.listTails("s-2")).toEqual(["t", "u"]);
    });

    it("leaves a tombstone, also for ids it never knew, and can be repeated", [], async (store) => {
      await store.putSession(aSession("s"));
      for (const id of ["s", "never-came", "s"]) await store.deleteSession(id);
      expect(await store.listDeleted()).toEqual(["never-came", "s"]);
    });

    it("refuses late writes to a deleted session", [], async (store) => {
      await store.putSession(aSession("s"));
      await store.deleteSession("s");
      await refuses("deleted", store.putSession(aSession("s")));
      await refuses("deleted", store.patchSession("s", aPatch({ title: "x" })));
      await refuses("deleted", store.putSegment(await aSegment("s", 0, run(1))));
      if (has(store, "tail")) {
        await refuses("deleted", store.appendTail(aBatch("s", 0, run(1))));
        await refuses("deleted", store.seal("s", "t"));
      }
      if (has(store, "derived")) {
        await refuses("deleted", store.putDerived({ sessionId: "s", kind: "k" }, utf8("x")));
      }
      if (has(store, "blobs")) await refuses("deleted", store.putBlob("s", clean(utf8("x"))));
      if (has(store, "annotations"))
        await refuses("deleted", store.putAnnotation(anAnnotation("s", "a")));
      expect(await remains(store, "s")).toEqual(NOTHING);
    });

    it("has nothing against removing what is gone", [], async (store) => {
      await store.deleteSession("s");
      await store.deleteTab("s", "t");
      await store.deleteTab("nobody", "t");
      if (has(store, "derived")) await store.dropDerived("s");
      expect(await store.listDeleted()).toEqual(["s"]);
    });

    itWithTwo("keeps a tombstone for the next handle", [], async (first, second) => {
      await first.putSession(aSession("s"));
      await first.deleteSession("s");
      await first.close();
      expect(await second.listDeleted()).toEqual(["s"]);
      await refuses("deleted", second.putSession(aSession("s")));
    });
  });

  group("deleting a tab", () => {
    it("removes one tab's data and its entry, and leaves the other", [], async (store) => {
      await fill(store, "s");
      await store.deleteTab("s", "t");
      expect((await store.getSession("s"))?.tabs.map((tab) => tab.id)).toEqual(["u"]);
      expect((await store.listSegments("s")).map((info) => info.tabId)).toEqual(["u"]);
      expect(await store.getSegment("s", "t", 0)).toBeNull();
      expect(await store.getSegment("s", "u", 0)).not.toBeNull();
      if (has(store, "tail")) expect(await store.listTails("s")).toEqual(["u"]);
      if (has(store, "annotations")) expect(await store.listAnnotations("s")).toHaveLength(1);
      expect(await store.listDeleted()).toEqual([]);
    });

    it(
      "drops what was derived from the tab and from the whole session",
      ["derived"],
      async (store) => {
        await fill(store, "s");
        await store.deleteTab("s", "t");
        const keyframe = { sessionId: "s", segmentIndex: 0, kind: "keyframe" };
        expect(await store.getDerived({ ...keyframe, tabId: "t" })).toBeNull();
        expect(await store.getDerived({ sessionId: "s", kind: "facts" })).toBeNull();
        expect(await store.getDerived({ ...keyframe, tabId: "u" })).toEqual(utf8("k"));
      },
    );

    it(
      "takes the tab's events and bytes off the counts, sealed or not",
      ["tail"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.appendTail(aBatch("s", 0, run(4), { tabId: "u", adds: { clicks: 1 } }));
        const kept = (await store.getSession("s"))?.counts;
        await store.appendTail(aBatch("s", 0, run(5)));
        await store.seal("s", "t", { all: true });
        await store.appendTail(aBatch("s", 1, run(6, 50)));
        const before = await store.getSession("s");
        expect(before?.counts.events).toBe(15);
        await store.deleteTab("s", "t");
        const after = await store.getSession("s");
        expect(after?.counts).toEqual(kept);
        expect(after?.rev).toBe((before?.rev ?? 0) + 1);
      },
    );

    it("never takes counts below 0", [], async (store) => {
      await store.putSession(aSession("s"));
      await store.putSegment(await aSegment("s", 0, run(5)));
      await store.deleteTab("s", "t");
      expect((await store.getSession("s"))?.counts).toMatchObject({ events: 0, bytes: 0 });
    });

    it(
      "forgets the tab's batch numbers, so that it can be recorded anew",
      ["tail"],
      async (store) => {
        await store.putSession(aSession("s"));
        await store.appendTail(aBatch("s", 0, run(1)));
        await store.appendTail(aBatch("s", 5, run(1, 5)));
        await store.seal("s", "t", { all: true });
        await store.deleteTab("s", "t");
        expect(await store.listMissing("s", "t")).toEqual([]);
        expect(await store.appendTail(aBatch("s", 0, run(1)))).toEqual({ stored: true });
        expect((await store.seal("s", "t", { all: true })).map((info) => info.index)).toEqual([0]);
      },
    );
  });
}
