import { FlattenMap, type SourceMapInput, TraceMap } from "@jridgewell/trace-mapping";
import { messageOf } from "../../format/errors.ts";
import { Unreadable } from "./fetch-text.ts";

/** A prefix that keeps JSON from being run as a script. */
const GUARD = /^\)\]\}'?[^\n]*\n/;

/** Reads a source map; sources are named relative to `base`. Indexed maps are joined. Throws Unreadable. */
export function readMap(json: string, base: string): TraceMap {
  let map: unknown;
  try {
    map = JSON.parse(json.replace(GUARD, ""));
  } catch (cause) {
    throw new Unreadable("is no JSON", { cause });
  }
  if (!isObject(map) || map["version"] !== 3) throw new Unreadable("is no source map of version 3");
  try {
    return Array.isArray(map["sections"])
      ? new FlattenMap(withParts(map) as never, base)
      : new TraceMap(withSources(map) as unknown as SourceMapInput, base);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`is a damaged source map (${messageOf(error)})`, { cause: error });
  }
}

function withParts(map: Record<string, unknown>): Record<string, unknown> {
  for (const section of map["sections"] as unknown[]) {
    const part = isObject(section) ? section["map"] : null;
    if (!isObject(part)) {
      throw new Unreadable("is an index of maps that stand elsewhere, which are not fetched");
    }
    if (Array.isArray(part["sections"])) withParts(part);
    else withSources(part);
  }
  return map;
}

function withSources(map: Record<string, unknown>): Record<string, unknown> {
  const { mappings, sources, names = [] } = map;
  if (typeof mappings !== "string" || !isTexts(sources) || !isTexts(names)) {
    throw new Unreadable("is a source map without mappings or sources");
  }
  return map;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => each === null || typeof each === "string");
