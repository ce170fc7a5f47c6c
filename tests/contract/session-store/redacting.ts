import { expect } from "vitest";
import type { Sanitized } from "../../../src/format/sanitized.ts";
import type { Session, SessionRedaction } from "../../../src/format/session.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import {
  aBatch,
  anAnnotation,
  aSegment,
  aSession,
  clean,
  codeOf,
  refuses,
  run,
  storedEvents,
  utf8,
} from "./samples.ts";

/** Three segments in tab `t`, one in `u`; each event's mark begins with `old`. */
async function fill(store: SessionStore): Promise<void> {
  await store.putSession(aSession("s", { title: "old title" }));
  for (const i of [0, 1, 2]) {
    await store.putSegment(await aSegment("s", i, run(4, i * 10, `old${i}-`)));
  }
  await store.putSegment(await aSegment("s", 0, run(4, 0, "old"), { tabId: "u" }));
}

interface Over {
  session?: Partial<Session>;
  segments?: SessionRedaction["segments"];
  annotations?: SessionRedaction["annotations"];
  blobs?: string[];
}

/** Takes the marks out of the last two segments of `t`. */
async function aRedaction(
  store: SessionStore,
  over: Over = {},
): Promise<Sanitized<SessionRedaction>> {
  const held = (await store.getSession("s")) ?? aSession("s");
  const segments = [1, 2].map((i) => aSegment("s", i, run(4, i * 10, "new"), { rev: 1 }));
  return clean<SessionRedaction>({
    segments: await Promise.all(segments),
    annotations: [],
    blobs: [],
    ...over,
    session: { ...held, title: "new title", ...over.session },
  });
}

const needs = ["redaction"] as const;
const revs = async (store: SessionStore) =>
  (await store.listSegments("s")).map(({ tabId, index, rev }) => `${tabId}${index}.${rev}`);
const whole = async (store: SessionStore) =>
  JSON.stringify([
    await store.getSession("s"),
    await store.listSegments("s"),
    await storedEvents(store, "s"),
    await store.listAnnotations("s"),
    await store.listBlobs("s"),
  ]);

