import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SignalPayload, SignalTag } from "../../../src/format/signals/signals.ts";
import type { PageVoice } from "../../../src/record/page-api.ts";
import { takePrimitives } from "../../../src/record/primitives.ts";
import { EventMaker } from "./event-maker.ts";
import type { SignalSource } from "../../../src/record/signals/signal-source.ts";

/** A page as far as these sources look at it; its classes are there before the sources are loaded. */
let focused = true;
class FakeDocument extends EventTarget {
  visibilityState = "visible";
  hasFocus(): boolean {
    return focused;
  }
}
class FakeElement extends EventTarget {
  readonly nodeType = 1;
  readonly attributes: Readonly<Record<string, string>>;
  constructor(attributes: Readonly<Record<string, string>>) {
    super();
    this.attributes = attributes;
  }
  getAttribute(name: string): string | null {
    return this.attributes[name] ?? null;
  }
}
vi.stubGlobal("Document", FakeDocument);
vi.stubGlobal("Element", FakeElement);
const { startSignals } = await import("../../../src/record/signals/sources.ts");
const { watchTracking } = await import("../../../src/record/signals/tracking.ts");
const { watchVisibility } = await import("../../../src/record/signals/visibility.ts");

let said: { tag: SignalTag; payload: unknown }[];
let voice: PageVoice;
let page: Window & typeof globalThis;
let document: FakeDocument;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  focused = true;
  voice = { hear: null };
  document = new FakeDocument();
  page = Object.assign(new EventTarget(), {
    Reflect,
    JSON,
    Date,
    Document: EventMaker,
    EventTarget,
    MessagePort,
    queueMicrotask,
    setTimeout,
    clearTimeout,
    document,
  }) as unknown as Window & typeof globalThis;
});
afterEach(() => vi.useRealTimers());

function start(source: SignalSource, ids: ReadonlyMap<unknown, number> = new Map()): () => void {
  const shared = {
    global: page,
    primitives: takePrimitives(page),
    mirror: { getId: (node: unknown) => ids.get(node) ?? -1, getNode: () => null },
    earlyErrors: [],
    rules: { headers: false, bodies: [], leftOut: [] },
    voice,
    say: <T extends SignalTag>(tag: T, payload: SignalPayload<T>) =>
      void said.push({ tag, payload }),
    flush: () => {},
  };
  return startSignals(shared, [source]);
}

const payloads = () => said.map(({ payload }) => payload);

test("the window's focus is told when it changes, and not that of elements and frames in it", () => {
  start(watchVisibility);
  const happen = (type: string, focus: boolean) => {
    focused = focus;
    page.dispatchEvent(new Event(type));
  };
  happen("blur", true);
  expect(payloads(), "a frame in the page has it now").toEqual([]);
  happen("blur", false);
  happen("blur", false);
  happen("focus", true);
  page.dispatchEvent(new Event("offline"));
  document.dispatchEvent(new Event("freeze"));
  expect(payloads()).toEqual(["blur", "focus", "offline", "frozen"].map((what) => ({ what })));
});

/** An act on the innermost of some elements, which bubbles as far as the page. */
function act(type: string, ...path: FakeElement[]): void {
  const event = new Event(type);
  vi.spyOn(event, "composedPath").mockReturnValue([...path, page as unknown as EventTarget]);
  page.dispatchEvent(event);
}

test("acts are told of the innermost element that asks for them", () => {
  const inner = new FakeElement({});
  const asks = new FakeElement({
    "data-waymark-track-click": "inner",
    "data-waymark-data": '{"a":1}',
  });
  const outer = new FakeElement({
    "data-sentiero-track-click": "outer",
    "data-sentiero-track-focus": "focused",
    "data-sentiero-data": '{"b":2}',
  });
  start(
    watchTracking,
    new Map([
      [asks, 7],
      [outer, 8],
    ]),
  );
  act("click", inner, asks, outer);
  act("focus", inner, asks, outer);
  act("change", inner, asks, outer);
  expect(payloads()).toEqual([
    { name: "inner", data: { a: 1 }, by: "click", id: 7 },
    { name: "focused", data: { b: 2 }, by: "focus", id: 8 },
  ]);
});

test("R4 what an attribute asks wrongly is counted, and P6 what is not recorded tells nothing", () => {
  const broken = new FakeElement({
    "data-waymark-track-click": "x",
    "data-waymark-data": "{",
  });
  const unseen = new FakeElement({ "data-waymark-track-click": "x" });
  start(watchTracking, new Map([[broken, 7]]));
  act("click", broken);
  act("click", unseen);
  expect(payloads()).toEqual([
    { part: "tracking", what: "sampled", dropped: 1, reason: expect.any(String) },
  ]);
});

test("events come at a bounded rate, whoever tells them", () => {
  const end = start(watchTracking);
  for (let i = 0; i < 1_000; i++) voice.hear?.({ track: "again" });
  const tracked = () => said.filter(({ tag }) => tag === "waymark.track").length;
  expect(tracked()).toBe(50);
  vi.advanceTimersByTime(1_000);
  expect(said.at(-1)?.payload).toEqual({ part: "tracking", what: "sampled", dropped: 950 });
  for (let i = 0; i < 1_000; i++) voice.hear?.({ metadata: { a: i } });
  expect(said.filter(({ tag }) => tag === "waymark.identify")).toHaveLength(10);
  end();
  expect(voice.hear, "nobody hears the page any more").toBeNull();
});
