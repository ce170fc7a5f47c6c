import { describe, expect, it, vi } from "vitest";
import type { OptionalPart } from "../../../src/privacy/left-out.ts";
import { createLimiter } from "../../../src/record/signals/limiter.ts";
import type { Outcome, SignalContext } from "../../../src/record/signals/signal-source.ts";
import { recordWithAll, type Said } from "./page.ts";

type Watch = (context: SignalContext) => void;

const start = (...watches: Watch[]) => startWithout([], ...watches);

function startWithout(leftOut: OptionalPart[], ...watches: Watch[]) {
  const sources = watches.map((watch, i) => ({
    part: (["console", "network", "errors"] as const)[i % 3]!,
    watch,
  }));
  return recordWithAll(sources, { leftOut });
}

const failed = (part: string, reason: string): Said => ({
  tag: "waymark.capture",
  payload: { part, what: "failed", reason },
});

describe("parts of the capture", () => {
  it("are not begun where a rule leaves them out", () => {
    const begun: string[] = [];
    const begin = (name: string) => () => void begun.push(name);
    startWithout(["network"], begin("console"), begin("network"), begin("errors"));
    expect(begun).toEqual(["console", "errors"]);
  });

  it("R6 fail alone, and say so", () => {
    const heard: string[] = [];
    const { global, said } = start(
      () => {
        throw new Error("at start");
      },
      ({ global: page, listen }) => {
        listen(page, "x", () => {
          throw new Error("later");
        });
        listen(page, "x", () => void heard.push("same part"));
      },
      ({ global: page, listen }) => listen(page, "x", () => void heard.push("other part")),
    );
    global.dispatchEvent(new Event("x"));
    global.dispatchEvent(new Event("x"));
    expect(said).toEqual([failed("console", "Error: at start"), failed("network", "Error: later")]);
    expect(heard).toEqual(["other part", "other part"]);
  });

  it("R4 fail also by an error that cannot be read", () => {
    const { said } = start(() => {
      throw {
        toString() {
          throw new Error("no");
        },
      };
    });
    expect(said).toEqual([failed("console", "an error that cannot be read")]);
  });

  it("leave the page its functions, what they give and what they throw", () => {
    class Page {
      add(a: number, b: number): number {
        if (a < 0) throw new RangeError("negative");
        return a + b;
      }
    }
    const native = Page.prototype.add;
    const outcomes: Outcome[] = [];
    const seen: unknown[][] = [];
    const { end } = start(({ watchCalls }) =>
      watchCalls(Page.prototype, "add", "value", (self, args) => {
        expect(self).toBeInstanceOf(Page);
        seen.push([...args]);
        return (outcome) => void outcomes.push(outcome);
      }),
    );
    const page = new Page();
    expect(page.add(1, 2)).toBe(3);
    expect(() => page.add(-1, 2)).toThrow(RangeError);
    expect([Page.prototype.add.name, Page.prototype.add.length]).toEqual(["add", 2]);
    expect(seen).toEqual([
      [1, 2],
      [-1, 2],
    ]);
    expect(outcomes).toEqual([{ value: 3 }, { thrown: new RangeError("negative") }]);
    end();
    expect(Page.prototype.add).toBe(native);
  });

  it("that fail as they see a call leave the call as it was", () => {
    const page = { get: () => "value" };
    const { said } = start(({ watchCalls }) =>
      watchCalls(page, "get", "value", () => {
        throw new Error("seeing");
      }),
    );
    expect([page.get(), page.get()]).toEqual(["value", "value"]);
    expect(said).toEqual([failed("console", "Error: seeing")]);
  });

  it("keep what a constructor makes, and its subclasses, as they were", () => {
    class Socket {
      readonly url: string;
      constructor(url: string) {
        this.url = url;
      }
    }
    const page = { Socket };
    const made: object[] = [];
    const { end } = start(({ watchNew }) =>
      watchNew(page, "Socket", () => (object) => void made.push(object)),
    );
    const socket = new page.Socket("a");
    class Own extends page.Socket {}
    const own = new Own("b");
    expect(made).toEqual([socket, own]);
    expect(socket).toBeInstanceOf(page.Socket);
    expect(socket.constructor).toBe(page.Socket);
    expect(own.constructor).toBe(Own);
    expect([Own.prototype instanceof page.Socket, page.Socket.name]).toEqual([true, "Socket"]);
    end();
    expect(page.Socket).toBe(Socket);
    expect(new Socket("c").constructor).toBe(Socket);
  });

  it("leave alone what the page put on top of them", () => {
    const page = { get: () => 1 };
    const { end } = start(({ watchCalls }) => watchCalls(page, "get", "value", () => {}));
    const below = page.get;
    const own = () => below() + 1;
    page.get = own;
    end();
    expect(page.get).toBe(own);
    expect(page.get()).toBe(2);
  });
});

describe("a limiter", () => {
  it("keeps a burst, then a rate, and tells what it dropped", () => {
    vi.useFakeTimers();
    try {
      const limiters: ReturnType<typeof createLimiter>[] = [];
      const { said, end } = start((context) =>
        limiters.push(createLimiter(context, "console", { burst: 5, perSecond: 2 })),
      );
      const limiter = limiters[0]!;
      const taken = () => Array.from({ length: 100 }, () => limiter.take()).filter(Boolean).length;
      const dropped = (count: number): Said => ({
        tag: "waymark.capture",
        payload: { part: "console", what: "sampled", dropped: count },
      });
      expect(taken()).toBe(5);
      vi.advanceTimersByTime(1_000);
      expect(said).toEqual([dropped(95)]);
      expect(taken()).toBe(2);
      vi.advanceTimersByTime(10_000);
      expect(said).toEqual([dropped(95), dropped(98)]);
      expect(taken()).toBe(5);
      end();
      expect(said.at(-1)).toEqual(dropped(95));
    } finally {
      vi.useRealTimers();
    }
  });
});
