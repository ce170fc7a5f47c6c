import { beforeEach, describe, expect, it, vi } from "vitest";
import { readBack } from "../../../src/format/sanitized.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import type { Scene } from "../../../src/worker/api.ts";
import { createOpenedSession } from "../../../src/worker/replay/opened-session.ts";
import { createPreparedScenes } from "../../../src/worker/replay/prepared-scenes.ts";
import { appears, el, idleUntil, load, T0 } from "../dom/page.ts";
import { SMALL_SESSION, smallSegment } from "./small-session.ts";

const QUIET_MS = 15;
let store: SessionStore;
let reads: number;
let notes: string[];

beforeEach(async () => {
  const kept = createMemoryStore();
  reads = 0;
  notes = [];
  store = {
    ...kept,
    getSegment: (...key) => {
      reads++;
      return kept.getSegment(...key);
    },
  };
  await kept.putSession(readBack(SMALL_SESSION));
  const segments = [
    [...load([el(10, "p", {}, "before")]), appears(1_000, 4, 20, "first")],
    [appears(2_000, 4, 21, "second"), idleUntil(9_000)],
  ];
  for (const [index, events] of segments.entries()) {
    const outcome = await kept.putSegment(await smallSegment(index, events));
    if (outcome !== "stored") throw new Error(`Segment ${index} is ${outcome}.`);
  }
});

const open = () =>
  createOpenedSession(
    () => store,
    (message) => notes.push(message),
    QUIET_MS,
  );

describe("moments that are likely to be asked for", () => {
  it("are made while nobody seeks, and are the scenes that a seek would have made", async () => {
    const alone = await open().seek("a", "t1", T0 + 2_500);
    const session = open();
    await session.contentsOf("a");
    await session.prepare("a", [
      { tabId: "t1", at: T0 + 2_500 },
      { tabId: "t1", at: T0 + 1_500 },
    ]);
    const before = reads;
    expect(await session.seek("a", "t1", T0 + 2_500)).toEqual(alone);
    expect((await session.seek("a", "t1", T0 + 1_500)).json).not.toContain("second");
    expect(reads).toBe(before);
    await session.seek("a", "t1", T0 + 3_000);
    expect(reads).toBeGreaterThan(before);
  });

  it("give way to a seek, which is not broken off, and go on after it", async () => {
    const session = open();
    await session.contentsOf("a");
    const made = session.prepare("a", [{ tabId: "t1", at: T0 + 2_500 }]);
    let isMade = false;
    void made.then(() => (isMade = true));
    // One after the other, each sooner than the preparing would begin.
    for (let turn = 0; turn < 6; turn++) {
      await new Promise((done) => setTimeout(done, QUIET_MS / 3));
      expect((await session.seek("a", "t1", T0 + 3_000 + turn)).hasPicture).toBe(true);
      expect(isMade).toBe(false);
    }
    // And one in the middle of it.
    const slow = vi.fn<SessionStore["getSegment"]>(store.getSegment);
    store.getSegment = async (...key) => {
      await new Promise((done) => setTimeout(done, 20));
      return slow(...key);
    };
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    expect((await session.seek("a", "t1", T0 + 8_000)).hasPicture).toBe(true);
    await made;
    const before = reads;
    await session.seek("a", "t1", T0 + 2_500);
    expect(reads).toBe(before);
    expect(notes).toEqual([]);
  });

  it("go with what was read of the session: it may have been redacted", async () => {
    const session = open();
    await session.contentsOf("a");
    await session.prepare("a", [{ tabId: "t1", at: T0 + 2_500 }]);
    session.forget("a");
    const before = reads;
    await session.seek("a", "t1", T0 + 2_500);
    expect(reads).toBeGreaterThan(before);
  });

  it("are none of a session that is not open, and end when it is closed", async () => {
    const session = open();
    await session.prepare("a", [{ tabId: "t1", at: T0 + 2_500 }]);
    expect(reads).toBe(0);
    await session.contentsOf("a");
    const made = session.prepare("a", [{ tabId: "t1", at: T0 + 2_500 }]);
    session.close();
    await made;
    expect(reads).toBe(0);
  });

  it("that cannot be made are noted, and told when somebody goes there", async () => {
    const session = open();
    await session.contentsOf("a");
    store.getSegment = async () => {
      throw new Error("The disk is gone.");
    };
    await session.prepare("a", [{ tabId: "t1", at: T0 + 2_500 }]);
    expect(notes.join()).toContain("The disk is gone.");
    await expect(session.seek("a", "t1", T0 + 2_500)).rejects.toThrow("The disk is gone.");
  });
});

