import { beforeEach, describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../src/format/events.ts";
import { type AuditEntry, listAudit } from "../../src/store/audit-log.ts";
import type { DocStore } from "../../src/store/doc-store.ts";
import { createMemoryDocs } from "../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../src/store/memory/store.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { copyWithin } from "../../src/sync/copy-session.ts";
import { erase } from "../../src/worker/erase/erase.ts";
import type { ErasurePreview, ErasureQuery } from "../../src/worker/erase/erasure.ts";
import { previewErasure } from "../../src/worker/erase/preview.ts";
import {
  aBatch,
  anAnnotation,
  aSegment,
  aSession,
  clean,
  listAll,
  run,
  T0,
  utf8,
} from "./session-store/samples.ts";

const DAY = 86_400_000;
const signal = (tag: string, payload: object, at = 0): RecordedEvent => ({
  type: 5,
  data: { tag: `waymark.${tag}`, payload },
  timestamp: T0 + at,
});
const meta = (href: string, at = 0): RecordedEvent => ({
  type: 4,
  data: { href, width: 1, height: 1 },
  timestamp: T0 + at,
});

/** Erasure over every driver of SessionStore that keeps a library. */
export function describeErasure(name: string, open: () => Promise<SessionStore>): void {
  describe(`erasure: ${name}`, () => {
    let store: SessionStore;
    let docs: DocStore;

    beforeEach(async () => {
      store = await open();
      docs = createMemoryDocs();
      return () => store.close();
    });

    const preview = (query: ErasureQuery, rewind: SessionStore | null = null) =>
      previewErasure({ library: store, rewind }, query);
    const found = async (query: ErasureQuery) => (await preview(query)).items.map(({ id }) => id);
    const go = (what: ErasurePreview, more: { signal?: AbortSignal; rewind?: SessionStore } = {}) =>
      erase(what, {
        stores: { library: store, rewind: more.rewind ?? null },
        docs,
        now: () => T0 + 9,
        ...(more.signal && { signal: more.signal }),
      });
    const left = async () => (await listAll(store, { descending: false })).ids.toSorted();

    /** A session that begins at docs.example and has these events in its second segment. */
    async function elsewhere(id: string, events: RecordedEvent[], at = 0): Promise<void> {
      const tabs = [{ id: "t", title: "Docs", url: "https://docs.example/", startedAt: T0 + at }];
      const times = { startedAt: T0 + at, endedAt: T0 + at + 1_000 };
      await store.putSession(aSession(id, { site: "docs.example", tabs, ...times }));
      await store.putSegment(await aSegment(id, 0, run(3)));
      if (events.length > 0) await store.putSegment(await aSegment(id, 1, events));
    }

    test("P10 finds every session that was ever on the site, in any tab or frame, and no other", async () => {
      const shop = "https://shop.example/a";
      await elsewhere("meta", [meta(shop, 9)]);
      await elsewhere("pushed", [signal("navigation", { how: "push", url: shop })]);
      await elsewhere("framed", [signal("frame", { what: "shown", id: 4, url: shop })]);
      await elsewhere("gap", [
        signal("lifecycle", { what: "gap", origin: "https://shop.example" }),
      ]);
      await elsewhere("opened", [signal("browser", { what: "tab-opened", detail: shop })]);
      await elsewhere("tail", []);
      await store.appendTail(aBatch("tail", 0, [meta(shop, 9)], { tabId: "u" }));
      await store.putSession(aSession("began", { site: "shop.example", endedAt: T0 }));
      const talks = [
        { type: 3, data: { source: 1, note: "see https://shop.example/a" }, timestamp: T0 + 9 },
        meta("https://shop.example.evil.test/", 10),
        meta("https://other.test/?to=https://shop.example/", 11),
      ];
      await elsewhere("mentions", talks);
      expect((await found({ site: "Shop.Example" })).toSorted()).toEqual(
        ["began", "framed", "gap", "meta", "opened", "pushed", "tail"].toSorted(),
      );
      expect(await found({ site: "shop.example:8443" })).toEqual([]);
      expect(await found({ site: "*.example" })).toHaveLength(8);
    });

    test("finds by time whatever was recorded within it, and by both", async () => {
      await elsewhere("old", [meta("https://shop.example/", 5)]);
      await elsewhere("new", [meta("https://shop.example/", 5)], 2 * DAY);
      await elsewhere("dull", [], 3 * DAY);
      expect(await found({ to: T0 })).toEqual(["old"]);
      expect(await found({ from: T0 + 1_000 })).toEqual(["old", "new", "dull"]);
      expect(await found({ from: T0 + 1_001, to: T0 + 2 * DAY - 1 })).toEqual([]);
      expect(await found({ site: "shop.example", from: T0 + DAY })).toEqual(["new"]);
    });

    test("P10 erases all that belongs to a session, reads it back and notes it; tombstones keep it out", async () => {
      await elsewhere("gone", [meta("https://shop.example/", 9)]);
      await store.appendTail(aBatch("gone", 0, run(3, 20)));
      await store.putAnnotation(anAnnotation("gone", "note"));
      const blob = await store.putBlob("gone", clean(utf8("p { color: red }")));
      await store.putDerived({ sessionId: "gone", kind: "thumbnail" }, new Uint8Array([7]));
      await elsewhere("stays", []);
      const backup = createMemoryStore();
      await copyWithin(store, backup, "gone");

      const asked = await preview({ site: "shop.example" });
      expect(asked.items).toMatchObject([{ id: "gone", where: "library", site: "docs.example" }]);
      expect(asked.items[0]?.bytes).toBe(await store.storedBytes("gone"));
      const result = await go(asked);
      expect(result).toMatchObject({ erased: ["gone"], verified: true, left: [], notReached: [] });
      expect(await left()).toEqual(["stays"]);
      expect(await store.getBlob(blob)).toBeNull();
      expect(await store.listDeleted()).toEqual(["gone"]);
      await expect(copyWithin(backup, store, "gone")).rejects.toMatchObject({ code: "deleted" });
      expect(await left()).toEqual(["stays"]);
      const log = await listAudit(docs);
      expect(log.map(({ act, sessionId, site }) => [act, sessionId, site])).toEqual([
        ["erase", undefined, "shop.example"],
        ["erase", "gone", "shop.example"],
      ] satisfies [AuditEntry["act"], string | undefined, string][]);
      expect(log[1]?.detail).toContain("nothing of it is left");
      expect(JSON.stringify(log)).not.toContain("Session gone");
    });

    test("leaves and names what is being recorded, then and since", async () => {
      await store.putSession(aSession("live", { state: "recording", endedAt: null }));
      await store.putSession(aSession("done", { endedAt: T0 + 5 }));
      const asked = await preview({ site: "shop.example" });
      expect(asked.recording).toEqual([{ id: "live", title: "Session live" }]);
      await store.putSession(aSession("done", { state: "paused", endedAt: null }));
      const result = await go(asked);
      expect(result).toMatchObject({ erased: [], recording: ["done"] });
      expect(await left()).toEqual(["done", "live"]);
    });

    test("erases what rewind keeps of the site too, though it is still being recorded", async () => {
      const rewind = await open();
      await rewind.putSession(aSession("kept", { state: "recording", endedAt: null }));
      await rewind.putSegment(await aSegment("kept", 0, run(3)));
      const asked = await preview({ site: "shop.example" }, rewind);
      expect(asked.items).toMatchObject([{ id: "kept", where: "rewind" }]);
      expect(await go(asked, { rewind })).toMatchObject({ erased: ["kept"], verified: true });
      expect(await rewind.getSession("kept")).toBeNull();
      await rewind.close();
    });

    test("a cancel leaves whole sessions and says which", async () => {
      for (const id of ["a", "b", "c"]) await elsewhere(id, [], Number(id.codePointAt(0)));
      const asked = await preview({ ids: ["a", "b", "c"] });
      const stop = new AbortController();
      stop.abort();
      const result = await go(asked, { signal: stop.signal });
      expect(result).toMatchObject({ erased: [], notReached: ["a", "b", "c"] });
      expect(await left()).toEqual(["a", "b", "c"]);
      const looking = previewErasure({ library: store, rewind: null }, { to: T0 + DAY }, stop);
      await expect(looking).rejects.toMatchObject({ code: "cancelled" });
    });

    test("by id it names what is not there", async () => {
      await elsewhere("a", []);
      const asked = await preview({ ids: ["a", "a", "nobody"] });
      expect(asked.items.map(({ id }) => id)).toEqual(["a"]);
      expect(asked.unsure).toEqual([{ id: "nobody", why: "There is no such session here." }]);
    });
  });
}
