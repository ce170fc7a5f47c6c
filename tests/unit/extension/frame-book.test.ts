import { expect, test } from "vitest";
import {
  admitFrame,
  bookOf,
  findFrame,
  frameOfProducer,
  leaveFrames,
} from "../../../src/extension/frame-book.ts";
import type { Recording } from "../../../src/extension/recordings.ts";
import { ID_RANGE } from "../../../src/privacy/gate2/frame-ids.ts";
import { DEFAULT_SITE_POLICY } from "../../../src/privacy/policy.ts";

const recording = (): Recording => ({
  browserTabId: 3,
  sessionId: "s1",
  tabId: "t1",
  startedAt: 1,
  openedAt: 1,
  listed: "page",
  untitled: false,
  policy: DEFAULT_SITE_POLICY,
  canvasSites: [],
  producer: "doc",
  leftCleanly: false,
  closedAt: null,
});
const url = "https://in.example/path?secret=1";

test("a document is admitted once, and the next in its frame takes its place with ids of its own", () => {
  const tab = recording();
  const first = admitFrame(tab, { frameId: 5, documentId: "a", url });
  expect(admitFrame(tab, { frameId: 5, documentId: "a", url })).toBe(first);
  const second = admitFrame(tab, { frameId: 5, documentId: "b", url });
  expect(first.state).toBe("gone");
  expect([first.base, second.base]).toEqual([ID_RANGE, 2 * ID_RANGE]);
});

test("a document that the browser brings back keeps its ids", () => {
  const tab = recording();
  const frame = admitFrame(tab, { frameId: 5, documentId: "a", url });
  Object.assign(frame, { producer: "p", state: "recorded" });
  leaveFrames(tab, () => true);
  expect(findFrame(tab, { frameId: 5 })).toBeNull();
  expect(admitFrame(tab, { frameId: 9, documentId: "a", url })).toBe(frame);
  expect(frame.state).toBe("recorded");
});

test("P1 of a frame's address its origin is kept and no more", () => {
  const tab = recording();
  admitFrame(tab, { frameId: 5, documentId: "a", url });
  admitFrame(tab, { frameId: 6, url: "data:text/html,secret" });
  expect(bookOf(tab).list.map(({ origin }) => origin)).toEqual(["https://in.example", ""]);
  expect(JSON.stringify(tab)).not.toContain("secret");
});

test("late batches of frames that left find their place, those of long ago are forgotten", () => {
  const tab = recording();
  for (let n = 0; n < 300; n++) {
    admitFrame(tab, { frameId: n + 1, url }).producer = `p${n}`;
    leaveFrames(tab, ({ frameId }) => frameId === n + 1);
  }
  expect(frameOfProducer(tab, "p299")?.base).toBe(300 * ID_RANGE);
  expect(frameOfProducer(tab, "p0")).toBeUndefined();
  expect(bookOf(tab).list).toHaveLength(100);
});
