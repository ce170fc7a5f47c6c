import { EventType, IncrementalSource, type RecordedEvent } from "../../format/events.ts";
import { LONGEST_FONT_SOURCE } from "../../format/fonts.ts";
import { isFiniteNumber, isId, shapeTree } from "./shape-node.ts";

/**
 * Rebuilds events from what their types have: a page may send anything. Null for what is malformed
 * or unknown. Values are not judged here; that is the sanitizer's work.
 */
type Data = Record<string, unknown>;
/** Checks and copies one field, or returns undefined when it is wrong. */
type Field = (value: unknown) => unknown;

const LATEST = 8_640_000_000_000_000;
const MOST_ITEMS = 200_000;

const id: Field = (value) => (isId(value) ? value : undefined);
const number: Field = (value) => (isFiniteNumber(value) ? value : undefined);
const flag: Field = (value) => (typeof value === "boolean" ? value : undefined);
const text: Field = (value) => (typeof value === "string" ? value : undefined);
const orNull =
  (field: Field): Field =>
  (value) =>
    value === null ? null : field(value);
const property: Field = (value) =>
  typeof value === "string" && /^(?:--)?[\w-]{1,80}$/.test(value) ? value : undefined;
const indexes: Field = (value) => (isFiniteNumber(value) ? value : listOf(number)(value));

function listOf(field: Field): Field {
  return (value) => {
    if (!Array.isArray(value) || value.length > MOST_ITEMS) return undefined;
    const out: unknown[] = [];
    for (const item of value as unknown[]) {
      const kept = field(item);
      if (kept === undefined) return undefined;
      out.push(kept);
    }
    return out;
  };
}

function objectOf(required: Record<string, Field>, optional: Record<string, Field> = {}): Field {
  const names = Object.keys(required);
  const others = Object.keys(optional);
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const out: Data = {};
    for (const name of names) {
      const kept = required[name]?.((value as Data)[name]);
      if (kept === undefined) return undefined;
      out[name] = kept;
    }
    for (const name of others) {
      const item = (value as Data)[name];
      const kept = item === undefined ? undefined : optional[name]?.(item);
      if (kept !== undefined) out[name] = kept;
    }
    return out;
  };
}

/** Attribute changes: strings, null for removed, rrweb's short form for `style`. */
const changes: Field = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const out: Data = {};
  for (const [name, item] of Object.entries(value)) {
    if (name === "__proto__") continue;
    if (
      item === null ||
      typeof item === "string" ||
      typeof item === "boolean" ||
      isFiniteNumber(item)
    )
      out[name] = item;
    else if (name === "style" && typeof item === "object") out[name] = styleChanges(item as Data);
  }
  return out;
};

function styleChanges(style: Data): Data {
  const out: Data = {};
  for (const [name, item] of Object.entries(style)) {
    if (property(name) === undefined) continue;
    if (item === false || typeof item === "string") out[name] = item;
    else if (Array.isArray(item) && typeof item[0] === "string")
      out[name] = [item[0], item[1] === "important" ? "important" : ""];
  }
  return out;
}

const positions = listOf(objectOf({ x: number, y: number, id, timeOffset: number }));
const mutation = objectOf(
  {
    texts: listOf(objectOf({ id, value: orNull(text) })),
    attributes: listOf(objectOf({ id, attributes: changes })),
    removes: listOf(objectOf({ parentId: id, id }, { isShadow: flag })),
    adds: listOf(
      objectOf(
        { parentId: id, nextId: orNull(id), node: (value) => shapeTree(value) ?? undefined },
        { previousId: orNull(id) },
      ),
    ),
  },
  { isAttachIframe: flag },
);
const fontSource: Field = (value) =>
  typeof value === "string" && value.length <= LONGEST_FONT_SOURCE ? value : undefined;
/** Bytes as a list of numbers, three times their size: the recorder never sends them so. */
const noBuffer: Field = (value) => (value === false ? value : undefined);
const addedRules = listOf(objectOf({ rule: text }, { index: indexes }));
const sheet = { id, styleId: id };

