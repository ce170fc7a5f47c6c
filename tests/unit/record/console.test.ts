import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SignalPayload } from "../../../src/format/signals/signals.ts";
import { watchConsole } from "../../../src/record/signals/console.ts";
import { hydrationIn } from "../../../src/record/signals/hydration.ts";
import { recordWith } from "./page.ts";

type Call = SignalPayload<"waymark.console">;
type Print = (...args: unknown[]) => void;

const METHODS =
  "log info warn error debug trace assert dir dirxml table group groupCollapsed groupEnd count countReset time timeLog timeEnd clear".split(
    " ",
  );

/** A page's console, and what is recorded of it. */
function start() {
  const printed: unknown[][] = [];
  const page = Object.fromEntries(
    METHODS.map((name) => [name, (...args: unknown[]) => void printed.push([name, ...args])]),
  ) as Record<string, Print>;
  const { said, end } = recordWith(watchConsole, page);
  const calls = () =>
    said.filter(({ tag }) => tag === "waymark.console").map(({ payload }) => payload as Call);
  return { page, printed, said, calls, end, messages: () => calls().map(({ message }) => message) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

describe("the page's console", () => {
  it("gets each call once, as it was made, and throws what it throws", () => {
    const { page, printed, said, end } = start();
    const watched = page["log"];
    const argument = { a: 1 };
    for (const name of METHODS) page[name]!(argument, name);
    expect(printed).toEqual(METHODS.map((name) => [name, argument, name]));
    expect(printed.every(([, first]) => first === argument)).toBe(true);
    expect(said.filter(({ tag }) => tag === "waymark.capture")).toEqual([]);
    end();
    expect(page["log"]).not.toBe(watched);
  });

  it("throws what the page's console throws", () => {
    const error = new Error("from a method that the page put there");
    const page = {
      log: () => {
        throw error;
      },
    };
    const { said } = recordWith(watchConsole, page);
    expect(() => page.log()).toThrow(error);
    expect(said).toHaveLength(1);
  });

  it("tells every level, with a failed assertion only", () => {
    const { page, calls } = start();
    for (const name of METHODS) page[name]!(name === "assert" ? true : name);
    page["assert"]!(false, "no %s", "stock");
    const told = calls().map(({ level, message }) => `${level} ${message}`);
    expect(told.map((each) => each.replace(/[\d.]+ ms/, "N ms"))).toEqual([
      "log log",
      "info info",
      "warn warn",
      "error error",
      "debug debug",
      "trace trace",
      "dir dir",
      "dir dirxml",
      "table table",
      "group group",
      "groupCollapsed groupCollapsed",
      "groupEnd groupEnd",
      "count count: 1",
      "countReset countReset",
      "time time",
      "timeLog timeLog",
      "timeEnd timeEnd",
      "clear clear",
      "assert no stock",
    ]);
  });

  it.each<[string, unknown[], string]>([
    ["texts", ["a", "b"], "a b"],
    ["values", ["a", 1, null, undefined, { b: [2] }], 'a 1 null undefined {"b": [2]}'],
    ["%s", ["%s is %s", "a", { b: 1 }, "c"], 'a is {"b": 1} c'],
    ["numbers", ["%d %i %f %d", 4.7, "12px", "1.5x", {}], "4 12 1.5 NaN"],
    ["objects", ["%o|%O", [1], { a: 2 }], '[1]|{"a": 2}'],
    ["styles", ["%cred%c plain", "color: red", ""], "red plain"],
    ["signs", ["100%% of %s", "it"], "100% of it"],
    ["too few values", ["%s and %s", "a"], "a and %s"],
    ["no format", [1, "%s", "a"], "1 %s a"],
  ])("writes %s in one line", (_, args, line) => {
    const { page, messages } = start();
    page["log"]!(...args);
    expect(messages()).toEqual([line]);
  });

  it("P5 leaves out texts that follow the name of a secret", () => {
    const { page, said } = start();
    page["log"]!("token:", "hush");
    page["log"]!("the password =", "hush", "shown");
    page["log"]!("user %s has password: %s", "shown", "hush");
    page["log"]!({ password: { now: "hush" } }.password, "apiKey", "hush");
    page["error"]!("Invalid token", "shown");
    const [, , , object] = said;
    expect((object!.payload as Call).args).toEqual([{ now: "hush" }]);
    const lines = said.map(({ payload }) => payload["message"]);
    expect(lines).toEqual([
      "token: [secret]",
      "the password = [secret] shown",
      "user shown has password: [secret]",
      '{"now": "hush"} apiKey hush',
      "Invalid token shown",
    ]);
  });

  it("keeps the previews of what is more than a text", () => {
    const { page, calls } = start();
    page["log"]!("a", { b: 1 }, 2, [3]);
    expect(JSON.parse(JSON.stringify(calls()[0]!.args))).toEqual([{ b: 1 }, [3]]);
  });

  it("says how deep in groups a line stands, counts, and measures", () => {
    const { page, calls } = start();
    page["group"]!("outer");
    page["groupCollapsed"]!("inner");
    page["log"]!("line");
    page["groupEnd"]!();
    page["groupEnd"]!();
    page["groupEnd"]!();
    page["log"]!("after");
    expect(calls().map(({ depth = 0 }) => depth)).toEqual([0, 1, 2, 1, 0, 0, 0]);
    page["count"]!();
    page["count"]!();
    page["count"]!("x");
    page["countReset"]!();
    page["count"]!();
    const counts = calls().filter(({ level }) => level === "count");
    expect(counts.map(({ message }) => message)).toEqual([
      "default: 1",
      "default: 2",
      "x: 1",
      "default: 1",
    ]);
    page["time"]!("t");
    page["timeEnd"]!("t");
    expect(calls().at(-1)!.message).toMatch(/^t: \d+\.\d ms$/);
  });

  it("folds what repeats, and tells how often when another line comes, after a second, and at the end", () => {
    const { page, calls, end } = start();
    const say = (text: string, times: number) => {
      for (let i = 0; i < times; i++) page["info"]!(text, { a: 1 });
    };
    say("tick", 5);
    say("tock", 1);
    expect(calls().map(({ message, repeats }) => [message, repeats])).toEqual([
      ['tick {"a": 1}', undefined],
      ['tick {"a": 1}', 4],
      ['tock {"a": 1}', undefined],
    ]);
    expect(calls()[1]).not.toHaveProperty("args");
    say("tock", 2);
    vi.advanceTimersByTime(1_000);
    expect(calls().at(-1)).toMatchObject({ repeats: 2 });
    say("tock", 3);
    end();
    expect(calls().at(-1)).toMatchObject({ repeats: 3 });
    expect(calls()).toHaveLength(5);
  });

  it("samples a flood, and keeps room for what is wrong", () => {
    const { page, printed, said, calls } = start();
    for (let i = 0; i < 10_000; i++) page["log"]!(`line ${i}`);
    page["error"]!("wrong");
    expect(calls()).toHaveLength(201);
    expect(calls().at(-1)).toMatchObject({ level: "error", message: "wrong" });
    vi.advanceTimersByTime(1_000);
    expect(said.at(-1)).toEqual({
      tag: "waymark.capture",
      payload: { part: "console", what: "sampled", dropped: 9_800 },
    });
    expect(printed).toHaveLength(10_001);
  });

  it("R4 is not read again by what its reading sets off", () => {
    const { page, calls } = start();
    page["log"]!(
      new Proxy(
        {},
        {
          ownKeys(target) {
            page["log"]!("from a trap");
            return Reflect.ownKeys(target);
          },
        },
      ),
    );
    expect(calls().map(({ message }) => message)).toEqual(["{}"]);
  });
});

describe("hydration errors", () => {
  it.each([
    [
      "react",
      "Hydration failed because the initial UI does not match what was rendered on the server.",
    ],
    ["react", "Warning: Text content did not match. Server: %s Client: %s"],
    ["react", "Minified React error #418; visit https://react.dev/errors/418 for the full message"],
    [
      "react",
      "A tree hydrated but some attributes of the server rendered HTML didn't match the client properties.",
    ],
    [
      "next",
      "Hydration failed. See more info here: https://nextjs.org/docs/messages/react-hydration-error",
    ],
    ["vue", "[Vue warn]: Hydration node mismatch:"],
    ["vue", "Hydration completed but contains mismatches."],
    [
      "svelte",
      "[svelte] hydration_mismatch Hydration failed because the initial UI does not match",
    ],
    ["angular", "NG0500: During hydration Angular expected <div> but found <span>."],
    [null, "Minified React error #31"],
    [null, "The plants need hydration"],
    [null, "ENGO500"],
  ] as const)("are known as those of %s: %s", (by, message) => {
    expect(hydrationIn(message)).toBe(by);
  });
});
