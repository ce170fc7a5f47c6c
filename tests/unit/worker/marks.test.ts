import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { createMarks } from "../../../src/worker/marks.ts";
import { aSession, T0 } from "../../contract/session-store/samples.ts";

let store: SessionStore;
let now: number;
const marks = () =>
  createMarks(
    () => ({ store }),
    () => now,
  );
const held = () => store.listAnnotations("s");

beforeEach(async () => {
  store = createMemoryStore();
  now = T0;
  await store.putSession(aSession("s"));
});

describe("marks of the viewer", () => {
  test("P1 P5 a note goes through the patterns, one's own included, before it is stored", async () => {
    const custom = [{ name: "order", pattern: "ORD-[0-9]{4}" }];
    const draft = { kind: "bug", offsetMs: 5, text: " ORD-1234 of ann@mail.example " } as const;
    const made = await marks().putMark("s", draft, { custom });
    expect(made.text).toBe("[redacted] of [email]");
    expect(await held()).toEqual([made]);
  });

  test("P8 with a pattern that cannot be used nothing is stored", async () => {
    const custom = [{ name: "bad", pattern: "(" }];
    const draft = { kind: "bug", offsetMs: 5, text: "x" } as const;
    await expect(marks().putMark("s", draft, { custom })).rejects.toMatchObject({
      code: "refused",
    });
    expect(await held()).toEqual([]);
  });

  test("a change in the same millisecond wins, and keeps when it was made", async () => {
    const { id } = await marks().putMark("s", { kind: "idea", offsetMs: 5, text: "one" });
    await marks().putMark("s", { id, kind: "pass", offsetMs: 5, text: "two" });
    expect(await held()).toMatchObject([{ id, kind: "pass", text: "two", createdAt: T0 }]);
  });

  test("nothing of what a mark said stays when it is taken away, and it can come back", async () => {
    const made = await marks().putMark("s", { kind: "bug", offsetMs: 5, text: "secret plan" });
    const before = await held();
    await marks().removeMark("s", made.id);
    expect(JSON.stringify(await held())).not.toContain("secret plan");
    expect(await held()).toMatchObject([{ id: made.id, deleted: true }]);
    // Another copy that comes by sync with what was there before changes nothing.
    await store.putAnnotation(before[0]!);
    expect(await held()).toMatchObject([{ deleted: true }]);
    await marks().putMark("s", made);
    expect(await held()).toMatchObject([{ id: made.id, text: "secret plan", createdAt: T0 }]);
    expect((await held())[0]?.deleted).toBeUndefined();
  });

  test("R4 a mark that is not there, or is none, is refused and changes nothing", async () => {
    await expect(marks().removeMark("s", "no")).rejects.toMatchObject({ code: "not-found" });
    await expect(
      marks().putMark("s", { kind: "crash" as never, offsetMs: 5, text: "" }),
    ).rejects.toMatchObject({ code: "invalid-input" });
    await expect(
      marks().putMark("s", { kind: "bug", offsetMs: -1, text: "" }),
    ).rejects.toMatchObject({ code: "invalid-input" });
    expect(await held()).toEqual([]);
  });
});