const SOURCES: Readonly<Record<number, Field>> = {
  [IncrementalSource.Mutation]: mutation,
  [IncrementalSource.MouseMove]: objectOf({ positions }),
  [IncrementalSource.TouchMove]: objectOf({ positions }),
  [IncrementalSource.Drag]: objectOf({ positions }),
  [IncrementalSource.MouseInteraction]: objectOf(
    { type: number, id },
    { x: number, y: number, pointerType: number },
  ),
  [IncrementalSource.Scroll]: objectOf({ id, x: number, y: number }),
  [IncrementalSource.ViewportResize]: objectOf({ width: number, height: number }),
  [IncrementalSource.Input]: objectOf({ id, text, isChecked: flag }, { userTriggered: flag }),
  [IncrementalSource.MediaInteraction]: objectOf(
    { type: number, id },
    { currentTime: number, volume: number, muted: flag, loop: flag, playbackRate: number },
  ),
  [IncrementalSource.StyleSheetRule]: objectOf(
    {},
    {
      ...sheet,
      adds: addedRules,
      removes: listOf(objectOf({ index: indexes })),
      replace: text,
      replaceSync: text,
    },
  ),
  [IncrementalSource.StyleDeclaration]: objectOf(
    { index: listOf(number) },
    {
      ...sheet,
      set: objectOf(
        { property, value: orNull(text) },
        { priority: (value) => (value === "important" || value === "" ? value : undefined) },
      ),
      remove: objectOf({ property }),
    },
  ),
  [IncrementalSource.AdoptedStyleSheet]: objectOf(
    { id, styleIds: listOf(id) },
    { styles: listOf(objectOf({ styleId: id, rules: addedRules })) },
  ),
  [IncrementalSource.Font]: objectOf(
    { family: text, fontSource, buffer: noBuffer },
    { descriptors: fontDescriptors },
  ),
  [IncrementalSource.Selection]: objectOf({
    ranges: listOf(objectOf({ start: id, startOffset: number, end: id, endOffset: number })),
  }),
  [IncrementalSource.CustomElement]: objectOf(
    {},
    {
      define: objectOf({
        name: (value) =>
          typeof value === "string" && /^[a-z][\w.-]{0,63}$/.test(value) ? value : undefined,
      }),
    },
  ),
};

function fontDescriptors(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name, item]) =>
        /^[a-zA-Z]{1,30}$/.test(name) && typeof item === "string" && item.length < 200,
    ),
  );
}

/** A copy of `value` as an event, or null when it is malformed or of no kind that is recorded. */
export function shapeEvent(value: unknown): RecordedEvent | null {
  if (typeof value !== "object" || value === null) return null;
  const { type, timestamp, data } = value as Data;
  if (!isFiniteNumber(timestamp) || timestamp < 0 || timestamp > LATEST) return null;
  const shaped = typeof type === "number" ? shapeData(type, data) : undefined;
  if (shaped === undefined) return null;
  return { type: type as number, data: shaped, timestamp: Math.floor(timestamp) };
}

const meta = objectOf({ href: text, width: number, height: number });
const snapshot = objectOf({
  node: (value) => shapeTree(value) ?? undefined,
  initialOffset: objectOf({ top: number, left: number }),
});

function shapeData(type: number, data: unknown): Data | undefined {
  switch (type) {
    case EventType.DomContentLoaded:
    case EventType.Load:
      return {};
    case EventType.Meta:
      return meta(data) as Data | undefined;
    case EventType.FullSnapshot:
      return snapshot(data) as Data | undefined;
    case EventType.Custom:
      return objectOf({ tag: text, payload: (payload) => payload })(data) as Data | undefined;
    case EventType.IncrementalSnapshot: {
      const source = (data as Data | null)?.["source"];
      const shape = typeof source === "number" ? SOURCES[source] : undefined;
      const shaped = shape?.(data) as Data | undefined;
      return shaped === undefined ? undefined : { source, ...shaped };
    }
    default:
      return undefined;
  }
}
