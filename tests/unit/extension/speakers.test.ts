import { expect, it } from "vitest";
import type { Recording } from "../../../src/extension/recordings.ts";
import { speakerOf } from "../../../src/extension/speakers.ts";

type Sender = Parameters<typeof speakerOf>[0];
const sender = (change: Record<string, unknown> = {}) => ({ id: "waymark", ...change }) as Sender;
const inTab = (id: number) => ({ tab: { id }, frameId: 0 });
const recording = (browserTabId: number, producer: string, frame?: string) =>
  ({
    browserTabId,
    producer,
    ...(frame && { frames: { list: [{ producer: frame, frameId: 3 }] } }),
  }) as Recording;

it("a document that leaves with its tab is the one that had its name (Firefox)", () => {
  const name = crypto.randomUUID();
  speakerOf(sender(inTab(4)), name, []);
  expect(speakerOf(sender(), name, [])).toEqual({ tabId: 4, producer: name, frameId: 0 });
});

it("a document that leaves with its tab keeps the id that the browser gave it", () => {
  const name = crypto.randomUUID();
  const { producer } = speakerOf(sender({ ...inTab(4), documentId: "D-1" }), name, []);
  expect(speakerOf(sender(), name, [])).toEqual({ tabId: 4, producer, frameId: 0 });
});

it.each([
  ["the tab's own document", 0, (name: string) => [recording(4, "other"), recording(5, name)]],
  ["a document with an id", 0, (name: string) => [recording(5, `D-1-${name.slice(0, 8)}`)]],
  ["a frame", 3, (name: string) => [recording(5, "other", name)]],
])("after a restart of the background, %s is found by its name", (_, frameId, recordings) => {
  const name = crypto.randomUUID();
  expect(speakerOf(sender(), name, recordings(name))).toMatchObject({
    tabId: 5,
    frameId,
    producer: expect.stringContaining(name.slice(0, 8)),
  });
});

it("a name that nobody had is of no tab, and one of another tab is not that tab's", () => {
  const name = crypto.randomUUID();
  expect(speakerOf(sender(), name, [recording(4, "other")]).tabId).toBeUndefined();
  speakerOf(sender({ ...inTab(4), documentId: "D-1" }), name, []);
  expect(speakerOf(sender(inTab(5)), name, [])).toEqual({ tabId: 5, producer: name, frameId: 0 });
});
