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
  refuses,
  run,
  utf8,
} from "./samples.ts";

const BAD_IDS = [
  "",
  "a b",
  "../etc/passwd",
  "a/b",
  "a.b",
  "<b>",
  "é",
  "a\n",
  "a".repeat(129),
  "a\0",
];

type Call = (store: SessionStore, id: string) => Promise<unknown>;

/** Each method, with the bad id in each place that takes one. */
const DOORS: readonly (readonly [string, Call])[] = [
  ["putSession", (store, id) => store.putSession(aSession(id))],
  [
    "putSession's tabs",
    (store, id) =>
      store.putSession(aSession("s", { tabs: [{ id, title: "", url: "", startedAt: 0 }] })),
  ],
  ["getSession", (store, id) => store.getSession(id)],
  ["patchSession", (store, id) => store.patchSession(id, aPatch({ title: "x" }))],
  ["deleteSession", (store, id) => store.deleteSession(id)],
  ["appendTail", (store, id) => store.appendTail(aBatch(id, 0, run(1)))],
  ["appendTail's tab", (store, id) => store.appendTail(aBatch("s", 0, run(1), { tabId: id }))],
  [
    "appendTail's producer",
    (store, id) => store.appendTail(aBatch("s", 0, run(1), { producer: id })),
  ],
  ["readTail", (store, id) => store.readTail(id, "t")],
  ["readTail's tab", (store, id) => store.readTail("s", id)],
  ["listTails", (store, id) => store.listTails(id)],
  ["listMissing", (store, id) => store.listMissing(id, "t")],
  ["listMissing's tab", (store, id) => store.listMissing("s", id)],
  ["seal", (store, id) => store.seal(id, "t")],
  ["seal's tab", (store, id) => store.seal("s", id)],
  ["putSegment", async (store, id) => store.putSegment(await aSegment(id, 0, run(1)))],
  ["cutLeading", async (store, id) => store.cutLeading(await aSegment(id, 0, run(1)))],
  [
    "putSegment's tab",
    async (store, id) => store.putSegment(await aSegment("s", 0, run(1), { tabId: id })),
  ],
  [
    "redactSession",
    (store, id) =>
      store.redactSession(
        clean({ session: aSession(id), segments: [], annotations: [], blobs: [] }),
      ),
  ],
  ["getSegment", (store, id) => store.getSegment(id, "t", 0)],
  ["getSegment's tab", (store, id) => store.getSegment("s", id, 0)],
  ["listSegments", (store, id) => store.listSegments(id)],
  ["listSegments' tab", (store, id) => store.listSegments("s", id)],
  ["deleteTab", (store, id) => store.deleteTab(id, "t")],
  ["deleteTab's tab", (store, id) => store.deleteTab("s", id)],
  [
    "putDerived",
    (store, id) => store.putDerived({ sessionId: id, kind: "facts" }, new Uint8Array(1)),
  ],
  [
    "putDerived's kind",
    (store, id) => store.putDerived({ sessionId: "s", kind: id }, new Uint8Array(1)),
  ],
  ["getDerived", (store, id) => store.getDerived({ sessionId: id, kind: "facts" })],
  [
    "getDerived's tab",
    (store, id) => store.getDerived({ sessionId: "s", tabId: id, segmentIndex: 0, kind: "k" }),
  ],
  ["getDerived's kind", (store, id) => store.getDerived({ sessionId: "s", kind: id })],
  ["dropDerived", (store, id) => store.dropDerived(id)],
  ["putBlob", (store, id) => store.putBlob(id, clean(utf8("x")))],
  ["dropBlob", (store, id) => store.dropBlob(id, "0".repeat(64))],
  ["listBlobs", (store, id) => store.listBlobs(id)],
  ["putAnnotation", (store, id) => store.putAnnotation(anAnnotation("s", id))],
  ["putAnnotation's session", (store, id) => store.putAnnotation(anAnnotation(id, "a"))],
  ["listAnnotations", (store, id) => store.listAnnotations(id)],
  ["enforceLimits' keep list", (store, id) => store.enforceLimits({}, 0, [id])],
];

export function doors({ group, it }: Suite): void {
  group("R4 ids at the door", () => {
    for (const [where, call] of DOORS) {
      it(`R4 refuses malformed ids at ${where}`, [], async (store) => {
        await store.putSession(aSession("s"));
        for (const id of BAD_IDS) {
          const code = await call(store, id).then(
            () => "was accepted",
            (error: unknown) => (error as { code?: string }).code,
          );
          const expected = where.includes("putSession's") ? "invalid-input" : "invalid-id";
          expect(code, `${where} with ${JSON.stringify(id)}`).toBe(expected);
        }
        const { sessions } = await store.listSessions();
        expect(sessions.map((session) => session.id)).toEqual(["s"]);
        expect(await store.listDeleted()).toEqual([]);
      });
    }

    it("R4 accepts ids of 1 and of 128 characters", [], async (store) => {
      const ids = ["-", "A".repeat(128)];
      for (const id of ids) await store.putSession(aSession(id, { title: "Long" }));
      for (const id of ids) expect((await store.getSession(id))?.id).toBe(id);
    });

    it("R4 refuses a segment index that is not a whole number from 0", [], async (store) => {
      for (const index of [-1, 0.5, Number.NaN, Infinity]) {
        await refuses("invalid-input", store.getSegment("s", "t", index));
      }
    });

    it("R4 refuses a blob hash that is not one", ["blobs"], async (store) => {
      for (const hash of ["", "abc", "g".repeat(64), "../x", "A".repeat(64)]) {
        await refuses("invalid-input", store.getBlob(hash));
        await refuses("invalid-input", store.dropBlob("s", hash));
      }
    });
  });
}
