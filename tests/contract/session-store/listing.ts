import { expect } from "vitest";
import { SESSION_SORTS, type SessionQuery } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import { aPatch, aSession, listAll, refuses, T0 } from "./samples.ts";

/** Three groups of four that are equal by every sort: order within a group falls to the id. */
const CROWD = Array.from({ length: 12 }, (_, i) => {
  const group = i % 3;
  return aSession(`s${String(i).padStart(2, "0")}`, {
    title: ["alpha", "Beta", "gamma"][group] ?? "",
    startedAt: T0 + group,
    endedAt: T0 + group + 100 * (group + 1),
    counts: { events: group * 10, errors: group, findings: group * 2 },
  });
});
const RISING = [...CROWD.filter((_, i) => i % 3 === 0), ...CROWD.filter((_, i) => i % 3 === 1)]
  .concat(CROWD.filter((_, i) => i % 3 === 2))
  .map((session) => session.id);

const VARIED = [
  aSession("plain"),
  aSession("other-site", { site: "docs.example" }),
  aSession("project", { project: "apollo" }),
  aSession("labelled", { labels: ["slow", "login"] }),
  aSession("live", { state: "recording", startedAt: T0 + 50 }),
  aSession("imported", { origin: "import", startedAt: T0 - 50 }),
  aSession("errors", { counts: { errors: 2 } }),
  aSession("findings", { counts: { findings: 1 } }),
  aSession("long", { endedAt: T0 + 60_000 }),
  aSession("busy", { counts: { events: 900 } }),
  aSession("kept", { pinned: true }),
  aSession("let-go", { pinned: false }),
];

const FILTERS: readonly (readonly [string, SessionQuery, readonly string[]])[] = [
  ["site", { site: "docs.example" }, ["other-site"]],
  ["project", { project: "apollo" }, ["project"]],
  ["label", { label: "login" }, ["labelled"]],
  ["state", { state: "recording" }, ["live"]],
  ["origin", { origin: "import" }, ["imported"]],
  ["pinned", { pinned: true }, ["kept"]],
  ["has errors", { hasErrors: true }, ["errors"]],
  ["has findings", { hasFindings: true }, ["findings"]],
  ["started from (inclusive)", { startedFrom: T0 + 50 }, ["live"]],
  ["started to (inclusive)", { startedTo: T0 - 50 }, ["imported"]],
  ["least duration (inclusive)", { minDurationMs: 60_000 }, ["long"]],
  ["least events (inclusive)", { minEvents: 900 }, ["busy"]],
  ["two filters together", { state: "finished", minEvents: 900 }, ["busy"]],
  ["filters that exclude each other", { state: "recording", minEvents: 900 }, []],
];

