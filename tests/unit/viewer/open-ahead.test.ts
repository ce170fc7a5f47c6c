import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createOpenAhead, type OpenAhead } from "../../../viewer/open-ahead.ts";
import { parseRoute } from "../../../viewer/route.ts";
import type { WorkerApi } from "../../../viewer/worker-client.ts";

let ahead: OpenAhead;
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  const api = { openSession: async (id: string) => void asked.push(id) };
  ahead = createOpenAhead(api as unknown as WorkerApi);
});
afterEach(() => vi.useRealTimers());

const isDrawn = () => ahead.drawn()?.id ?? null;
const from = { tabId: null, offsetMs: 0 };

it("a session is opened once, and taken once, while it is fresh", () => {
  ahead.point("a");
  ahead.point("a");
  expect(asked).toEqual(["a"]);
  expect(ahead.take("a", { ...from, offsetMs: 7 })).toBeNull();
  ahead.point("a");
  expect(ahead.take("a", from)).not.toBeNull();
  expect(ahead.take("a", from)).toBeNull();
  ahead.point("a");
  vi.advanceTimersByTime(2_001);
  expect(ahead.take("a", from)).toBeNull();
});

it("whoever follows gets the very route that was drawn, and nothing stays drawn", () => {
  ahead.draw("a");
  const drawn = ahead.drawn();
  expect(ahead.follow(parseRoute("#/sessions/a"))).toBe(drawn);
  expect(isDrawn()).toBeNull();
  ahead.draw("a");
  const elsewhere = parseRoute("#/sessions/a?t=300");
  expect(ahead.follow(elsewhere)).toBe(elsewhere);
  expect(isDrawn()).toBeNull();
  vi.advanceTimersByTime(10_000);
});

it("a pointer that slips off and comes back keeps the page, up to its age", () => {
  ahead.draw("a");
  vi.advanceTimersByTime(800);
  ahead.leave("a");
  vi.advanceTimersByTime(800);
  ahead.draw("a");
  vi.advanceTimersByTime(1_500);
  expect(isDrawn()).toBe("a");
  for (let turn = 0; turn < 8; turn++) {
    ahead.leave("a");
    ahead.draw("a");
    vi.advanceTimersByTime(230);
  }
  expect(isDrawn(), "after 4.94 s").toBe("a");
  vi.advanceTimersByTime(70);
  expect(isDrawn()).toBeNull();
});

it("one that leaves lets it go after a second; another link takes its place at once", () => {
  ahead.draw("a");
  ahead.leave("a");
  ahead.draw("b");
  expect(isDrawn()).toBe("b");
  ahead.leave("a");
  vi.advanceTimersByTime(1_500);
  expect(isDrawn(), "another link's page").toBe("b");
  ahead.leave("b");
  vi.advanceTimersByTime(999);
  expect(isDrawn()).toBe("b");
  vi.advanceTimersByTime(1);
  expect(isDrawn()).toBeNull();
});

it("another row does not take the worker from a page that is drawn", () => {
  ahead.draw("a");
  ahead.point("b");
  expect(asked).toEqual(["a"]);
});

it("what was renamed, pinned or deleted is neither drawn nor opened any more", () => {
  ahead.draw("a");
  ahead.forget("b");
  expect(isDrawn()).toBe("a");
  ahead.forget("a");
  expect(isDrawn()).toBeNull();
  expect(ahead.take("a", from)).toBeNull();
});
