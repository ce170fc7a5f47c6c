import { describe, expect, test } from "vitest";
import { type AuditEntry, listAudit, noteAct } from "../../src/store/audit-log.ts";
import type { DocStore } from "../../src/store/doc-store.ts";
import { refuses, T0 } from "./session-store/samples.ts";

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  at: T0,
  act: "export",
  sessionId: "s",
  detail: "Exported as rrweb JSON: 3 segments, 1.2 MB.",
  ...more,
});

/** The audit log over every driver of DocStore. */
export function describeAuditLog(name: string, open: () => Promise<DocStore>): void {
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

  describe(`audit log: ${name}`, () => {
    it("P10 keeps every entry as it was, in order of time, those of one millisecond as they came", async (docs) => {
      const later = entry({ at: T0 + 10, act: "erase", site: "shop.example" });
      const together = [1, 2, 3].map((n) => entry({ detail: `No. ${n}` }));
      for (const each of [later, ...together]) await noteAct(docs, each);
      expect(await listAudit(docs)).toEqual([...together, later]);
    });

    it("P10 loses none of what many pages note at once", async (docs) => {
      const many = Array.from({ length: 20 }, (_, n) => entry({ detail: `No. ${n}` }));
      await Promise.all(many.map((each) => noteAct(docs, each)));
      const details = (await listAudit(docs)).map(({ detail }) => detail).toSorted();
      expect(details).toEqual(many.map(({ detail }) => detail).toSorted());
    });

    it("takes the very same entry, told by two pages, once", async (docs) => {
      await noteAct(docs, entry());
      await noteAct(docs, entry({ detail: "Another." }));
      await Promise.all([noteAct(docs, entry()), noteAct(docs, entry())]);
      expect(await listAudit(docs)).toHaveLength(2);
    });

    it("lists more than one page of documents", async (docs) => {
      for (let n = 0; n < 1_003; n++) await noteAct(docs, entry({ at: T0 + n }));
      const all = await listAudit(docs);
      expect([all.length, all.at(-1)?.at]).toEqual([1_003, T0 + 1_002]);
    });

    it("R4 refuses what is no entry, and writes nothing", async (docs) => {
      const bad: Record<string, unknown>[] = [
        { at: -1 },
        { act: "dance" },
        { sessionId: "a/b" },
        { detail: "" },
        { detail: "x".repeat(501) },
        { title: "Checkout" },
      ];
      for (const part of bad) {
        await refuses("invalid-input", noteAct(docs, entry(part as Partial<AuditEntry>)));
      }
      expect(await listAudit(docs)).toEqual([]);
    });

    it("says so when an entry cannot be read: a log with holes proves nothing", async (docs) => {
      await noteAct(docs, entry());
      await docs.put("audit-log", "000000000000000-000000", { act: "dance" });
      await refuses("damaged", listAudit(docs));
    });
  });
}
