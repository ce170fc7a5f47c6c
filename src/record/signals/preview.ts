import { isSecretName } from "../../privacy/redaction/secret-names.ts";
import type { PageMirror } from "../complements/complement.ts";
import { cutText } from "./cut-text.ts";
import { causesOf, isError, readError } from "./page-errors.ts";
import {
  caller,
  chainOf,
  className,
  functionName,
  isArray,
  keysOf,
  ownValue,
  reader,
} from "./page-values.ts";

/**
 * A value as JSON. What JSON has no word for is an object whose key `~` says what it is: `{"~": "undefined"}`,
 * `{"~": "Map(2)", ...}`; `~more` counts what is left out, `~values` lists what has no keys. A key of the
 * page's that begins so gets one more `~`.
 */
export type Preview = string | number | boolean | null | Preview[] | { [key: string]: Preview };

/** What is used up by the previews of one call, all of them together. */
export interface Room {
  /** Characters of JSON that are left. */
  chars: number;
  /** Values that are left. */
  values: number;
  /** Ids of recorded nodes that were met. */
  nodes: number[];
}

export const makeRoom = (): Room => ({ chars: MOST_CHARS, values: 300, nodes: [] });

const MOST_CHARS = 6_000;
const LONGEST_TEXT = 1_000;
const LONGEST_KEY = 100;
/** Objects in objects; those below are told by their class. */
const DEEPEST = 4;
const MOST_ITEMS = 50;
const MOST_KEYS = 30;
/** An object's properties that are looked at: most may not be enumerable. */
const MOST_LOOKED_AT = 200;
export const SECRET = "[secret]";

const { apply } = Reflect;
const { stringify } = JSON;
const sizeOfMap = reader<number>("Map", "size");
const sizeOfSet = reader<number>("Set", "size");
const entriesOf = caller<Iterator<[unknown, unknown]>>("Map", "entries");
const valuesOf = caller<Iterator<unknown>>("Set", "values");
const nextOfMap = nextOf(new Map().entries());
const nextOfSet = nextOf(new Set().values());
const timeOf = caller<number>("Date", "getTime");
const dateText = caller<string>("Date", "toISOString");
const sourceOf = reader<string>("RegExp", "source");
const stringIn = caller<string>("String", "valueOf");
const numberIn = caller<number>("Number", "valueOf");
const booleanIn = caller<boolean>("Boolean", "valueOf");
const bytesIn = reader<number>("ArrayBuffer", "byteLength");
const TypedArray = Object.getPrototypeOf(Int8Array) as { prototype: object };
const { get: typedName } = Object.getOwnPropertyDescriptor(
  TypedArray.prototype,
  Symbol.toStringTag,
)!;
const { get: typedLength } = Object.getOwnPropertyDescriptor(TypedArray.prototype, "length")!;
const { toString: symbolText } = Symbol.prototype;
const nodeType = reader<number>("Node", "nodeType");
const localName = reader<string>("Element", "localName");
const plain = Object.prototype;

function nextOf<T>(iterator: Iterator<T>): Iterator<T>["next"] {
  return (Object.getPrototypeOf(iterator) as Iterator<T>).next;
}

/** Told by their name: what they hold is the user's, or has properties without end. */
const CLOSED = new Set([
  "Window",
  "Storage",
  "DOMStringMap",
  "NamedNodeMap",
  "CSSStyleDeclaration",
]);

const OF_ERRORS = new Set(["message", "causes"]);

/** Only these are asked what the engine keeps in them: each wrong question costs an exception. */
const BUILT_IN = new Set<object>(
  [Error, Map, Set, Date, RegExp, TypedArray, ArrayBuffer, String, Number, Boolean]
    .concat(typeof Node === "undefined" ? [] : ([Node, DOMException] as never[]))
    .map(({ prototype }) => prototype as object),
);

/** What a value is that has no keys worth telling. */
const word = (text: string): Preview => ({ "~": text });