export function listing({ group, it }: Suite): void {
  group("listing", () => {
    it("lists nothing in an empty store", [], async (store) => {
      expect(await store.listSessions()).toEqual({ sessions: [], nextCursor: null, damaged: [] });
    });

    it("lists whole sessions, newest first by default", [], async (store) => {
      const older = aSession("older", { startedAt: T0 });
      const newer = aSession("newer", { startedAt: T0 + 1, labels: ["x"] });
      await store.putSession(newer);
      await store.putSession(older);
      expect((await store.listSessions()).sessions).toEqual([newer, older]);
    });

    for (const sort of SESSION_SORTS) {
      it(`pages by ${sort} without skips or repeats among equals`, [], async (store) => {
        for (const session of CROWD) await store.putSession(session);
        for (const limit of [1, 3, 4, 5, 12, 13]) {
          const rising = await listAll(store, { sort, limit, descending: false });
          expect(rising.ids).toEqual(RISING);
          const falling = await listAll(store, { sort, limit, descending: true });
          expect(falling.ids).toEqual(RISING.toReversed());
          expect(falling.pages).toBe(Math.ceil(12 / limit));
        }
      });
    }

    it("sorts titles rising and all else falling unless told", [], async (store) => {
      for (const session of CROWD) await store.putSession(session);
      expect((await listAll(store, { sort: "title" })).ids).toEqual(RISING);
      expect((await listAll(store, { sort: "events" })).ids).toEqual(RISING.toReversed());
    });

    it("sorts titles without regard to case", [], async (store) => {
      for (const title of ["banana", "Apple", "apple pie", "Cherry"]) {
        await store.putSession(aSession(title.replace(" ", "-"), { title }));
      }
      const { ids } = await listAll(store, { sort: "title" });
      expect(ids).toEqual(["Apple", "apple-pie", "banana", "Cherry"]);
    });

    it("counts the duration of a session without an end as 0", [], async (store) => {
      await store.putSession(aSession("open", { state: "recording" }));
      await store.putSession(aSession("short", { endedAt: T0 + 1 }));
      expect((await listAll(store, { sort: "durationMs" })).ids).toEqual(["short", "open"]);
      expect((await listAll(store, { maxDurationMs: 0 })).ids).toEqual(["open"]);
    });

    it("moves a session in every sort when a patch changes it", [], async (store) => {
      await store.putSession(aSession("a", { counts: { events: 1 } }));
      await store.putSession(aSession("b", { counts: { events: 2 } }));
      await store.patchSession("a", aPatch({ counts: { events: 3 }, title: "Zebra" }));
      expect((await listAll(store, { sort: "events" })).ids).toEqual(["a", "b"]);
      expect((await listAll(store, { sort: "title" })).ids).toEqual(["b", "a"]);
    });

    for (const [what, query, expected] of FILTERS) {
      it(`filters by ${what}`, [], async (store) => {
        for (const session of VARIED) await store.putSession(session);
        expect((await listAll(store, query)).ids).toEqual(expected);
      });
    }

    it("tells sessions without errors from those with some", [], async (store) => {
      for (const session of VARIED) await store.putSession(session);
      const { ids } = await listAll(store, { hasErrors: false });
      expect(ids).toHaveLength(VARIED.length - 1);
      expect(ids).not.toContain("errors");
    });

    it(
      "takes a session that says nothing of a pin for one that is not pinned",
      [],
      async (store) => {
        for (const session of VARIED) await store.putSession(session);
        const { ids } = await listAll(store, { pinned: false });
        expect(ids).toHaveLength(VARIED.length - 1);
        expect(ids).not.toContain("kept");
        await store.patchSession("plain", aPatch({ pinned: true }));
        await store.patchSession("kept", aPatch({ pinned: false }));
        expect((await listAll(store, { pinned: true })).ids).toEqual(["plain"]);
      },
    );

    it("pages through filtered sessions", [], async (store) => {
      for (const session of CROWD) await store.putSession(session);
      for (const sort of SESSION_SORTS) {
        const { ids, pages } = await listAll(store, {
          sort,
          minEvents: 10,
          limit: 3,
          descending: false,
        });
        expect(ids).toEqual(RISING.slice(4));
        expect(pages).toBe(3);
      }
    });

    it("keeps its place when sessions come and go between pages", [], async (store) => {
      for (const session of CROWD) await store.putSession(session);
      const query: SessionQuery = { limit: 5, descending: false };
      const first = await store.listSessions(query);
      await store.deleteSession(RISING[4] ?? "");
      await store.deleteSession(RISING[5] ?? "");
      await store.putSession(aSession("s00-early", { startedAt: T0 - 1 }));
      const rest = await listAll(store, { ...query, cursor: first.nextCursor ?? "" });
      expect(rest.ids).toEqual(RISING.slice(6));
    });

    it("R4 refuses a cursor that is broken, or from another sort or filter", [], async (store) => {
      for (const session of CROWD) await store.putSession(session);
      const { nextCursor } = await store.listSessions({ limit: 2 });
      const cursor = nextCursor ?? "";
      const wrong: SessionQuery[] = [
        { cursor: "nonsense" },
        { cursor: "" },
        { cursor: `${cursor}AAAA` },
        { cursor, sort: "events" },
        { cursor, descending: false },
        { cursor, hasErrors: true },
      ];
      for (const query of wrong) await refuses("invalid-input", store.listSessions(query));
      expect((await store.listSessions({ cursor, limit: 7 })).sessions).toHaveLength(7);
    });

    it("R4 refuses queries that make no sense", [], async (store) => {
      const wrong = [
        { limit: 0 },
        { limit: 501 },
        { limit: 1.5 },
        { sort: "rev" },
        { state: "done" },
        { startedFrom: "yesterday" },
        { minEvents: Number.NaN },
        { colour: "red" },
      ];
      for (const query of wrong) {
        await refuses("invalid-input", store.listSessions(query as SessionQuery));
      }
    });
  });

  group("text search", () => {
    const sought = aSession("needle-id", {
      title: "Checkout breaks",
      site: "shop.example:8080",
      labels: ["payment"],
      metadata: { build: "v42-rc" },
      tabs: [{ id: "t", title: "Warenkorb Größe", url: "https://x.example/cart", startedAt: T0 }],
    });
    const FOUND = ["checkout", "CHECKOUT", "needle", ":8080", "payment", "v42", "größe", "/cart"];
    const NOT_FOUND = ["checkout nowhere", "%", "_", "chec*", "check.ut", "t0"];

    it("finds each word in title, id, site, labels, metadata and tabs", [], async (store) => {
      await store.putSession(sought);
      await store.putSession(aSession("hay", { site: "a.example", title: "Quiet" }));
      for (const text of [...FOUND, "breaks payment rc", "  cart   shop "]) {
        expect((await listAll(store, { text })).ids, text).toEqual(["needle-id"]);
      }
    });

    it("takes words literally, and needs all of them", [], async (store) => {
      await store.putSession(sought);
      for (const text of NOT_FOUND) expect((await listAll(store, { text })).ids, text).toEqual([]);
    });

    it("finds everything with blank text", [], async (store) => {
      await store.putSession(sought);
      expect((await listAll(store, { text: "  " })).ids).toEqual(["needle-id"]);
    });
  });
}