it("a page that is closed does not break off what another seeks", async () => {
  await store.putSession(readBack({ ...SMALL_SESSION, id: "b" }));
  const session = open();
  const seeking = session.seek("a", "t1", T0 + 2_500);
  const other = session.seek("b", "t1", T0);
  session.close("b");
  expect((await seeking).hasPicture).toBe(true);
  await expect(other).rejects.toThrow("Another moment");
  const last = session.seek("a", "t1", T0 + 2_500);
  session.close();
  await expect(last).rejects.toThrow("Another moment");
});

describe("the moment under the pointer", () => {
  it("is worked out before it is sought, and is what a seek would have shown", async () => {
    const alone = await open().seek("a", "t1", T0 + 2_500);
    const session = open();
    await session.contentsOf("a");
    expect(await session.point("a", "t1", T0 + 2_500)).toBeGreaterThan(0);
    const before = reads;
    expect(await session.point("a", "t1", T0 + 2_500)).toBeGreaterThan(0);
    expect(await session.seek("a", "t1", T0 + 2_500)).toEqual(alone);
    expect(reads).toBe(before);
  });

  it("breaks off no seek, and is broken off by one", async () => {
    const session = open();
    await session.contentsOf("a");
    const sought = session.seek("a", "t1", T0 + 3_000);
    expect(await session.point("a", "t1", T0 + 2_500)).toBeNull();
    expect((await sought).at).toBe(T0 + 3_000);
    const pointed = session.point("a", "t1", T0 + 2_500);
    expect((await session.seek("a", "t1", T0 + 8_000)).at).toBe(T0 + 8_000);
    expect(await pointed).toBeNull();
    expect((await session.seek("a", "t1", T0 + 2_500)).at).toBe(T0 + 2_500);
    expect(notes).toEqual([]);
  });

  it("is none of a session that is not open", async () => {
    const session = open();
    expect(await session.point("a", "t1", T0 + 2_500)).toBeNull();
    await new Promise((done) => setTimeout(done, QUIET_MS));
    expect(reads).toBe(0);
  });

  it("that cannot be made is told when it is sought", async () => {
    const session = open();
    await session.contentsOf("a");
    store.getSegment = async () => {
      throw new Error("The disk is gone.");
    };
    expect(await session.point("a", "t1", T0 + 2_500)).toBeNull();
    await expect(session.seek("a", "t1", T0 + 2_500)).rejects.toThrow("The disk is gone.");
  });
});

it("prepared scenes weigh a few megabytes at the most", async () => {
  const prepared = createPreparedScenes();
  const noise = () =>
    Array.from(crypto.getRandomValues(new Uint32Array(15_000)), (n) => n.toString(36)).join("");
  for (let at = 0; at < 60; at++) {
    const scene: Scene = { json: noise(), at, hasPicture: true, click: null, run: 0, runCount: 1 };
    await prepared.keep(`${at}`, scene);
  }
  const kept = Array.from({ length: 60 }, (_, at) => prepared.sizeOf(`${at}`) !== null).filter(
    Boolean,
  ).length;
  expect(kept).toBeGreaterThan(10);
  expect(kept).toBeLessThan(60);
});
