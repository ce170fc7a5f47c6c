import { beforeEach, describe, expect, test } from "vitest";
import { createLiveMarks } from "../../../src/extension/marks.ts";
import type { Recording, Recordings } from "../../../src/extension/recordings.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { aSession, T0 } from "../../contract/session-store/samples.ts";

const recording = {
  browserTabId: 7,
  sessionId: "s",
  tabId: "t2",
  startedAt: T0,
  policy: { ...DEFAULT_SITE_POLICY, patterns: [{ name: "order", pattern: "ORD-[0-9]{4}" }] },
} as unknown as Recording;
const recordings = {
  byTab: (id: number) => (id === 7 ? recording : undefined),
} as Recordings;

let store: SessionStore;
const marks = () => createLiveMarks(store, recordings);

beforeEach(async () => {
  store = createMemoryStore();
  await store.putSession(aSession("s"));
});

describe("marks while recording", () => {
  test("P1 P5 a note is redacted by the patterns of the site that is recorded", async () => {
    await marks().add(7, { kind: "bug", text: "ORD-1234 of ann@mail.example" });
    expect(await store.listAnnotations("s")).toMatchObject([
      { kind: "bug", text: "[redacted] of [email]", tabId: "t2" },
    ]);
    const [made] = await marks().list("s");
    await marks().edit(7, made!.id, { kind: "pass", text: "Not ORD-9999" });
    expect(await marks().list("s")).toMatchObject([{ kind: "pass", text: "Not [redacted]" }]);
  });

  test("stand at the moment that was meant, within the session", async () => {
    for (const at of [T0 + 900, T0 - 5_000, Date.now() + 60_000]) {
      await marks().add(7, { kind: "idea", text: "" }, at);
    }
    const offsets = (await store.listAnnotations("s")).map(({ offsetMs }) => offsetMs);
    expect(offsets.slice(0, 2)).toEqual([0, 900]);
    expect(T0 + offsets[2]!).toBeLessThanOrEqual(Date.now());
  });

  test("R4 where nothing is recorded, and for what is no mark, nothing is stored and a sentence says why", async () => {
    await expect(marks().add(8, { kind: "bug", text: "" })).rejects.toThrow(
      /Start recording first/,
    );
    await expect(marks().add(7, { kind: "x" as never, text: "" })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(marks().add(7, { kind: "bug", text: "" }, Number.NaN)).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(marks().edit(7, "gone", { kind: "bug", text: "" })).rejects.toThrow(/gone/);
    expect(await store.listAnnotations("s")).toEqual([]);
  });
});
