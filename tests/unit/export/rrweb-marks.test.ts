import { beforeEach, describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/format/events.ts";
import { type ExportRun, withMarks } from "../../../src/export/rrweb-marks.ts";
import { letLeave } from "../../../src/export/leave.ts";
import { exportRrweb } from "../../../src/export/rrweb-json.ts";
import { decodeUtf8 } from "../../../src/store/bytes.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { anAnnotation, aSegment, aSession, run, T0 } from "../../contract/session-store/samples.ts";

const runOf = (...offsets: number[]): ExportRun => ({
  firstEventAt: T0 + offsets[0]!,
  lastEventAt: T0 + offsets.at(-1)!,
  eventCount: offsets.length,
  json: JSON.stringify(offsets.map((at) => ({ type: 3, data: {}, timestamp: T0 + at }))),
});
const offsets = ({ json }: ExportRun) =>
  (JSON.parse(json) as RecordedEvent[]).map(
    ({ type, timestamp }) => `${type === 5 ? "mark " : ""}${timestamp - T0}`,
  );
const markAt = (offsetMs: number, tabId = "t") =>
  anAnnotation("s", `m${offsetMs}`, { offsetMs, tabId });

describe("marks among exported events", () => {
  test("stand in their tab, after what has the same time; runs without any are not touched", () => {
    const [first, second, other] = [runOf(0, 10, 20), runOf(30, 40), runOf(5, 50)];
    const untouched = first.json;
    const tabs = [
      ["t", [first, second]],
      ["u", [other]],
    ] as const;
    const placed = withMarks(
      tabs.map(([id, runs]) => [id, [...runs]]),
      [markAt(40), markAt(35), markAt(7, "u")],
      T0,
    );
    expect(placed).toBe(3);
    expect(first.json).toBe(untouched);
    expect(offsets(second)).toEqual(["30", "mark 35", "40", "mark 40"]);
    expect(offsets(other)).toEqual(["5", "mark 7", "50"]);
    expect(second).toMatchObject({ eventCount: 4, lastEventAt: T0 + 40 });
  });

  test("before the first event and after the last, and of a tab that is not there, in the first tab", () => {
    const only = runOf(10, 20);
    expect(withMarks([["t", [only]]], [markAt(2), markAt(99), markAt(15, "gone")], T0)).toBe(3);
    expect(offsets(only)).toEqual(["mark 2", "10", "mark 15", "20", "mark 99"]);
    expect(only).toMatchObject({ firstEventAt: T0 + 2, lastEventAt: T0 + 99 });
    expect(withMarks([], [markAt(2)], T0)).toBe(0);
  });
});

describe("an export", () => {
  let store: SessionStore;
  const leave = () =>
    letLeave(
      store,
      "s",
      { form: "rrweb-json", where: "as rrweb JSON", ask: () => true, docs: null, now: () => T0 },
      (cleared) => exportRrweb(store, cleared),
    );

  beforeEach(async () => {
    store = createMemoryStore();
    await store.putSession(aSession("s", { endedAt: T0 + 50 }));
    await store.putAnnotation(anAnnotation("s", "here", { offsetMs: 1, text: "Here" }));
    await store.putAnnotation(anAnnotation("s", "gone", { text: "", deleted: true }));
  });

  test("holds the marks that stand, and none that was taken away", async () => {
    await store.putSegment(await aSegment("s", 0, run(3)));
    const { json, events } = await leave();
    const left = (JSON.parse(decodeUtf8(json)) as RecordedEvent[]).filter(({ type }) => type === 5);
    expect(left).toEqual([
      {
        type: 5,
        data: { tag: "waymark.mark", payload: { id: "here", kind: "bug", text: "Here" } },
        timestamp: T0 + 1,
      },
    ]);
    expect(events).toBe(4);
  });

  test("R7 says that marks are left out where there is no event to stand among", async () => {
    expect((await leave()).leftOut).toEqual([
      "Marks: there are no events that they could stand among.",
    ]);
  });
});
