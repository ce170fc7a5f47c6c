import { describe, expect, it } from "vitest";
import type { ListedEvent } from "../../../src/worker/packed-events.ts";
import type { RedactionPreview } from "../../../src/worker/redact/api.ts";
import { FIRST_CHOICE, targetsOf } from "../../../viewer/session/redact/choice.ts";
import {
  besidesText,
  changeText,
  doneText,
  isNothing,
  limitText,
} from "../../../viewer/session/redact/words.ts";

const element = {
  tabId: "t",
  nodeId: 7,
  at: 1_000,
  size: { width: 80, height: 20 },
  attributes: [],
};
const event = { tabId: "t", segmentIndex: 2, frameIndex: 9, label: "No greeting" } as ListedEvent;

describe("what a person chose to redact", () => {
  it("is the element everywhere, or here, or one attribute of it", () => {
    const subject = { kind: "element", element } as const;
    const place = { tabId: "t", nodeId: 7, at: 1_000 };
    expect(targetsOf(subject, FIRST_CHOICE)).toEqual([
      { kind: "element", ...place, everywhere: true, size: element.size },
    ]);
    expect(targetsOf(subject, { ...FIRST_CHOICE, everywhere: false, attribute: "title" })).toEqual([
      { kind: "attribute", ...place, everywhere: false, name: "title" },
    ]);
  });

  it("is an event, or the element it happened on, and copies of its text", () => {
    const subject = { kind: "event", event, element } as const;
    const copies = ["Blue Heron"];
    expect(targetsOf(subject, { ...FIRST_CHOICE, copies })).toEqual([
      { kind: "event", tabId: "t", segmentIndex: 2, frameIndex: 9 },
      { kind: "text", text: "Blue Heron" },
    ]);
    expect(targetsOf(subject, { ...FIRST_CHOICE, onElement: true })[0]?.kind).toBe("element");
    const without = { ...subject, element: null };
    expect(targetsOf(without, { ...FIRST_CHOICE, onElement: true })[0]?.kind).toBe("event");
  });

  it("is a text or a pattern", () => {
    const of = (isPattern: boolean) =>
      targetsOf({ kind: "text", text: "a.c", isPattern }, FIRST_CHOICE);
    expect(of(false)).toEqual([{ kind: "text", text: "a.c" }]);
    expect(of(true)).toEqual([{ kind: "pattern", pattern: "a.c" }]);
  });
});

it("P5 a text that is looked for hears that pictures cannot be searched", () => {
  expect(limitText({ kind: "text", text: "Jane", isPattern: false })).toMatch(
    /picture or on a canvas cannot be searched.*point at it/,
  );
  expect(limitText({ kind: "element", element })).toBeNull();
});

describe("what would go, in words", () => {
  const preview: RedactionPreview = {
    events: 3,
    kinds: { error: 1, change: 2 },
    segments: 1,
    elements: 1,
    annotations: 1,
    blobs: 0,
    record: true,
    places: [],
    named: [],
    copies: [],
  };

  it("is counted by kind, the most first", () => {
    expect(changeText(preview)).toBe(
      "3 events in 1 segment change: 2 changes of the page, 1 error.",
    );
    expect(changeText({ ...preview, events: 1, kinds: { error: 1 } })).toBe(
      "1 event in 1 segment changes: 1 error.",
    );
    expect(besidesText(preview)).toEqual([
      "1 element found.",
      "The session's title, tabs, labels or details change.",
      "1 mark changes.",
    ]);
  });

  it("may be nothing", () => {
    const none = { ...preview, events: 0, annotations: 0, record: false };
    expect(isNothing(none)).toBe(true);
    expect(isNothing({ ...none, record: true })).toBe(false);
  });

  it("tells who pushed it before to push it again", () => {
    expect(doneText({ events: 1, segments: 1 }, true)).toMatch(/push it again\.$/);
    expect(doneText({ events: 1, segments: 1 }, false)).not.toMatch(/push/);
  });
});
