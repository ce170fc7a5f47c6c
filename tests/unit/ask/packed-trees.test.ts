import fc from "fast-check";
import { expect, test } from "vitest";
import { packKeyframe, unpackKeyframe } from "../../../src/ask/keyframe.ts";
import { packTrees, unpackTrees } from "../../../src/ask/packed-trees.ts";
import type { Run } from "../../../src/ask/runs.ts";
import { DomMirror } from "../../../src/dom/mirror.ts";
import { snapshotOf } from "../../../src/dom/snapshot.ts";
import { encodeUtf8, gunzipText, gzip } from "../../../src/store/bytes.ts";
import { randomFrom, randomRecording } from "../dom/random-page.ts";

const RUN: Run = { segments: [], hasTail: false, bytes: 0, firstEventAt: 0, lastEventAt: 9 };

test("a keyframe unpacks to the very events that it was packed from: frames, shadow roots, all", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat({ max: 300 }), async (seed, count) => {
      const mirror = new DomMirror();
      for (const event of randomRecording(randomFrom(seed), count)) mirror.apply(event);
      const events = snapshotOf(mirror, 9);
      const asWritten: unknown = JSON.parse(JSON.stringify(events));
      const { packed, bytes } = await packKeyframe(RUN, events);
      expect(await unpackKeyframe(packed, RUN)).toEqual({ events: asWritten, bytes });
      expect(JSON.parse(JSON.stringify(events)), "what was packed is as it was").toEqual(asWritten);
    }),
    { numRuns: 60 },
  );
});

test("R4 a keyframe without its tree is refused; what only looks as if it held one is kept as it was", async () => {
  const event = (type: number, data: Record<string, unknown>) => ({ type, data, timestamp: 9 });
  const snapshot = event(2, { node: { type: 0, id: 1, childNodes: [] }, initialOffset: {} });
  const font = event(3, { source: 10, family: "F", fontSource: "x", isAttachIframe: true });
  const { packed } = await packKeyframe(RUN, [snapshot, font]);
  expect((await unpackKeyframe(packed, RUN))?.events).toEqual([snapshot, font]);
  const stored = JSON.parse(await gunzipText(packed, 1e6)) as { trees: object };
  stored.trees = packTrees([]);
  const treeless = await gzip(encodeUtf8(JSON.stringify(stored)));
  await expect(unpackKeyframe(treeless, RUN)).rejects.toThrow("lacks trees");
});

test("trees keep their order, empty lists of children, and texts that are empty", () => {
  const roots = [
    {
      type: 0,
      id: 1,
      childNodes: [
        { type: 2, id: 9, tagName: "p", attributes: { class: "a" }, childNodes: [] },
        { type: 3, id: 4, textContent: "" },
        {
          type: 2,
          id: 5,
          tagName: "p",
          attributes: { class: "a" },
          childNodes: [{ type: 3, id: 6, textContent: "last" }],
        },
        { type: 3, id: 7 },
      ],
    },
    { type: 0, id: 30, rootId: 30, childNodes: [] },
  ];
  const packed = packTrees(roots);
  expect(packed.heads.length, "each head once").toBe(5);
  expect(unpackTrees(packed)).toEqual(roots);
});

test("R4 columns that do not fit each other are refused", () => {
  const sound = packTrees([{ type: 0, id: 1, childNodes: [{ type: 3, id: 2, textContent: "x" }] }]);
  for (const harmed of [
    { ...sound, texts: [] },
    { ...sound, texts: ["x", "y"] },
    { ...sound, ids: [1] },
    { ...sound, children: [2, -1] },
    { ...sound, kinds: [0] },
  ]) {
    expect(() => unpackTrees(harmed)).toThrow("do not fit");
  }
  expect(() => packTrees([{ type: 3, id: 0.1 }])).toThrow("id 0.1");
});
