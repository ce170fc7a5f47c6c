import { expect } from "vitest";
import type { DerivedKey } from "../../../src/store/session-store.ts";
import type { Suite } from "./cases.ts";
import {
  anAnnotation,
  aSegment,
  aSession,
  clean,
  refuses,
  run,
  sha256,
  T0,
  utf8,
} from "./samples.ts";

const PNG = [0x89, 0x50, 0x4e, 0x47];

export function belongings({ group, it }: Suite): void {
  group("derived data", () => {
    it("keeps values by segment, by session and by kind", ["derived"], async (store) => {
      await store.putSession(aSession("s"));
      await store.putSegment(await aSegment("s", 0, run(1)));
      const keys: DerivedKey[] = [
        { sessionId: "s", kind: "facts" },
        { sessionId: "s", kind: "thumbnail" },
        { sessionId: "s", tabId: "t", segmentIndex: 0, kind: "facts" },
      ];
      for (const [i, key] of keys.entries()) await store.putDerived(key, Uint8Array.of(i, 255));
      for (const [i, key] of keys.entries())
        expect(await store.getDerived(key)).toEqual(Uint8Array.of(i, 255));
      await store.putDerived({ sessionId: "s", kind: "facts" }, utf8("again"));
      expect(await store.getDerived({ sessionId: "s", kind: "facts" })).toEqual(utf8("again"));
      expect(await store.getDerived({ sessionId: "s", kind: "other" })).toBeNull();
    });

    it("drops all of a session's and nothing else", ["derived"], async (store) => {
      for (const id of ["s", "z"]) {
        await store.putSession(aSession(id));
        await store.putDerived({ sessionId: id, kind: "facts" }, utf8(id));
        await store.putDerived(
          { sessionId: id, tabId: "t", segmentIndex: 3, kind: "keyframe" },
          utf8(id),
        );
      }
      await store.dropDerived("s");
      await store.dropDerived("nobody");
      expect(await store.getDerived({ sessionId: "s", kind: "facts" })).toBeNull();
      expect(
        await store.getDerived({ sessionId: "s", tabId: "t", segmentIndex: 3, kind: "keyframe" }),
      ).toBeNull();
      expect(await store.getDerived({ sessionId: "z", kind: "facts" })).toEqual(utf8("z"));
      expect(await store.getSession("s")).not.toBeNull();
    });

    it("keeps nothing of what was derived before a redaction", ["derived"], async (store) => {
      const key = { sessionId: "s", kind: "facts" };
      await store.putSession(aSession("s"));
      await store.putDerived(key, utf8("fresh"), 0);
      expect(await store.getDerived(key)).toEqual(utf8("fresh"));
      await store.putDerived(key, utf8("of another time"), 1);
      expect(await store.getDerived(key)).toEqual(utf8("fresh"));
      const { privacy, rev } = (await store.getSession("s"))!;
      await store.putSession(
        aSession("s", { rev: rev + 1, privacy: { ...privacy, hits: { redacted: 2 } } }),
      );
      await store.putDerived(key, utf8("stale"), 0);
      expect(await store.getDerived(key)).toEqual(utf8("fresh"));
      await store.putDerived(key, utf8("new"), 2);
      expect(await store.getDerived(key)).toEqual(utf8("new"));
    });

    it("R4 refuses a key that names half a segment", ["derived"], async (store) => {
      await store.putSession(aSession("s"));
      const wrong: DerivedKey[] = [
        { sessionId: "s", tabId: "t", kind: "k" },
        { sessionId: "s", segmentIndex: 0, kind: "k" },
        { sessionId: "s", tabId: "t", segmentIndex: -1, kind: "k" },
      ];
      for (const key of wrong) {
        await refuses("invalid-input", store.putDerived(key, utf8("x")));
        await refuses("invalid-input", store.getDerived(key));
      }
    });

    it("refuses derived data without a session", ["derived"], async (store) => {
      await refuses(
        "not-found",
        store.putDerived({ sessionId: "nobody", kind: "facts" }, utf8("x")),
      );
    });
  });

  group("blobs", () => {
    it("keeps a blob under its hash", ["blobs"], async (store) => {
      await store.putSession(aSession("s"));
      // A server takes bytes that begin as a picture does.
      const bytes = Uint8Array.from({ length: 3_000 }, (_, i) => PNG[i] ?? i % 256);
      const hash = await store.putBlob("s", clean(bytes));
      expect(hash).toBe(await sha256(bytes));
      expect(await store.getBlob(hash)).toEqual(bytes);
      expect(await store.getBlob("0".repeat(64))).toBeNull();
      expect(await store.putBlob("s", clean(bytes))).toBe(hash);
      expect(await store.listBlobs("s")).toEqual([hash]);
    });

    it("lists a session's blobs by hash, and none for others", ["blobs"], async (store) => {
      for (const id of ["s", "z"]) await store.putSession(aSession(id));
      const hashes = [];
      for (const text of ["one", "two", "three"])
        hashes.push(await store.putBlob("s", clean(utf8(text))));
      expect(await store.listBlobs("s")).toEqual(hashes.toSorted());
      expect(await store.listBlobs("z")).toEqual([]);
      expect(await store.listBlobs("nobody")).toEqual([]);
    });

    it("drops a blob with the last session that holds it", ["blobs"], async (store) => {
      for (const id of ["a", "b"]) await store.putSession(aSession(id));
      const shared = await store.putBlob("a", clean(utf8("shared font")));
      await store.putBlob("b", clean(utf8("shared font")));
      const own = await store.putBlob("a", clean(utf8("own image")));
      await store.deleteSession("a");
      expect(await store.getBlob(own)).toBeNull();
      expect(await store.getBlob(shared)).toEqual(utf8("shared font"));
      expect(await store.listBlobs("b")).toEqual([shared]);
      await store.deleteSession("b");
      expect(await store.getBlob(shared)).toBeNull();
    });

    it("refuses a blob without a session", ["blobs"], async (store) => {
      await refuses("not-found", store.putBlob("nobody", clean(utf8("x"))));
      expect(await store.getBlob(await sha256(utf8("x")))).toBeNull();
    });
  });

  group("annotations", () => {
    it("lists in order of offset, then id", ["annotations"], async (store) => {
      await store.putSession(aSession("s"));
      const given = [
        ["c", 5],
        ["b", 10],
        ["a", 10],
        ["d", 0],
      ] as const;
      for (const [id, offsetMs] of given)
        await store.putAnnotation(anAnnotation("s", id, { offsetMs }));
      expect((await store.listAnnotations("s")).map((each) => each.id)).toEqual([
        "d",
        "c",
        "a",
        "b",
      ]);
      expect(await store.listAnnotations("nobody")).toEqual([]);
    });

    it("gives an annotation back whole", ["annotations"], async (store) => {
      await store.putSession(aSession("s"));
      const mark = anAnnotation("s", "a", { tabId: "t", author: "ann", text: "Größe <b>\n結" });
      await store.putAnnotation(mark);
      expect(await store.listAnnotations("s")).toEqual([mark]);
    });

    it(
      "merges by id: the later edit wins in whatever order they come",
      ["annotations"],
      async (store) => {
        for (const id of ["s", "z"]) await store.putSession(aSession(id));
        const edits = [0, 1, 2].map((n) => ({ text: `edit ${n}`, editedAt: T0 + n }));
        for (const edit of edits) await store.putAnnotation(anAnnotation("s", "a", edit));
        for (const edit of edits.toReversed())
          await store.putAnnotation(anAnnotation("z", "a", edit));
        for (const id of ["s", "z"]) {
          expect((await store.listAnnotations(id)).map((each) => each.text)).toEqual(["edit 2"]);
        }
      },
    );

    it("keeps the first of two edits of the same moment", ["annotations"], async (store) => {
      await store.putSession(aSession("s"));
      for (const text of ["first", "second"])
        await store.putAnnotation(anAnnotation("s", "a", { text }));
      expect((await store.listAnnotations("s")).map((each) => each.text)).toEqual(["first"]);
    });

    it("R4 refuses annotations that are not valid", ["annotations"], async (store) => {
      await store.putSession(aSession("s"));
      for (const part of [{ offsetMs: -1 }, { kind: "rant" }, { text: 7 }, { extra: 1 }]) {
        await refuses("invalid-input", store.putAnnotation(anAnnotation("s", "a", part as never)));
      }
      expect(await store.listAnnotations("s")).toEqual([]);
    });

    it("refuses an annotation without a session", ["annotations"], async (store) => {
      await refuses("not-found", store.putAnnotation(anAnnotation("nobody", "a")));
    });
  });
}