export function redacting({ group, it, itWithTwo }: Suite): void {
  group("redacting after the fact", () => {
    it("replaces what changes, in place and at once, and leaves the rest", needs, async (store) => {
      await fill(store);
      const before = await store.getSession("s");
      await store.redactSession(await aRedaction(store));
      expect(await revs(store)).toEqual(["t0.0", "t1.1", "t2.1", "u0.0"]);
      const marks = (await storedEvents(store, "s")).map(({ data }) => String(data["mark"]));
      expect(marks.slice(0, 5)).toEqual(["old0-0", "old0-1", "old0-2", "old0-3", "new0"]);
      expect(await store.getSession("s")).toEqual({
        ...before,
        title: "new title",
        rev: (before?.rev ?? 0) + 1,
      });
      const { sessions } = await store.listSessions({ text: "old" });
      expect(sessions).toEqual([]);
    });

    it(
      "drops all that was derived from the session, and nothing of another",
      [...needs, "derived"],
      async (store) => {
        await fill(store);
        await store.putSession(aSession("other"));
        const keys = [
          { sessionId: "s", tabId: "t", segmentIndex: 0, kind: "keyframe" },
          { sessionId: "s", tabId: "u", segmentIndex: 0, kind: "keyframe" },
          { sessionId: "s", kind: "thumbnail" },
          { sessionId: "other", kind: "thumbnail" },
        ];
        for (const key of keys) await store.putDerived(key, utf8("x"));
        await store.redactSession(await aRedaction(store));
        const left = await Promise.all(keys.map((key) => store.getDerived(key)));
        expect(left).toEqual([null, null, null, utf8("x")]);
      },
    );

    it(
      "replaces annotations and lets blobs go, unless another session holds them",
      [...needs, "blobs", "annotations"],
      async (store) => {
        await fill(store);
        await store.putSession(aSession("other"));
        const mine = await store.putBlob("s", clean(utf8("mine")));
        const kept = await store.putBlob("s", clean(utf8("kept")));
        const shared = await store.putBlob("s", clean(utf8("shared")));
        await store.putBlob("other", clean(utf8("shared")));
        await store.putAnnotation(anAnnotation("s", "a", { text: "old" }));
        await store.putAnnotation(anAnnotation("s", "b", { text: "stays" }));
        await store.redactSession(
          await aRedaction(store, {
            annotations: [anAnnotation("s", "a", { text: "new", editedAt: 9_999_999_999_999 })],
            blobs: [mine, shared],
          }),
        );
        expect((await store.listAnnotations("s")).map(({ text }) => text)).toEqual([
          "new",
          "stays",
        ]);
        expect(await store.listBlobs("s")).toEqual([kept]);
        expect(await store.getBlob(mine)).toBeNull();
        expect(await store.getBlob(shared)).toEqual(utf8("shared"));
      },
    );

    it("a blob that is let go goes with its last holder", ["blobs"], async (store) => {
      await fill(store);
      await store.putSession(aSession("other"));
      const hash = await store.putBlob("s", clean(utf8("both")));
      await store.putBlob("other", clean(utf8("both")));
      await store.dropBlob("s", hash);
      expect(await store.listBlobs("s")).toEqual([]);
      expect(await store.getBlob(hash)).toEqual(utf8("both"));
      await store.dropBlob("other", hash);
      await store.dropBlob("other", hash);
      expect(await store.getBlob(hash)).toBeNull();
    });

    it("frees the room that it took", [...needs, "limits"], async (store) => {
      await fill(store);
      await store.redactSession(await aRedaction(store));
      const packed = await Promise.all(
        (await store.listSegments("s")).map(({ tabId, index }) =>
          store.getSegment("s", tabId, index),
        ),
      );
      const bytes = packed.reduce((sum, segment) => sum + (segment?.gzip.length ?? 0), 0);
      expect(await store.storedBytes("s")).toBe(bytes);
    });

    it("R5 changes nothing at all where a part of it does not fit", needs, async (store) => {
      await fill(store);
      const before = await whole(store);
      const good = (await aRedaction(store)).segments;
      const at = (index: number, over = {}) =>
        aSegment("s", index, run(4, index * 10, "x"), { rev: 1, ...over });
      const wrong: [string, Over][] = [
        ["conflict", { segments: [...good, await at(7)] }],
        ["conflict", { segments: [...good, await at(0, { rev: 0 })] }],
        ["conflict", { segments: [...good, await aSegment("s", 0, run(3, 0, "x"), { rev: 1 })] }],
        ["conflict", { segments: [...good, await aSegment("s", 0, run(4, 1, "x"), { rev: 1 })] }],
        ["conflict", { session: { rev: 77 } }],
        ["invalid-input", { segments: [...good, await at(0, { sha256: "0".repeat(64) })] }],
        ["invalid-input", { segments: [...good, await at(0, { sessionId: "other" })] }],
        ["invalid-input", { blobs: ["nonsense"] }],
        ["invalid-input", { session: { counts: null as never } }],
      ];
      for (const [code, over] of wrong) {
        expect(await codeOf(store.redactSession(await aRedaction(store, over)))).toBe(code);
        expect(await whole(store)).toBe(before);
      }
    });

    it(
      "waits for the end of a recording and for an empty tail",
      [...needs, "tail"],
      async (store) => {
        await fill(store);
        for (const state of ["recording", "paused"] as const) {
          await store.patchSession("s", clean({ state }));
          await refuses("refused", store.redactSession(await aRedaction(store)));
        }
        await store.patchSession("s", clean({ state: "finished" }));
        await store.appendTail(aBatch("s", 0, run(2, 99)));
        await refuses("conflict", store.redactSession(await aRedaction(store)));
        await store.seal("s", "t", { all: true });
        await store.redactSession(await aRedaction(store));
        expect(await revs(store)).toContain("t1.1");
      },
    );

    it("takes no session that is not there, nor one that was deleted", needs, async (store) => {
      await refuses("not-found", store.redactSession(await aRedaction(store)));
      await fill(store);
      const redaction = await aRedaction(store);
      await store.deleteSession("s");
      await refuses("deleted", store.redactSession(redaction));
      expect(await store.getSession("s")).toBeNull();
    });

    itWithTwo("one of two that redact at once wins, wholly", needs, async (one, two) => {
      await fill(one);
      const mine = await aRedaction(one, { session: { title: "first" } });
      const other = await aRedaction(two, { session: { title: "second" } });
      const outcomes = await Promise.all([
        codeOf(one.redactSession(mine)),
        codeOf(two.redactSession(other)),
      ]);
      expect(outcomes.toSorted()).toEqual(["conflict", undefined]);
      expect(await revs(two)).toEqual(["t0.0", "t1.1", "t2.1", "u0.0"]);
    });
  });
}
