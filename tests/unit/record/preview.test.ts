import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_PREVIEW } from "../../../src/format/signals/console.ts";
import {
  createPreviews,
  inlineText,
  makeRoom,
  type Preview,
} from "../../../src/record/signals/preview.ts";

const preview = createPreviews({ getId: () => -1, getNode: () => null });
const of = (value: unknown): Preview => preview(value, makeRoom());
/** As it travels: without the difference between an object and one without a prototype. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(of(value))) as unknown;
const line = (value: unknown) => inlineText(of(value));

class Cart {
  items = ["pen"];
  get total(): never {
    throw new Error("a getter ran");
  }
}
const circular: Record<string, unknown> = { name: "loop" };
circular["self"] = circular;

describe("previews of values", () => {
  it.each<[string, unknown, unknown, string]>([
    ["texts", "a", "a", '"a"'],
    ["numbers", 1.5, 1.5, "1.5"],
    ["NaN", Number.NaN, { "~": "NaN" }, "NaN"],
    ["nothing", undefined, { "~": "undefined" }, "undefined"],
    ["null", null, null, "null"],
    ["bigints", 12n, { "~": "12n" }, "12n"],
    ["endless bigints", 2n ** 9_999n, { "~": "a large bigint" }, "a large bigint"],
    ["symbols", Symbol("key"), { "~": "Symbol(key)" }, "Symbol(key)"],
    ["functions", function run() {}, { "~": "ƒ run" }, "ƒ run"],
    ["dates", new Date(0), { "~": "1970-01-01T00:00:00.000Z" }, "1970-01-01T00:00:00.000Z"],
    ["no dates", new Date(Number.NaN), { "~": "Invalid Date" }, "Invalid Date"],
    ["patterns", /a+/g, { "~": "/a+/" }, "/a+/"],
    ["boxed texts", Object("boxed"), "boxed", '"boxed"'],
    ["typed arrays", new Uint8Array([104, 117]), { "~": "Uint8Array(2)" }, "Uint8Array(2)"],
    ["buffers", new ArrayBuffer(3), { "~": "ArrayBuffer(3)" }, "ArrayBuffer(3)"],
    ["promises", Promise.resolve(1), { "~": "Promise" }, "Promise"],
    [
      "maps",
      new Map<unknown, unknown>([
        ["a", 1],
        [{ b: 2 }, 3],
      ]),
      { "~": "Map(2)", a: 1, '{"b": 2}': 3 },
      'Map(2) {"a": 1, "{\\"b\\": 2}": 3}',
    ],
    ["sets", new Set([1, "b"]), { "~": "Set(2)", "~values": [1, "b"] }, 'Set(2) {1, "b"}'],
    ["errors", new TypeError("no"), { "~": "TypeError", message: "no" }, "TypeError: no"],
    [
      "causes",
      new Error("a", { cause: new RangeError("b") }),
      { "~": "Error", message: "a", causes: ["RangeError: b"] },
      "Error: a",
    ],
    ["objects of a class", new Cart(), { "~": "Cart", items: ["pen"] }, 'Cart {"items": ["pen"]}'],
    [
      "circles",
      circular,
      { name: "loop", self: { "~": "circular" } },
      '{"name": "loop", "self": circular}',
    ],
    ["holes", Object.assign(Array(3), { 0: 1, 2: 2 }), [1, { "~": "empty" }, 2], "[1, empty, 2]"],
    ["keys like ours", { "~": 1, "~more": 2 }, { "~~": 1, "~~more": 2 }, '{"~~": 1, "~~more": 2}'],
    [
      "objects without a prototype",
      Object.assign(Object.create(null), { a: 1 }),
      { a: 1 },
      '{"a": 1}',
    ],
    ["symbols as keys", { [Symbol("s")]: 1 }, { "Symbol(s)": 1 }, '{"Symbol(s)": 1}'],
    [
      "what is deep",
      { a: { b: { c: { d: { e: 1 } } } } },
      { a: { b: { c: { d: { "~": "Object" } } } } },
      '{"a": {"b": {"c": {"d": Object}}}}',
    ],
  ])("tell %s", (_, value, json, text) => {
    expect(plain(value)).toEqual(json);
    expect(line(value)).toBe(text);
  });

  it("say how much they leave out", () => {
    const long = plain(Array.from({ length: 1_000 }, (_, i) => i)) as unknown[];
    expect(long).toHaveLength(51);
    expect(long.at(-1)).toEqual({ "~more": 950 });
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]));
    expect(plain(wide)).toMatchObject({ k0: 0, k29: 29, "~more": 70 });
    expect(line("x".repeat(5_000)).length).toBeLessThan(1_010);
  });

  it("P5 leave out in one line what has the name of a secret, whatever it holds", () => {
    const user = { name: "jane", password: "hush", token: { value: "hush" }, note: { pin: 1234 } };
    expect(line(user)).toBe(
      '{"name": "jane", "password": [secret], "token": [secret], "note": {"pin": [secret]}}',
    );
    expect(line(new Map([["api_key", "hush"]]))).toBe('Map(1) {"api_key": [secret]}');
    expect(JSON.stringify(of(Object.entries({ password: "hush" })))).not.toContain("hush");
  });

  let ran = 0;
  const trap = (): never => {
    ran++;
    throw new Error("the page's code ran");
  };
  /** What cannot be avoided is survived. */
  const refuse = (): never => {
    throw new Error("refused");
  };
  /** Objects whose every way to run code of their own throws. */
  const traps = fc.constantFrom<() => unknown>(
    () => Object.defineProperty({}, "a", { get: trap, enumerable: true }),
    () => ({ toString: trap, toJSON: trap, valueOf: trap, [Symbol.toPrimitive]: trap }),
    () => ({
      get [Symbol.toStringTag]() {
        return trap();
      },
    }),
    () => new Proxy({ a: 1 }, { get: trap, has: trap, set: trap }),
    () => new Proxy([1, 2], { get: trap, has: trap }),
    () =>
      new Proxy({}, { ownKeys: refuse, getPrototypeOf: refuse, getOwnPropertyDescriptor: refuse }),
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    () => Object.defineProperty(new Error("x"), "stack", { get: trap }),
    () => Object.defineProperty(new Error("x"), "message", { get: trap }),
    () => Object.defineProperty(() => {}, "name", { get: trap }),
    () =>
      Object.defineProperty(
        class {
          only = 1;
        },
        "name",
        { get: trap },
      ),
    () => Object.assign(new Map([["a", 1]]), { entries: trap, [Symbol.iterator]: trap }),
    () => Object.defineProperty(new Set([1]), "size", { get: trap }),
    () => Object.assign(new Date(0), { toISOString: trap, getTime: trap }),
    () => Object.create(Map.prototype),
    () => Object.create(Date.prototype),
    () => Object.defineProperty(/x/, "source", { get: trap }),
  );
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    maxDepth: 8,
    maxKeys: 80,
  });
  const text = fc.string({ maxLength: 3_000, unit: "binary" });
  const made = (value: unknown) => () => value;
  const makers = fc.oneof(
    traps,
    fc.array(traps, { maxLength: 80 }).map((all) => () => all.map((make) => make())),
    anything.map(made),
    fc.dictionary(fc.string({ unit: "binary", maxLength: 300 }), text).map(made),
    fc.array(text, { maxLength: 100 }).map(made),
    // Each sign takes six as JSON.
    fc.constant("\u0000".repeat(3_000)).map(made),
  );

  it("R4 are bounded for any values, and run no code of the page", () => {
    fc.assert(
      fc.property(fc.array(makers, { maxLength: 20 }), (list) => {
        const values = list.map((make) => make());
        ran = 0;
        const room = makeRoom();
        const all = values.map((each) => preview(each, room));
        expect(JSON.stringify(all).length).toBeLessThanOrEqual(LONGEST_PREVIEW);
        for (const each of all) expect(typeof inlineText(each)).toBe("string");
        expect(ran).toBe(0);
      }),
      { numRuns: 400 },
    );
  });
});
