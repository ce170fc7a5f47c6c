import { describe, expect, test } from "vitest";
import type { DocStore } from "../../src/store/doc-store.ts";
import { refuses } from "./session-store/samples.ts";

/** What every driver of DocStore must do. `open` gives a new, empty store each time. */
export function describeDocStore(
  name: string,
  open: () => Promise<DocStore>,
  /** Opens a second handle on the same documents, where the driver can. */
  another?: (first: DocStore) => Promise<DocStore>,
): void {
  const it = (what: string, body: (docs: DocStore) => Promise<void>) => {
    test(what, async () => {
      const docs = await open();
      try {
        await body(docs);
      } finally {
        await docs.close();
      }
    });
  };
  const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);

  describe(`DocStore: ${name}`, () => {
    it("gives a document back as it was put", async (docs) => {
      const documents = [{ a: [1, "ü", null, { deep: true }] }, [], "text", 0, false];
      for (const [i, document] of documents.entries()) await docs.put("keys", `d${i}`, document);
      for (const [i, document] of documents.entries()) {
        expect(await docs.get("keys", `d${i}`)).toEqual(document);
      }
    });

    it("hands out copies: changing one changes nothing stored", async (docs) => {
      const given = { list: [1] };
      await docs.put("keys", "a", given);
      given.list.push(2);
      const read = (await docs.get("keys", "a")) as typeof given;
      read.list.push(3);
      expect(await docs.get("keys", "a")).toEqual({ list: [1] });
    });

    it("gives null for what is not there", async (docs) => {
      expect(await docs.get("keys", "a")).toBeNull();
      expect(await docs.list("keys")).toEqual([]);
      await docs.delete("keys", "a");
    });

    it("replaces with put, and with add only what is absent", async (docs) => {
      await docs.put("keys", "a", 1);
      await docs.put("keys", "a", 2);
      expect(await docs.add("keys", "a", 3)).toBe(false);
      expect(await docs.get("keys", "a")).toBe(2);
      expect(await docs.add("keys", "b", 4)).toBe(true);
      expect(await docs.get("keys", "b")).toBe(4);
    });

    it("lets one of many win that add the same id at once", async (docs) => {
      const won = await Promise.all([1, 2, 3, 4, 5].map((n) => docs.add("keys", "a", n)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await docs.get("keys", "a")).toBe(won.indexOf(true) + 1);
    });

    it("lets an id be added again after it was deleted", async (docs) => {
      await docs.add("keys", "a", 1);
      await docs.delete("keys", "a");
      expect(await docs.get("keys", "a")).toBeNull();
      expect(await docs.add("keys", "a", 2)).toBe(true);
    });

    it("keeps collections apart, also where names begin alike", async (docs) => {
      for (const collection of ["a", "a-", "a_b", "ab"])
        await docs.put(collection, "x", collection);
      await docs.delete("a", "x");
      expect(await docs.list("a")).toEqual([]);
      for (const collection of ["a-", "a_b", "ab"]) {
        expect(await docs.list(collection)).toEqual([{ id: "x", document: collection }]);
      }
    });

    it("lists in order of id and goes on after one", async (docs) => {
      for (const id of ["c", "a", "B", "_", "d", "-", "10", "9"]) await docs.put("log", id, { id });
      const order = ["-", "10", "9", "B", "_", "a", "c", "d"];
      expect(idsOf(await docs.list("log"))).toEqual(order);
      expect(idsOf(await docs.list("log", { limit: 3 }))).toEqual(order.slice(0, 3));
      expect(idsOf(await docs.list("log", { after: "9", limit: 2 }))).toEqual(order.slice(3, 5));
      expect(idsOf(await docs.list("log", { after: "aa" }))).toEqual(["c", "d"]);
      expect(await docs.list("log", { after: "d" })).toEqual([]);
    });

    it("lists 100 unless told otherwise", async (docs) => {
      const ids = Array.from({ length: 120 }, (_, i) => `id-${String(i).padStart(3, "0")}`);
      for (const id of ids) await docs.put("log", id, 0);
      expect(idsOf(await docs.list("log"))).toEqual(ids.slice(0, 100));
      expect(idsOf(await docs.list("log", { limit: 1_000 }))).toEqual(ids);
    });

    it("R4 refuses malformed ids and collections at every door", async (docs) => {
      for (const bad of ["", "a b", "../x", "a".repeat(129), "é"]) {
        for (const [collection, id] of [
          ["keys", bad],
          [bad, "a"],
        ] as const) {
          await refuses("invalid-id", docs.put(collection, id, 1));
          await refuses("invalid-id", docs.add(collection, id, 1));
          await refuses("invalid-id", docs.get(collection, id));
          await refuses("invalid-id", docs.delete(collection, id));
        }
        await refuses("invalid-id", docs.list(bad));
        if (bad) await refuses("invalid-id", docs.list("keys", { after: bad }));
      }
    });

    it("R4 refuses limits out of range and documents that are not JSON", async (docs) => {
      for (const limit of [0, 1_001, 1.5, Number.NaN]) {
        await refuses("invalid-input", docs.list("keys", { limit }));
      }
      const loop: Record<string, unknown> = {};
      loop["self"] = loop;
      for (const document of [undefined, () => 1, loop, 1n]) {
        await refuses("invalid-input", docs.put("keys", "a", document));
        await refuses("invalid-input", docs.add("keys", "a", document));
      }
      expect(await docs.get("keys", "a")).toBeNull();
    });

    if (another) {
      it("R1 keeps documents for the next handle", async (docs) => {
        await docs.put("keys", "a", { n: 1 });
        await docs.close();
        const next = await another(docs);
        expect(await next.get("keys", "a")).toEqual({ n: 1 });
        await next.close();
      });
    }
  });
}
