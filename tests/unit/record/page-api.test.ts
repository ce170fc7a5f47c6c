import { describe, expect, it, vi } from "vitest";
import {
  installPageApi,
  type PageVoice,
  type Told,
  type WaymarkPageApi,
} from "../../../src/record/page-api.ts";
import { readData } from "../../../src/record/page-values.ts";

function install(state: "waiting" | "not-needed" = "not-needed") {
  const told: Told[] = [];
  const events: string[] = [];
  const page = {} as { Waymark?: WaymarkPageApi };
  const voice: PageVoice = { hear: (one) => void told.push(one) };
  const api = installPageApi(page as Window & typeof globalThis, (type) => void events.push(type), {
    state: () => state,
    onOptOut: () => {},
    onConsent: () => {},
    now: Date.now,
    stringify: JSON.stringify,
    voice,
  });
  return { api, page, told, events, voice, waymark: page.Waymark! };
}

const plain = (told: unknown): unknown => JSON.parse(JSON.stringify(told));

describe("Waymark.track", () => {
  it("tells a name, with data that is copied at that moment", () => {
    const { waymark, told } = install();
    const data = { items: 3, list: [1, null, { deep: true }], at: new Date(0), none: undefined };
    waymark.track("checkout-started", data);
    data.list.push(5);
    waymark.track("plain.name_1");
    expect(plain(told)).toEqual([
      {
        track: "checkout-started",
        data: { items: 3, list: [1, null, { deep: true }], at: "1970-01-01T00:00:00.000Z" },
      },
      { track: "plain.name_1" },
    ]);
  });

  it.each<string | number>(["", "with space", "x".repeat(101), 7])(
    "R4 throws for the name %j, and tells nothing",
    (name) => {
      const { waymark, told } = install();
      expect(() => waymark.track(name as string)).toThrow(
        /^Waymark.track needs a name of 1 to 100 letters.*Nothing was recorded\.$/,
      );
      expect(told).toEqual([]);
    },
  );

  const cyclic: Record<string, unknown> = {};
  cyclic["again"] = cyclic;
  it.each<[string, unknown, RegExp]>([
    ["a text", "text", /data must be an object/],
    ["null", null, /data must be an object/],
    ["a list", [1], /data must be an object/],
    ["a function", { a: { b: () => 1 } }, /data\.a\.b is of type function/],
    ["a symbol", { s: Symbol("x") }, /data\.s is of type symbol/],
    ["a big integer", { list: [1n] }, /data\.list\[0\] is of type bigint/],
    ["what contains itself", cyclic, /levels deep, or contains itself/],
    ["more than 4,096 characters", { text: "x".repeat(4_090) }, /longer than 4096 characters/],
    ["more values than fit", { list: Array.from({ length: 1e6 }, () => 1) }, /longer than 4096/],
  ])("R4 throws a TypeError that says why for %s", (_, data, why) => {
    const { waymark, told } = install();
    const call = () => waymark.track("name", data as object);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(why);
    expect(told).toEqual([]);
  });

  it("calls nothing of the page's: no getter, no toJSON", () => {
    const called = vi.fn<() => void>();
    const own = Object.assign(Object.create({ toJSON: called }) as object, { kept: 1 });
    expect(plain(readData({ own }, JSON.stringify))).toEqual({ own: { kept: 1 } });
    const withGetter = Object.defineProperty({}, "x", { enumerable: true, get: called });
    expect(() => readData(withGetter, JSON.stringify)).toThrow(/data\.x is a getter/);
    expect(called).not.toHaveBeenCalled();
  });

  it("P7 says nothing while nobody records", () => {
    const { waymark, told, voice } = install("waiting");
    voice.hear = null;
    waymark.track("early", { a: 1 });
    waymark.setMetadata({ plan: "pro" });
    expect(told).toEqual([]);
    // A wrong call is wrong then as well.
    expect(() => waymark.track("no name")).toThrow(TypeError);
  });
});

describe("Waymark.setMetadata", () => {
  it("tells texts, numbers and booleans", () => {
    const { waymark, told } = install();
    waymark.setMetadata({ plan: "pro", seats: 12, trial: false });
    expect(plain(told)).toEqual([{ metadata: { plan: "pro", seats: 12, trial: false } }]);
  });

  it.each<[unknown, RegExp]>([
    [undefined, /must be an object/],
    [{ a: null }, /"a" must be a number, a boolean, or a text/],
    [{ a: {} }, /"a" must be a number/],
    [{ a: "x".repeat(1_025) }, /at most 1024 characters/],
    [{ "": 1 }, /names have 1 to 128 characters/],
    [Object.fromEntries(Array.from({ length: 51 }, (__, i) => [`n${i}`, 1])), /more than 50 names/],
    [
      Object.fromEntries(Array.from({ length: 5 }, (__, i) => [`n${i}`, "x".repeat(1_000)])),
      /longer than 4096/,
    ],
  ])("R4 throws for %j, and tells nothing", (metadata, why) => {
    const { waymark, told } = install();
    expect(() => waymark.setMetadata(metadata as object)).toThrow(why);
    expect(told).toEqual([]);
  });
});

describe("window.Waymark", () => {
  it("is announced once, when it is there", () => {
    const { api, events } = install();
    expect(events).toEqual([]);
    api.announce();
    api.announce();
    expect(events).toEqual(["waymark:ready"]);
  });

  it("leaves a page its own, and announces nothing then", () => {
    const own = { mine: true };
    const page = { Waymark: own } as unknown as Window & typeof globalThis;
    const events: string[] = [];
    const parts = {
      state: () => "not-needed" as const,
      onOptOut() {},
      onConsent() {},
      now: Date.now,
      stringify: JSON.stringify,
      voice: { hear: null },
    };
    const api = installPageApi(page, (event) => void events.push(event), parts);
    api.announce();
    api.end();
    expect([(page as { Waymark?: unknown }).Waymark, events]).toEqual([own, []]);
  });

  it("is gone once nothing is recorded any more", () => {
    const { api, page } = install();
    api.end();
    expect(page.Waymark).toBeUndefined();
  });
});