/** Makes bounded previews of values without running the page's code. */
export function createPreviews(mirror: PageMirror): (value: unknown, room: Room) => Preview {
  /** The objects that the value in hand stands in. */
  const around: object[] = [];

  function preview(value: unknown, room: Room): Preview {
    room.values--;
    room.chars -= 12;
    switch (typeof value) {
      case "string":
        return told(value, room);
      case "number":
        return Number.isFinite(value) ? value : word(`${value}`);
      case "boolean":
        return value;
      case "undefined":
        return word("undefined");
      case "bigint":
        return word(bigText(value));
      case "symbol":
        return word(told(symbolName(value), room));
      case "function":
        return word(`ƒ ${told(functionName(value), room)}`.trim());
      default:
        return value === null ? null : object(value as object, room);
    }
  }

  /** A text as long as there is room for it as JSON. */
  function told(text: string, room: Room, longest = LONGEST_TEXT): string {
    let cut = cutText(text, longest);
    let cost = stringify(cut).length;
    if (cost > room.chars) {
      // No sign needs more than six when it is escaped.
      cut = cutText(text, Math.max(0, Math.floor(room.chars / 6)));
      cost = stringify(cut).length;
    }
    room.chars -= cost;
    return cut;
  }

  function object(value: object, room: Room): Preview {
    if (around.includes(value)) return word("circular");
    const list = isArrayOf(value);
    const chain = list ? [] : chainOf(value);
    const known = list ? null : builtIn(value, chain, room);
    if (known !== null && typeof known !== "function") return known;
    const name = list ? "" : nameOf(chain);
    if (CLOSED.has(name)) return word(name);
    if (around.length >= DEEPEST)
      return word(list ? `Array(${lengthOf(value)})` : name || "Object");
    around.push(value);
    try {
      if (known) return known();
      return list ? items(value, room) : properties(value, name, room);
    } finally {
      around.pop();
    }
  }

  /** What the engine keeps of its own objects; a function where that holds values. Null for other objects. */
  function builtIn(
    value: object,
    chain: readonly object[],
    room: Room,
  ): Preview | (() => Preview) | null {
    if (isError(value, chain)) return () => error(value, chain, room);
    const ofThisPage = chain.at(-1) === plain;
    if (chain.length < 2 || (ofThisPage && !chain.some((owner) => BUILT_IN.has(owner))))
      return null;
    const type = nodeType(value);
    if (type !== undefined) return word(told(nodeText(value as Node, type, room), room));
    const size = sizeOfMap(value);
    if (size !== undefined) return () => map(value, size, room);
    const count = sizeOfSet(value);
    if (count !== undefined) return () => set(value, count, room);
    const time = timeOf(value);
    if (time !== undefined) return word(Number.isNaN(time) ? "Invalid Date" : dateText(value)!);
    const typed = apply(typedName!, value, []) as string | undefined;
    // Bytes can spell anything, and no pattern would find it in numbers.
    if (typed !== undefined) return word(`${typed}(${String(apply(typedLength!, value, []))})`);
    const bytes = bytesIn(value);
    if (bytes !== undefined) return word(`ArrayBuffer(${bytes})`);
    const boxed = stringIn(value) ?? numberIn(value) ?? booleanIn(value);
    if (boxed !== undefined) return preview(boxed, room);
    // Of the prototype itself it is not the source of any.
    const source = chain.includes(RegExp.prototype) ? sourceOf(value) : undefined;
    return source === undefined ? null : word(`/${told(source, room)}/`);
  }

  /** Its tag: what else it has may be blocked, and only the gates know. */
  function nodeText(node: Node, type: number, room: Room): string {
    const tag = localName(node);
    if (tag === undefined) return NODE_WORDS[type] ?? "#node";
    const id = mirror.getId(node);
    if (id > 0 && room.nodes.length < MOST_ITEMS && !room.nodes.includes(id)) room.nodes.push(id);
    return `<${tag}>`;
  }

  function error(value: object, chain: readonly object[], room: Room): Preview {
    const { name, message } = readError(value);
    const out = makeOut();
    out["~"] = told(name || className(chain) || "Error", room, LONGEST_KEY);
    out["message"] = told(message, room);
    const causes = causesOf(value, (cause) => inlineText(preview(cause, room)));
    if (causes.length > 0) {
      out["causes"] = causes.map((cause) =>
        told(cause.name ? `${cause.name}: ${cause.message}` : cause.message, room),
      );
    }
    return out;
  }

  function map(value: object, size: number, room: Room): Preview {
    const out = makeOut();
    out["~"] = `Map(${size})`;
    const entries = entriesOf(value);
    let left = size;
    while (hasRoom(room) && size - left < MOST_KEYS) {
      const step = apply(nextOfMap, entries, []) as IteratorResult<[unknown, unknown]>;
      if (step.done) return out;
      const [key, item] = step.value;
      left--;
      const name = typeof key === "string" ? key : inlineText(preview(key, room));
      put(out, name, item, room);
    }
    return withMore(out, left);
  }

  function set(value: object, size: number, room: Room): Preview {
    const values: Preview[] = [];
    const iterator = valuesOf(value);
    while (hasRoom(room) && values.length < MOST_ITEMS) {
      const step = apply(nextOfSet, iterator, []) as IteratorResult<unknown>;
      if (step.done) break;
      values.push(preview(step.value, room));
    }
    const out = makeOut();
    out["~"] = `Set(${size})`;
    out["~values"] = values;
    return withMore(out, size - values.length);
  }

  function items(value: object, room: Room): Preview {
    const length = lengthOf(value);
    const out: Preview[] = [];
    while (out.length < length && out.length < MOST_ITEMS && hasRoom(room)) {
      const held = ownValue(value, `${out.length}`);
      const secret = out.length === 1 && length === 2 && isSecretItem(out[0]!);
      if (held === null) out.push(word("empty"));
      else if (held === "getter") out.push(word("getter"));
      else if (secret) out.push(SECRET);
      else out.push(preview(held.value, room));
    }
    if (out.length < length) out.push({ "~more": length - out.length });
    return out;
  }

  function properties(value: object, name: string, room: Room): Preview {
    const out = makeOut();
    if (name !== "" && name !== "Object") out["~"] = told(name, room, LONGEST_KEY);
    const keys = keysOf(value);
    let looked = 0;
    let shown = 0;
    while (looked < keys.length && looked < MOST_LOOKED_AT && shown < MOST_KEYS && hasRoom(room)) {
      const key = keys[looked++]!;
      const held = ownValue(value, key, true);
      if (held === null) continue;
      shown++;
      const keyText = typeof key === "symbol" ? symbolName(key) : (key as string);
      if (held === "getter") out[keyIn(out, keyText, room)] = word("getter");
      else put(out, keyText, held.value, room);
    }
    return withMore(out, keys.length - looked);
  }

  function put(out: Record<string, Preview>, key: string, value: unknown, room: Room): void {
    out[keyIn(out, key, room)] = preview(value, room);
  }

  /** A key that the object does not have yet. */
  function keyIn(out: Record<string, Preview>, key: string, room: Room): string {
    let name = told(key.startsWith("~") ? `~${key}` : key, room, LONGEST_KEY);
    while (name in out) name += "′";
    return name;
  }

  return preview;
}

