import { expect } from "vitest";
import type { Session } from "../../../src/format/session.ts";
import type { Suite } from "./cases.ts";
import { aBatch, aPatch, aSession, clean, refuses, run, T0 } from "./samples.ts";

const FULL = aSession("full", {
  title: "Checkout is stuck — 結帳",
  endedAt: T0 + 5_000,
  endReason: "The tester stopped it.",
  project: "shop",
  user: "ann",
  metadata: { build: "42" },
  tabs: [{ id: "t", title: "Shop", url: "https://shop.example/", startedAt: T0 }],
  environment: { userAgent: "UA", viewport: { width: 800, height: 600 }, locale: "en" },
  privacy: { level: "strict", hits: { input: 3 } },
  labels: ["checkout"],
  counts: { events: 7, clicks: 2 },
  rev: 3,
});

export function sessions({ group, it, itWithTwo, itWithDamage }: Suite): void {
  group("sessions", () => {
    it("gives back a session as it was put", [], async (store) => {
      await store.putSession(FULL);
      expect(await store.getSession("full")).toEqual(FULL);
    });

    it("knows nothing of an unknown session", [], async (store) => {
      expect(await store.getSession("nobody")).toBeNull();
      expect(await store.listSegments("nobody")).toEqual([]);
      expect(await store.getSegment("nobody", "t", 0)).toBeNull();
    });

    it("hands out copies: changing one changes nothing stored", [], async (store) => {
      const given = aSession("s", { labels: ["a"] });
      await store.putSession(given);
      given.labels.push("later");
      const read = await store.getSession("s");
      read?.labels.push("also later");
      expect((await store.getSession("s"))?.labels).toEqual(["a"]);
    });

    it("replaces a session and raises its rev", [], async (store) => {
      await store.putSession(aSession("s", { rev: 4, user: "ann" }));
      await store.putSession(aSession("s", { rev: 0, title: "Second" }));
      expect(await store.getSession("s")).toEqual(aSession("s", { rev: 5, title: "Second" }));
      await store.putSession(aSession("s", { rev: 9 }));
      expect((await store.getSession("s"))?.rev).toBe(9);
    });

    it("R4 refuses sessions that are not valid and stores nothing", [], async (store) => {
      const wrong: Record<string, unknown>[] = [
        { title: 7 },
        { startedAt: -1 },
        { startedAt: 1.5 },
        { startedAt: Number.NaN },
        { state: "done" },
        { labels: [""] },
        { counts: { events: -1 } },
        { surprise: true },
        { title: "x".repeat(2_049) },
        { metadata: { build: 42 } },
        { format: 0 },
        { format: "1" },
        { format: undefined },
      ];
      for (const part of wrong) {
        const session = clean({ ...aSession("s"), ...part } as unknown as Session);
        await refuses("invalid-input", store.putSession(session));
      }
      await refuses("invalid-input", store.putSession(clean(null as unknown as Session)));
      expect(await store.getSession("s")).toBeNull();
    });

    it("refuses a session of a newer format and says so", [], async (store) => {
      await refuses("from-the-future", store.putSession(aSession("s", { format: 2 })));
      expect(await store.getSession("s")).toBeNull();
    });

    itWithTwo("R1 shows one handle what the other wrote", [], async (first, second) => {
      await first.putSession(aSession("s"));
      expect((await second.getSession("s"))?.id).toBe("s");
      await second.patchSession("s", aPatch({ title: "From the second" }));
      expect((await first.getSession("s"))?.title).toBe("From the second");
    });

    itWithDamage("R7 an unreadable record costs that session only", async (store, damage) => {
      for (const id of ["a", "b", "c"]) await store.putSession(aSession(id));
      await damage("b");
      await refuses("damaged", store.getSession("b"));
      const page = await store.listSessions();
      expect(page.sessions.map((session) => session.id).toSorted()).toEqual(["a", "c"]);
      expect(page.damaged).toEqual(["b"]);
      expect((await store.getSession("a"))?.id).toBe("a");
    });

    itWithDamage("R7 an unreadable record can be deleted", async (store, damage) => {
      await store.putSession(aSession("a"));
      await damage("a");
      await store.deleteSession("a");
      expect(await store.getSession("a")).toBeNull();
      expect((await store.listSessions()).damaged).toEqual([]);
    });
  });

  group("patches", () => {
    it("changes what it names, leaves the rest, raises rev and returns it", [], async (store) => {
      await store.putSession(FULL);
      const patch = aPatch({ title: "Renamed", state: "interrupted", endedAt: null });
      const result = await store.patchSession("full", patch);
      expect(result).toEqual({
        ...FULL,
        title: "Renamed",
        state: "interrupted",
        endedAt: null,
        rev: 4,
      });
      expect(await store.getSession("full")).toEqual(result);
    });

    it("merges counts, metadata and environment key by key", [], async (store) => {
      await store.putSession(FULL);
      const result = await store.patchSession(
        "full",
        aPatch({
          counts: { findings: 2, events: 9 },
          metadata: { commit: "abc" },
          environment: { locale: "de" },
        }),
      );
      expect(result.counts).toEqual({ ...FULL.counts, findings: 2, events: 9 });
      expect(result.metadata).toEqual({ build: "42", commit: "abc" });
      expect(result.environment).toEqual({ ...FULL.environment, locale: "de" });
    });

    it("merges tabs by id and replaces labels", [], async (store) => {
      await store.putSession(FULL);
      const first = { id: "t", title: "Basket", url: "https://shop.example/b", startedAt: T0 };
      const second = { id: "u", title: "Help", url: "https://shop.example/h", startedAt: T0 + 9 };
      const patch = aPatch({ tabs: [second, first], labels: ["x", "y"] });
      const result = await store.patchSession("full", patch);
      expect(result.tabs).toEqual([first, second]);
      expect(result.labels).toEqual(["x", "y"]);
    });

    it("refuses to patch what is not there", [], async (store) => {
      await refuses("not-found", store.patchSession("nobody", aPatch({ title: "x" })));
      expect(await store.getSession("nobody")).toBeNull();
    });

    it("R4 refuses patches that are not valid and changes nothing", [], async (store) => {
      await store.putSession(FULL);
      const wrong = [
        { id: "other" },
        { rev: 7 },
        { startedAt: 1 },
        { title: null },
        { counts: { events: -1 } },
        { state: "gone" },
      ];
      for (const patch of wrong) {
        await refuses("invalid-input", store.patchSession("full", aPatch(patch as never)));
      }
      expect(await store.getSession("full")).toEqual(FULL);
    });

    it("R4 refuses a merge that would break the session's own limits", [], async (store) => {
      const metadata = (prefix: string) =>
        Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${prefix}${i}`, "v"]));
      await store.putSession(aSession("s", { metadata: metadata("a") }));
      await refuses("invalid-input", store.patchSession("s", aPatch({ metadata: metadata("b") })));
      expect(Object.keys((await store.getSession("s"))?.metadata ?? {})).toHaveLength(30);
    });

    it("loses none of many patches at once", ["tail"], async (store) => {
      await store.putSession(aSession("s"));
      const patches = Array.from({ length: 12 }, (_, i) =>
        store.patchSession("s", aPatch({ metadata: { [`k${i}`]: "v" } })),
      );
      const batches = Array.from({ length: 12 }, (_, i) =>
        store.appendTail(aBatch("s", i, run(2))),
      );
      await Promise.all([...patches, ...batches]);
      const session = await store.getSession("s");
      expect(Object.keys(session?.metadata ?? {})).toHaveLength(12);
      expect(session?.rev).toBe(12);
      expect(session?.counts.events).toBe(24);
    });
  });
}
