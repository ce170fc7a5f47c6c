import { messageOf, WaymarkError } from "../../format/errors.ts";
import { EventType } from "../../format/events.ts";
import { isId } from "../../format/ids.ts";
import { isPacked, unpackEvent } from "./posthog-packed.ts";

/** Whose file it is, told by what stands in it. */
export type Tool = "rrweb" | "posthog" | "sentry" | "sentiero" | "waymark";

type Value = Record<string, unknown>;

/** Places of what was left out that are named; the rest is a number. */
const MOST_NAMED = 20;
/** Exports nest a few lists; more is no recording. */
const DEEPEST = 6;
/** As Waymark's own sessions. */
const MOST_TABS = 500;

/** Events of a file by the window that they are of, and what of it is no event. */
export interface Collected {
  tool: Tool;
  sessionId: string | null;
  /** In order of appearance, under ids of ours: windows are called anything. */
  tabs: [string, unknown[]][];
  /** Places of entries that were left out, as sentences; at most twenty. */
  leftOut: string[];
  /** All entries that were left out. */
  dropped: number;
}

/** Takes the values of a file one after another, whatever exports wrap events in. */
export function createCollector() {
  const windows = new Map<string, unknown[]>();
  const leftOut: string[] = [];
  let dropped = 0;
  let tool: Tool = "rrweb";
  let sessionId: string | null = null;

  function leave(place: string, why: string): void {
    dropped++;
    if (leftOut.length < MOST_NAMED) leftOut.push(`${place} ${why}.`);
  }

  function streamOf(window: string): unknown[] | null {
    const known = windows.get(window);
    if (known) return known;
    if (windows.size >= MOST_TABS) return null;
    const made: unknown[] = [];
    windows.set(window, made);
    return made;
  }

  async function takeEvent(event: Value, place: string, window: string): Promise<void> {
    const { windowId, window_id, ...bare } = event;
    const own = windowId ?? window_id;
    if (own !== undefined) tool = "posthog";
    const stream = streamOf(typeof own === "string" || typeof own === "number" ? `${own}` : window);
    if (!stream) return leave(place, `is of a window beyond the ${MOST_TABS} that are read`);
    if (!isPacked(bare)) {
      stream.push(inMilliseconds(bare));
      return;
    }
    tool = "posthog";
    try {
      stream.push(await unpackEvent(bare));
    } catch (error) {
      if (!(error instanceof WaymarkError)) throw error;
      leave(place, messageOf(error));
    }
  }

  /** A list of events, of lists, of whatever holds them. */
  async function takeList(list: unknown[], place: string, window: string, depth: number) {
    for (const [i, item] of list.entries()) await take(item, `${place}[${i}]`, window, depth + 1);
  }

  async function take(value: unknown, place: string, window = "", depth = 0): Promise<void> {
    if (depth > DEEPEST) return leave(place, "nests too deep");
    if (Array.isArray(value)) {
      const [first, second] = value as unknown[];
      if (value.length === 2 && typeof first === "string" && isObject(second)) {
        tool = "posthog";
        return take(second, place, first, depth + 1);
      }
      if (Array.isArray(first) && typeof first[0] !== "string") tool = "sentry";
      return takeList(value, place, window, depth);
    }
    if (!isObject(value)) return leave(place, "is no event");
    if (typeof value["type"] === "number" && isTime(value["timestamp"])) {
      return takeEvent(value, place, window);
    }
    if (isSegmentHead(value)) {
      tool = "sentry";
      return;
    }
    const inner = innerOf(value, window);
    if (!inner) return leave(place, "is no event");
    if (inner.tool !== "rrweb") tool = inner.tool;
    if (isId(inner.sessionId)) sessionId ??= inner.sessionId;
    for (const [of, list] of inner.lists) await take(list, place, of, depth + 1);
  }

  return {
    take: (value: unknown, place: string) => take(value, place),
    leave,
    done(): Collected {
      const tabs = [...windows.values()].map((events, i): [string, unknown[]] => [
        `t${i + 1}`,
        events,
      ]);
      return { tool, sessionId, tabs, leftOut, dropped };
    },
  };
}

interface Inner {
  tool: Tool;
  sessionId?: unknown;
  /** Lists of events, each with its window. */
  lists: [string, unknown[]][];
}

/** What an object that is no event wraps. */
function innerOf(value: Value, window: string): Inner | null {
  const properties = value["properties"];
  if (isObject(properties)) {
    const events = properties["$snapshot_items"] ?? properties["$snapshot_data"];
    const list = Array.isArray(events) ? events : isObject(events) ? [events] : null;
    const of = `${properties["$window_id"] ?? window}`;
    return list && { tool: "posthog", sessionId: properties["$session_id"], lists: [[of, list]] };
  }
  const data = value["data"];
  const windowId = value["window_id"] ?? value["windowId"];
  const ofWindow = typeof windowId === "string" ? windowId : window;
  if (Array.isArray(data)) return { tool: "posthog", lists: [[ofWindow, data]] };
  const holder = isObject(data) ? data : value;
  const sessionId = holder["id"] ?? value["sessionId"];
  const byWindow = holder["snapshotsByWindowId"] ?? value["snapshot_data_by_window_id"];
  if (isObject(byWindow)) {
    const lists = Object.entries(byWindow).map(([of, list]): [string, unknown[]] => [
      of,
      listOf(list),
    ]);
    return { tool: "posthog", sessionId, lists };
  }
  if (Array.isArray(holder["snapshots"])) {
    return { tool: "posthog", sessionId, lists: [[ofWindow, holder["snapshots"]]] };
  }
  if (Array.isArray(value["events"])) {
    const tool = windowId === undefined ? "rrweb" : "sentiero";
    return { tool, sessionId: value["sessionId"], lists: [[ofWindow, value["events"]]] };
  }
  return null;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const isObject = (value: unknown): value is Value =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTime = (value: unknown): boolean =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

const isSegmentHead = (value: Value): boolean =>
  typeof value["segment_id"] === "number" && Object.keys(value).length === 1;

const SECONDS_UP_TO = 9_999_999_999;
/** Sentry gives the events of these a time in seconds, all others one in milliseconds. */
const IN_SECONDS: ReadonlySet<unknown> = new Set([
  "breadcrumb",
  "performanceSpan",
  "options",
  "video",
]);

function inMilliseconds(event: Value): Value {
  const { type, timestamp, data } = event;
  const at = timestamp as number;
  const isSentry = type === EventType.Custom && isObject(data) && IN_SECONDS.has(data["tag"]);
  return isSentry && at > 0 && at <= SECONDS_UP_TO
    ? { ...event, timestamp: Math.round(at * 1_000) }
    : event;
}
