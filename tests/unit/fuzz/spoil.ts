import type { RecordedEvent } from "../../../src/format/events.ts";
import type { makeRandom } from "../../bench/random.ts";
import { PAYLOADS, TAGS } from "./material.ts";

export type Random = ReturnType<typeof makeRandom>;

/**
 * Stand in the events for what JSON text can say and `JSON.stringify` cannot write: numbers that
 * read as infinite, and values nested so deep that walking them by recursion breaks.
 */
const INFINITE = "@@infinite";
const DEEP_LIST = "@@deep-list";
const DEEP_OBJECT = "@@deep-object";
const LEVELS = 8_000;

const WORDS = ["a", "Buy", "Apply coupon", "", "NaN", "*****", "0", "true", "null"];
/** Names that objects inherit, and such as the code itself gives a meaning to. */
const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "then",
  "length",
  "id",
  "type",
  "data",
  "style",
  "value",
];
const NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  -1e308,
  8.64e15,
  8.64e15 + 1,
  5e-324,
];
/** Long texts of which each has undone a regular expression or a spread somewhere. */
const RUNS = [
  "x",
  "*",
  " ",
  "\n",
  "` ",
  "a{",
  "a{opacity:0}",
  "@media x{",
  "http://a/?#",
  "/**",
  "\\",
  "left:1px;",
  ":not(",
  "[a",
  ".a, ",
  "a > ",
  "9",
  "&#",
  "%",
];

/** Long texts, each a run of one thing and then another. */
export const longTexts = (length: number): string[] =>
  RUNS.map((part) => `${part.repeat(length / part.length)}!`);

const TAG_NAMES = ["constructor", "__proto__", "input", "style", "select", "button", "IFRAME", ""];

/** A value of any kind, small but for rare ones. */
export function anything(r: Random, depth = 0): unknown {
  switch (r.upTo(depth > 3 ? 6 : 9)) {
    case 0:
      return null;
    case 1:
      return r.random() < 0.5;
    case 2:
      return r.pick(NUMBERS);
    case 3:
      return r.pick([...WORDS, ...NAMES, ...TAG_NAMES]);
    case 4:
      return r.upTo(200);
    case 5:
      if (r.random() < 0.05) return r.pick([DEEP_LIST, DEEP_OBJECT]);
      return r.pick([INFINITE, "\ud800", "\u0000", "\u202e"]);
    case 6:
      return Array.from({ length: r.upTo(4) }, () => anything(r, depth + 1));
    default: {
      const value = {};
      for (let i = r.upTo(4); i > 0; i--) {
        set(value, r.pick([...NAMES, ...WORDS]), anything(r, depth + 1));
      }
      return value;
    }
  }
}

