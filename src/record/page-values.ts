import {
  DEEPEST_TRACK_DATA,
  LONGEST_METADATA_NAME,
  LONGEST_METADATA_VALUE,
  LONGEST_TRACK_DATA,
  MOST_METADATA,
} from "../format/signals/tracking.ts";

/** A value that is told by a page cannot be kept: a sentence says which part of it and why. */
export class UnusableValue extends Error {}

export type PlainObject = Record<string, unknown>;
export type Metadata = Record<string, string | number | boolean>;

// As they are before anything is told: a page may replace them later.
const { apply, getOwnPropertyDescriptor, ownKeys } = Reflect;
const { create } = Object;
const { isArray } = Array;
const { isFinite } = Number;
const { toISOString } = Date.prototype;

/** Each value takes two characters at the least, so more than these cannot be within the limit. */
const MOST_VALUES = LONGEST_TRACK_DATA / 2;

/**
 * A copy of what a page tells with an event. Only own properties that hold a value are read: neither
 * getters nor `toJSON` are called. Throws `UnusableValue`.
 *
 * @param stringify writes JSON whatever the page has done to prototypes
 */
export function readData(value: unknown, stringify: (value: unknown) => string): PlainObject {
  if (!isObject(value) || isArray(value)) throw new UnusableValue("data must be an object");
  let left = MOST_VALUES;

  function copy(from: unknown, path: string, depth: number): unknown {
    if (--left < 0) throw tooLong("data");
    switch (typeof from) {
      case "string":
      case "boolean":
        return from;
      case "number":
        return isFinite(from) ? from : null;
      case "object":
        return from === null ? null : copyObject(from, path, depth);
      default:
        throw new UnusableValue(
          `${path} is of type ${typeof from}; data may hold texts, numbers, booleans, null, dates, lists and objects`,
        );
    }
  }

  function copyObject(from: object, path: string, depth: number): unknown {
    const date = isoTime(from);
    if (date !== null) return date;
    if (depth > DEEPEST_TRACK_DATA) {
      throw new UnusableValue(
        `${path} lies more than ${DEEPEST_TRACK_DATA} levels deep, or contains itself`,
      );
    }
    if (isArray(from)) return copyList(from, path, depth);
    const to = create(null) as PlainObject;
    for (const key of ownKeys(from)) {
      const field = getOwnPropertyDescriptor(from, key);
      if (typeof key === "symbol" || !field?.enumerable) continue;
      const at = `${path}.${key.slice(0, 100)}`;
      if (!("value" in field)) {
        throw new UnusableValue(`${at} is a getter, which Waymark does not call`);
      }
      if (field.value !== undefined) to[key] = copy(field.value, at, depth + 1);
    }
    return to;
  }

  function copyList(from: unknown[], path: string, depth: number): unknown[] {
    const to: unknown[] = [];
    if (from.length > MOST_VALUES) throw tooLong("data");
    for (let i = 0; i < from.length; i++) {
      const held: unknown = getOwnPropertyDescriptor(from, i)?.value;
      to[i] = held === undefined ? null : copy(held, `${path}[${i}]`, depth + 1);
    }
    return to;
  }

  const data = copy(value, "data", 0) as PlainObject;
  if (stringify(data).length > LONGEST_TRACK_DATA) throw tooLong("data");
  return data;
}

/** A copy of what a page says of itself, read as `readData` reads. Throws `UnusableValue`. */
export function readMetadata(value: unknown, stringify: (value: unknown) => string): Metadata {
  if (!isObject(value) || isArray(value)) throw new UnusableValue("it must be an object");
  const metadata = create(null) as Metadata;
  let count = 0;
  for (const name of ownKeys(value)) {
    const field = getOwnPropertyDescriptor(value, name);
    if (typeof name === "symbol" || !field?.enumerable) continue;
    if (name === "" || name.length > LONGEST_METADATA_NAME) {
      throw new UnusableValue(`names have 1 to ${LONGEST_METADATA_NAME} characters`);
    }
    if (++count > MOST_METADATA) throw new UnusableValue(`it has more than ${MOST_METADATA} names`);
    metadata[name] = readMetadataValue(field.value, name);
  }
  if (stringify(metadata).length > LONGEST_TRACK_DATA) throw tooLong("all of it");
  return metadata;
}

function readMetadataValue(value: unknown, name: string): string | number | boolean {
  const isText = typeof value === "string" && value.length <= LONGEST_METADATA_VALUE;
  if (isText || typeof value === "boolean" || (typeof value === "number" && isFinite(value))) {
    return value as string | number | boolean;
  }
  throw new UnusableValue(
    `"${name}" must be a number, a boolean, or a text of at most ${LONGEST_METADATA_VALUE} characters`,
  );
}

const tooLong = (what: string) =>
  new UnusableValue(`${what} is longer than ${LONGEST_TRACK_DATA} characters as JSON`);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Null for what is no date, and for one that is invalid. */
function isoTime(value: object): string | null {
  try {
    return apply(toISOString, value, []);
  } catch {
    return null; // the built-in refuses whatever is no valid date
  }
}
