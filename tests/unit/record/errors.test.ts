import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import type { SignalPayload } from "../../../src/format/signals/signals.ts";
import {
  causesOf,
  isError,
  MOST_CAUSES,
  readError,
} from "../../../src/record/signals/page-errors.ts";
import { keepTexts, speakFor } from "../../../src/record/signals/native-text.ts";
import { currentStack, pageFrames, siteOf } from "../../../src/record/signals/stacks.ts";

const inLine = (value: unknown) => JSON.stringify(value);

describe("errors of a page", () => {
  it("are told with what caused them, five deep at the most, and never in circles", () => {
    let error = new Error("last");
    for (let i = 0; i < 20; i++) error = new TypeError(`at ${i}`, { cause: error });
    const causes = causesOf(error, inLine);
    expect(causes).toHaveLength(MOST_CAUSES);
    expect(causes[0]).toMatchObject({ name: "TypeError", message: "at 18" });
    const one = new Error("one");
    const two = new Error("two", { cause: one });
    one.cause = two;
    expect(causesOf(one, inLine).map(({ message }) => message)).toEqual(["two"]);
    expect(causesOf(new Error("x", { cause: { code: 7 } }), inLine)).toEqual([
      { message: '{"code":7}' },
    ]);
  });

  it("are read without their getters; a browser's own are read by its own", () => {
    class Failing extends Error {
      override get message(): never {
        throw new Error("the page's code ran");
      }
      override get name(): never {
        throw new Error("the page's code ran");
      }
    }
    expect(readError(new Failing())).toMatchObject({ message: "" });
    expect(readError(new DOMException("gone", "AbortError"))).toMatchObject({
      name: "AbortError",
      message: "gone",
    });
    const ofAnotherWindow = runInNewContext('new RangeError("there")') as Error;
    expect(ofAnotherWindow).not.toBeInstanceOf(Error);
    expect([ofAnotherWindow, { message: "x" }, new Map()].map((each) => isError(each))).toEqual([
      true,
      false,
      false,
    ]);
    expect(readError(ofAnotherWindow)).toMatchObject({ name: "RangeError", message: "there" });
    const long = readError(new Error("x ".repeat(10_000)));
    expect(long satisfies Partial<SignalPayload<"waymark.error">>).toBeDefined();
    expect(long.message.length).toBeLessThanOrEqual(4_000);
  });
});

describe("stacks", () => {
  const URL = "https://a.example/b.js?v=2";
  it.each([
    ["    at run (https://a.example/b.js:1:2)", "https://a.example/b.js"],
    ["at https://a.example/b.js:1:2", "https://a.example/b.js"],
    ["at async https://a.example/b.js:1:2", "https://a.example/b.js"],
    ["at new Cart (webpack://app/./src/x.ts:1:2)", "webpack://app/./src/x.ts"],
    [
      "at eval (eval at run (https://a.example/b.js:1:2), <anonymous>:9:9)",
      "https://a.example/b.js",
    ],
    ["run@https://a.example/b.js:1:2", "https://a.example/b.js"],
    ["@https://a.example/b.js:1:2", "https://a.example/b.js"],
    ["at Array.map (<anonymous>)", null],
    ["at native", null],
  ])("tell the place of a frame: %s", (frame, source) => {
    expect(siteOf(frame.trim())).toEqual(source && { source, line: 1, column: 2 });
  });

  it("leave out the frames of the recorder and what is no frame", () => {
    const stack = `Error: at noon\n    at see (ext://own.js:1:2)\n    at run (${URL}:3:4)\n    at ext://own.js:5:6`;
    expect(pageFrames(stack, "ext://own.js")).toEqual([`at run (${URL}:3:4)`]);
    expect(pageFrames(`see@ext://own.js:1:2\nrun@${URL}:3:4\n`, "ext://own.js")).toEqual([
      `run@${URL}:3:4`,
    ]);
  });

  it("R4 are not taken where the page would be asked to write them", () => {
    const kept = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    let asked = 0;
    const limit = Error.stackTraceLimit;
    try {
      Error.prepareStackTrace = () => String(++asked);
      expect(currentStack(5)).toBe("");
      expect(readError(new Error("x"))).toEqual({ message: "x", name: "Error" });
      delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
      expect(currentStack(1).split("\n")).toHaveLength(1);
    } finally {
      if (kept) Object.defineProperty(Error, "prepareStackTrace", kept);
    }
    expect([asked, Error.stackTraceLimit]).toEqual([0, limit]);
  });
});

describe("functions that are watched", () => {
  it("keep their text, and so does the function that tells it", () => {
    const native = Function.prototype.toString;
    const end = keepTexts();
    try {
      const { random } = Math;
      const proxy = new Proxy(random, {});
      expect(String(proxy)).not.toBe(String(random));
      speakFor(proxy, random);
      expect(String(proxy)).toBe("function random() { [native code] }");
      expect(native.call(proxy)).not.toBe(String(random));
      expect(String(Function.prototype.toString)).toBe(native.call(native));
      expect(() => Function.prototype.toString.call({})).toThrow(TypeError);
    } finally {
      end();
    }
    expect(Function.prototype.toString).toBe(native);
  });
});