const NODE_WORDS: Readonly<Record<number, string>> = {
  3: "#text",
  8: "#comment",
  9: "#document",
  11: "#document-fragment",
};

/** Without a prototype, so that `__proto__` is a key like any other. */
const makeOut = () => Object.create(null) as Record<string, Preview>;

const hasRoom = ({ chars, values }: Room) => chars > 0 && values > 0;

function withMore(out: Record<string, Preview>, more: number): Preview {
  if (more > 0) out["~more"] = more;
  return out;
}

function nameOf(chain: readonly object[]): string {
  const [first] = chain;
  return first === plain || first === undefined ? "" : className(chain);
}

/** Throws of a proxy that was revoked, which is then an object of which nothing can be read. */
function isArrayOf(value: object): boolean {
  try {
    return isArray(value);
  } catch {
    return false;
  }
}

function lengthOf(list: object): number {
  const held = ownValue(list, "length");
  return held && held !== "getter" && typeof held.value === "number" ? held.value : 0;
}

const symbolName = (symbol: symbol) => apply(symbolText, symbol, []) as string;

/** Long ones take long to write. */
const LARGEST_BIGINT = 2n ** 256n;
const bigText = (value: bigint) =>
  value < LARGEST_BIGINT && value > -LARGEST_BIGINT ? `${value}n` : "a large bigint";

/** In a pair like those of `Object.entries`, the second is a secret where the first names one. */
const isSecretItem = (first: Preview) => typeof first === "string" && isSecretName(first);

/**
 * A preview in one line, as consoles write it. Values under secret names go here, as no pattern knows
 * them in a text with objects in them.
 */
export function inlineText(preview: Preview): string {
  if (typeof preview !== "object" || preview === null) return stringify(preview);
  if (isArray(preview)) return `[${(preview as Preview[]).map(inlineText).join(", ")}]`;
  const {
    "~": type,
    "~values": values,
    "~more": more,
    ...rest
  } = preview as Record<string, Preview>;
  const parts = Object.entries(rest).map(([key, value]) => {
    const secret = isSecretName(key) && value !== null && typeof value !== "boolean";
    return `${stringify(key)}: ${secret ? SECRET : inlineText(value)}`;
  });
  if (isArray(values)) parts.push(...(values as Preview[]).map(inlineText));
  if (more !== undefined) parts.push(`… ${String(more)} more`);
  if (type === undefined)
    return more !== undefined && parts.length === 1 ? parts[0]! : `{${parts.join(", ")}}`;
  if (typeof rest["message"] === "string" && Object.keys(rest).every((key) => OF_ERRORS.has(key))) {
    return `${String(type)}: ${rest["message"]}`;
  }
  return parts.length > 0 ? `${String(type)} {${parts.join(", ")}}` : String(type);
}
