import { expect, test } from "vitest";
import { readContents } from "../../../src/ask/session-reader.ts";
import { readRawFrames } from "../../../src/ask/raw.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { idleUntil } from "../dom/page.ts";
import { SMALL_SESSION, smallSegment } from "../worker/small-session.ts";

async function withDamage(damage: (gzip: Uint8Array) => Uint8Array): Promise<SessionStore> {
  const kept = createMemoryStore();
  await kept.putSession(readBack(SMALL_SESSION));
  for (const [index, at] of [1_000, 2_000].entries()) {
    await kept.putSegment(await smallSegment(index, [idleUntil(at)]));
  }
  return {
    ...kept,
    async getSegment(sessionId, tabId, index) {
      const segment = await kept.getSegment(sessionId, tabId, index);
      return segment && index === 0
        ? readBack({ ...segment, gzip: damage(segment.gzip) })
        : segment;
    },
  };
}

test.each([
  ["cannot be unpacked", (gzip: Uint8Array) => gzip.slice(0, 5)],
  ["holds no gzip", () => new Uint8Array([1, 2, 3])],
])("R7 a segment that %s costs its own raw events only", async (_words, damage) => {
  const store = await withDamage(damage);
  const pointers = [0, 1].map((segmentIndex) => ({
    sessionId: "a",
    tabId: "t1",
    segmentIndex,
    frameIndex: 0,
    offsetMs: 0,
  }));
  const [lost, found] = await readRawFrames(store, await readContents(store, "a"), pointers);
  expect(lost).toBeNull();
  expect(found).toEqual({ event: idleUntil(2_000) });
});
