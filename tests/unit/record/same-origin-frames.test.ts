import { beforeEach, expect, test, vi } from "vitest";
import type { SignalPayload, SignalTag } from "../../../src/format/signals/signals.ts";
import { takePrimitives } from "../../../src/record/primitives.ts";
import { EventMaker } from "./event-maker.ts";

/** Frames as far as they are looked at; their classes are there before the sources are loaded. */
class FakeDocument extends EventTarget {
  readonly view: EventTarget;
  constructor(view: EventTarget) {
    super();
    this.view = view;
  }
  get defaultView(): EventTarget {
    return this.view;
  }
}
class FakeFrame {
  held: FakeDocument | null = null;
  get contentDocument(): FakeDocument | null {
    return this.held;
  }
}
class FakeErrorEvent extends Event {
  readonly #message: string;
  constructor(message: string) {
    super("error");
    this.#message = message;
  }
  get message(): string {
    return this.#message;
  }
}
vi.stubGlobal("Document", FakeDocument);
vi.stubGlobal("HTMLIFrameElement", FakeFrame);
vi.stubGlobal("ErrorEvent", FakeErrorEvent);
const { watchSameOriginFrames } = await import("../../../src/record/signals/same-origin-frames.ts");

type Said = { tag: SignalTag; payload: Record<string, unknown> };
let said: Said[];
let nodes: Map<number, unknown>;

beforeEach(() => {
  said = [];
  nodes = new Map();
});

let leftOut: string[] = [];

function watch(...sources: Parameters<typeof watchSameOriginFrames>[1][]) {
  const global = Object.assign(new EventTarget(), {
    Reflect,
    JSON,
    Date,
    setTimeout,
    clearTimeout,
    queueMicrotask,
    Document: EventMaker,
    EventTarget,
    MessagePort,
    performance,
  }) as unknown as Window & typeof globalThis;
  const shared = {
    global,
    primitives: takePrimitives(global),
    mirror: {
      getId: (node: unknown) => [...nodes].find(([, each]) => each === node)?.[0] ?? -1,
      getNode: (id: number) => (nodes.get(id) as Node | undefined) ?? null,
    },
    earlyErrors: [],
    rules: { headers: false, bodies: [], leftOut },
    say: <T extends SignalTag>(tag: T, payload: SignalPayload<T>) =>
      void said.push({ tag, payload }),
    flush: () => {},
  } as unknown as Parameters<typeof watchSameOriginFrames>[0];
  return watchSameOriginFrames(shared, ...sources);
}

/** Gives the frame a document of its own, with a window to fail in. */
function load(frame: FakeFrame): (message: string) => void {
  const view = new EventTarget();
  frame.held = new FakeDocument(view);
  return (message) => void view.dispatchEvent(new FakeErrorEvent(message));
}

test("errors in a frame of the page's own origin are told with its iframe, once for each", () => {
  const frames = watch();
  const frame = new FakeFrame();
  nodes.set(7, frame);
  const fail = load(frame);
  frames.attached(7);
  frames.attached(7);
  fail("first");
  // A full snapshot gives the iframe another id.
  nodes.clear();
  nodes.set(12, frame);
  frames.attached(12);
  fail("second");
  expect(said).toMatchObject([
    { tag: "waymark.error", payload: { what: "error", message: "first", frame: 7 } },
    { tag: "waymark.error", payload: { what: "error", message: "second", frame: 12 } },
  ]);
  expect(said).toHaveLength(2);
  frames.end();
  fail("late");
  expect(said).toHaveLength(2);
});

test("P9 nothing is listened to where errors are left out", () => {
  leftOut = ["errors"];
  const frames = watch();
  leftOut = [];
  const frame = new FakeFrame();
  nodes.set(7, frame);
  const fail = load(frame);
  frames.attached(7);
  fail("first");
  expect(said).toEqual([]);
});

test("a frame that navigates is listened to anew, and nothing of its old document is told", () => {
  const frames = watch();
  const frame = new FakeFrame();
  nodes.set(7, frame);
  const old = load(frame);
  frames.attached(7);
  const fail = load(frame);
  frames.attached(7);
  old("old");
  fail("new");
  expect(said.map(({ payload }) => payload["message"])).toEqual(["new"]);
  // Of another origin now: there is no document to be seen.
  frame.held = null;
  frames.attached(7);
  // What is not recorded has no id.
  nodes.clear();
  fail("hidden");
  expect(said).toHaveLength(1);
});

test("R6 a part that fails in a frame ends there alone, and frames without end are told once", () => {
  const frames = watch([
    {
      part: "errors",
      watch({ listen, global }) {
        listen(global, "error", () => {
          throw new Error("of the recorder's own");
        });
      },
    },
  ]);
  const fails = Array.from({ length: 52 }, (_, i) => {
    const frame = new FakeFrame();
    nodes.set(i + 1, frame);
    const fail = load(frame);
    frames.attached(i + 1);
    return fail;
  });
  expect(said).toMatchObject([
    { tag: "waymark.capture", payload: { part: "frames", what: "sampled", dropped: 1 } },
  ]);
  fails[0]!("a");
  fails[0]!("b");
  fails[1]!("c");
  expect(said.slice(1)).toMatchObject([
    { payload: { part: "errors", what: "failed", frame: 1 } },
    { payload: { part: "errors", what: "failed", frame: 2 } },
  ]);
});
