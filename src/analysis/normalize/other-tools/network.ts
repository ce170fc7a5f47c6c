import { WEB_VITALS, type WebVital } from "../../../format/signals/vital.ts";
import {
  amountOf,
  msOf,
  objectOf,
  type Payload,
  signal,
  textOf,
  type Told,
  type ToolReader,
  wholeOf,
} from "./told.ts";

/** What performance entries call the makers of requests that ours call otherwise. */
const HOWS: Readonly<Record<string, "fetch" | "xhr" | "beacon">> = {
  fetch: "fetch",
  xmlhttprequest: "xhr",
  xhr: "xhr",
  beacon: "beacon",
};

export interface SeenRequest {
  url: string | undefined;
  /** `fetch`, `xmlhttprequest`, `script`, ... */
  by: string | undefined;
  method?: string | undefined;
  status?: number | undefined;
  at: number | undefined;
  durationMs?: number | undefined;
  sizes?: { transferred?: number; encoded?: number; decoded?: number };
}

/** A request that is told once it is over. */
export function request({ url, by, method, status, at, durationMs, sizes }: SeenRequest): Told[] {
  if (!url) return [];
  const how = HOWS[by ?? ""] ?? "load";
  const isFailed = status !== undefined && (status === 0 || status >= 400);
  const payload = {
    id: `${how}-${Math.round(at ?? 0)}`,
    phase: "end" as const,
    whole: true as const,
    how,
    ...(how === "load" && by && { what: by.slice(0, 40) }),
    method: method?.slice(0, 20).toUpperCase(),
    url,
    // Performance entries say 0 where another origin does not tell.
    status: how === "load" && status === 0 ? undefined : status,
    ...(how !== "load" && isFailed && { failed: true }),
    durationMs,
    ...(sizes && Object.keys(sizes).length > 0 && { sizes }),
  };
  return [signal("waymark.network", payload, at)];
}

/** Fields of rrweb's network plugin, and of PostHog's, which is the same but for the numbers that stand for names. */
const NUMBERED: Readonly<Record<string, string>> = {
  0: "entryType",
  1: "timeOrigin",
  2: "name",
  3: "startTime",
  16: "decodedBodySize",
  17: "encodedBodySize",
  18: "initiatorType",
  21: "responseStatus",
  22: "transferSize",
  39: "duration",
  40: "timestamp",
};

/** Requests of one batch that are told. */
const MOST_REQUESTS = 2_000;

/** `rrweb/network@1`: requests since the last time. */
export const readNetworkPlugin: ToolReader = ({ requests }) => {
  if (!Array.isArray(requests)) return null;
  return requests.slice(0, MOST_REQUESTS).flatMap((each) => performanceEntry(objectOf(each)));
};

/** `posthog/network@1`: one performance entry. */
export const readNumberedEntry: ToolReader = (payload) => {
  const named = Object.entries(payload).map(([key, value]) => [NUMBERED[key] ?? key, value]);
  return performanceEntry(Object.fromEntries(named) as Payload);
};

function performanceEntry(entry: Payload): Told[] {
  const kind = textOf(entry["entryType"]) ?? "resource";
  const start = amountOf(entry["startTime"]);
  const origin = msOf(entry["timeOrigin"]);
  const at =
    msOf(entry["timestamp"]) ??
    (origin !== undefined && start !== undefined ? Math.round(origin + start) : undefined);
  if (kind === "resource" || kind === "navigation") {
    return request({
      url: textOf(entry["name"]) ?? textOf(entry["url"]),
      by: kind === "navigation" ? "document" : textOf(entry["initiatorType"]),
      method: textOf(entry["method"]),
      status: amountOf(entry["status"]) ?? amountOf(entry["responseStatus"]),
      at,
      durationMs: amountOf(entry["duration"]),
      sizes: sizesOf(entry),
    });
  }
  if (entry["name"] === "first-contentful-paint" && start !== undefined) {
    return [signal("waymark.vital", { name: "FCP", value: start }, at)];
  }
  // Marks, measures and the like are of the page's own making.
  return [];
}

export function sizesOf(entry: Payload): NonNullable<SeenRequest["sizes"]> {
  const transferred = wholeOf(entry["transferSize"] ?? entry["size"]);
  const encoded = wholeOf(entry["encodedBodySize"]);
  const decoded = wholeOf(entry["decodedBodySize"]);
  return {
    ...(transferred !== undefined && { transferred }),
    ...(encoded !== undefined && { encoded }),
    ...(decoded !== undefined && { decoded }),
  };
}

const RATINGS = ["good", "needs-improvement", "poor"] as const;

/** A web vital by its short name; null for one that ours do not know. */
export function vital(
  name: string | undefined,
  value: unknown,
  rating: unknown,
  at?: number,
  id?: number,
): Told[] | null {
  const known = WEB_VITALS.find((each) => each === name) as WebVital | undefined;
  const amount = amountOf(value);
  if (!known || amount === undefined) return null;
  const rated = RATINGS.find((each) => each === rating);
  const payload = { name: known, value: amount, rating: rated, id };
  return [signal("waymark.vital", payload, at)];
}