/** As JSON.parse does: `__proto__` is a name like others. */
function set(target: object, name: string, value: unknown): void {
  // JSON has no names in lists.
  if (Array.isArray(target) && !/^\d+$/.test(name)) return;
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Where a value stands: in an object or list, under a name or number. */
interface Spot {
  holder: Record<string, unknown>;
  name: string;
}

/** Some place in a value, the deeper ones as likely as those at the top. */
function spotIn(r: Random, value: object): Spot | null {
  let holder = value as Record<string, unknown>;
  for (let depth = 0; depth < 40; depth++) {
    const names = Object.keys(holder);
    if (names.length === 0) return null;
    const name = r.pick(names);
    const inner = holder[name];
    if (typeof inner !== "object" || inner === null || r.random() < 0.3) return { holder, name };
    holder = inner as Record<string, unknown>;
  }
  return null;
}

/** What may befall one value. */
const HARMS: readonly ((r: Random, spot: Spot) => void)[] = [
  (_, { holder, name }) => {
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else delete holder[name];
  },
  (r, { holder, name }) => set(holder, name, anything(r)),
  (r, { holder, name }) => {
    const value = holder[name];
    if (typeof value === "number") set(holder, name, r.pick([-value, value * 1e9, `${value}`]));
    else if (typeof value === "string") set(holder, name, [value]);
    else set(holder, name, r.pick(NUMBERS));
  },
  (r, { holder }) => set(holder, r.pick(NAMES), anything(r)),
  (r, { holder, name }) => set(holder, name, r.pick(NUMBERS)),
  // A wrong id: of another node, of none.
  (r, { holder }) => {
    for (const id of ["id", "parentId", "nextId", "previousId"]) {
      if (Object.hasOwn(holder, id) && r.random() < 0.7) set(holder, id, r.pick([1, 2, 5, 9, 1e9]));
    }
  },
  (_, { holder, name }) => {
    const value = holder[name];
    if (Array.isArray(value)) set(holder, name, [...value, ...value].toReversed());
    else set(holder, name, { value });
  },
  (r, { holder, name }) => {
    if (r.random() < 0.01) set(holder, name, r.pick(longTexts(300_000)));
    else set(holder, name, r.pick(TAG_NAMES));
  },
];

/** One event, harmed in one to four places. The event given stays as it was. */
export function harmed(r: Random, event: RecordedEvent): unknown {
  if (r.random() < 0.02) return anything(r);
  const copy = structuredClone(event);
  for (let i = 1 + r.upTo(4); i > 0; i--) {
    const spot = spotIn(r, copy);
    if (spot) r.pick(HARMS)(r, spot);
  }
  return copy;
}

/** A signal, harmed more often than not. */
export function someSignal(r: Random, timestamp: number): unknown {
  const tag = r.pick(TAGS);
  const payload = structuredClone(r.pick(PAYLOADS[tag]));
  const event = { type: 5, data: { tag, payload } as Record<string, unknown>, timestamp };
  return r.random() < 0.7 ? harmed(r, event) : event;
}

/** A mutation that no recorder makes: rules by the hundred thousand, frames in frames, style in style. */
export function outlandish(r: Random, timestamp: number): unknown {
  const element = (id: number, tagName: string, childNodes: unknown[]) => {
    return { type: 2, id, tagName, attributes: { class: "a" }, childNodes };
  };
  const inc = (data: Record<string, unknown>) => ({ type: 3, data, timestamp });
  switch (r.upTo(5)) {
    case 0:
      return inc({
        source: 8,
        id: r.upTo(20),
        adds: Array.from({ length: 150_000 }, () => ({ rule: ".a{opacity:0}" })),
      });
    case 1: {
      const adds = Array.from({ length: 12 }, (_, i) => {
        const id = 100_000 + i * 2_000;
        let node = element(id + 1_300, "iframe", []);
        for (let level = 1_299; level > 0; level--) node = element(id + level, "div", [node]);
        const page = { type: 0, id, childNodes: [node] };
        return { parentId: i === 0 ? 5 : id - 700, nextId: null, node: page };
      });
      return inc({ source: 0, texts: [], attributes: [], removes: [], adds, isAttachIframe: true });
    }
    case 2:
      return inc({ source: 10, family: "F", fontSource: "url()", descriptors: DEEP_OBJECT });
    case 3:
      return inc({
        source: 0,
        adds: [],
        removes: [],
        texts: [],
        attributes: [
          { id: 5, attributes: { style: { color: DEEP_LIST, constructor: "x" }, id: "__proto__" } },
        ],
      });
    default:
      return inc({ source: 15, id: 1, styleIds: [1], styles: [{ styleId: 1, rules: DEEP_LIST }] });
  }
}

/** The text of a JSON array of these values, with what only text can say put in. */
export function jsonOf(values: readonly unknown[]): string {
  return JSON.stringify(values)
    .replaceAll(`"${INFINITE}"`, "1e999")
    .replaceAll(`"${DEEP_LIST}"`, `${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}`)
    .replaceAll(`"${DEEP_OBJECT}"`, `${'{"a":'.repeat(LEVELS)}1${"}".repeat(LEVELS)}`);
}
