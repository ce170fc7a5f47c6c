import { isStandardName } from "../sanitize/attribute-rules.ts";
import type { TextMatcher } from "./text-matcher.ts";

type Fields = Record<string, unknown>;

/** Values under these keys are words of the format, never of a page. */
const FORMAT_WORDS: ReadonlySet<string> = new Set([
  "tagName",
  "compatMode",
  "property",
  "priority",
]);
/** Likewise in our signals; `tab` is an id and `picture` bytes. */
const SIGNAL_WORDS: ReadonlySet<string> = new Set(
  "what phase how tab picture level hydration".split(" "),
);
/** Values in our signals whose keys a page made up. */
const PAGE_VALUES: ReadonlySet<string> = new Set(["args", "data", "metadata"]);

/**
 * Cleans every string of a value that was read from JSON, in place, and drops entries whose names a
 * page made up (attributes, payloads) and that have the text in them. Returns how many it changed.
 * Iterative: pages nest deep.
 */
export function cleanStrings(root: Fields | unknown[], matcher: TextMatcher): number {
  let changed = 0;
  visitStrings(
    root,
    (holder, key, text) => {
      const clean = matcher.clean(text);
      if (clean === text) return;
      (holder as Fields)[key] = clean;
      changed++;
    },
    (holder, key) => {
      if (matcher.find(key).length === 0) return false;
      delete (holder as Fields)[key];
      changed++;
      return true;
    },
  );
  return changed;
}

/** How often the matcher finds something in the value. Changes nothing. */
export function countIn(root: Fields | unknown[], matcher: TextMatcher): number {
  let count = 0;
  visitStrings(
    root,
    (_holder, _key, text) => void (count += matcher.find(text).length),
    (_holder, key) => {
      count += matcher.find(key).length;
      return false;
    },
  );
  return count;
}

type OnText = (holder: Fields | unknown[], key: string, text: string) => void;
/** Hears of names that a page made up; true when the entry is no more. */
type OnName = (holder: Fields, key: string) => boolean;

interface Place {
  holder: Fields | unknown[];
  skip: ReadonlySet<string>;
  /** Whose words its keys are. */
  keys: Keys;
}

/** Keys of the format are not looked at; of attributes and styles, those that a page made up. */
type Keys = "format" | "attributes" | "style" | "payload";

const isMadeUp = (keys: Keys, key: string): boolean =>
  keys === "payload" ||
  (keys === "attributes" && !isStandardName(key)) ||
  (keys === "style" && key.startsWith("--"));

const NONE: ReadonlySet<string> = new Set();

function visitStrings(root: Fields | unknown[], onText: OnText, onName: OnName): void {
  const todo: Place[] = [{ holder: root, skip: FORMAT_WORDS, keys: "format" }];
  for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
    const { holder, skip, keys } = place;
    const isList = Array.isArray(holder);
    for (const key of Object.keys(holder)) {
      if (skip.has(key)) continue;
      if (!isList && isMadeUp(keys, key) && onName(holder, key)) continue;
      const value = (holder as Fields)[key];
      if (typeof value === "string") {
        if (!isOurTag(key, value)) onText(holder, key, value);
      } else if (typeof value === "object" && value !== null) {
        todo.push(placeOf(value as Fields | unknown[], key, holder as Fields, place));
      }
    }
  }
}

function placeOf(value: Fields | unknown[], key: string, holder: Fields, above: Place): Place {
  const isList = Array.isArray(value);
  if (above.keys === "attributes") {
    return { holder: value, skip: NONE, keys: key === "style" ? "style" : "attributes" };
  }
  if (above.keys === "format" && key === "payload") {
    return isOurTag("tag", holder["tag"])
      ? { holder: value, skip: SIGNAL_WORDS, keys: "format" }
      : { holder: value, skip: NONE, keys: "payload" };
  }
  if (above.skip === SIGNAL_WORDS && PAGE_VALUES.has(key)) {
    return { holder: value, skip: NONE, keys: "payload" };
  }
  if (above.keys === "format" && key === "attributes" && !isList) {
    return { holder: value, skip: NONE, keys: "attributes" };
  }
  return { ...above, holder: value };
}

const isOurTag = (key: string, value: unknown) =>
  key === "tag" && typeof value === "string" && value.startsWith("waymark.");
