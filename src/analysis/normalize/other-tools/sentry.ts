import { shorten } from "../../../dom/label.ts";
import type { SignalPayload } from "../../../format/signals/signals.ts";
import { request, sizesOf, vital } from "./network.ts";
import {
  absolute,
  amountOf,
  msOf,
  objectOf,
  type Payload,
  signal,
  textOf,
  type Told,
  type ToolReader,
  wordOf,
} from "./told.ts";

type Level = SignalPayload<"waymark.console">["level"];

const LEVELS: Readonly<Record<string, Level>> = {
  fatal: "error",
  error: "error",
  warning: "warn",
  warn: "warn",
  info: "info",
  debug: "debug",
  assert: "assert",
  trace: "trace",
};

/** `breadcrumb`: times in seconds. */
export const readBreadcrumb: ToolReader = (crumb, page) => {
  const category = wordOf(crumb["category"]) ?? wordOf(crumb["type"]);
  if (category === undefined) return null;
  const data = objectOf(crumb["data"]);
  const at = msOf(crumb["timestamp"]);
  const message = textOf(crumb["message"]) ?? "";
  switch (category) {
    case "console":
      return [signal("waymark.console", { level: levelOf(crumb["level"]), message }, at)];
    case "navigation": {
      const url = absolute(textOf(data["to"]), page.url);
      if (!url) return null;
      const from = absolute(textOf(data["from"]), page.url);
      return [signal("waymark.navigation", { how: "push", url, ...(from && { from }) }, at)];
    }
    case "fetch":
    case "xhr":
    case "http":
      return request({
        url: absolute(textOf(data["url"]), page.url),
        by: category === "http" ? "fetch" : category,
        method: textOf(data["method"]),
        status: amountOf(data["status_code"]),
        at,
      });
    case "exception":
    case "error":
    case "sentry.event":
    case "issue":
      return [signal("waymark.error", { what: "error", message }, at)];
    case "replay.hydrate-error": {
      const told = { what: "error", message: message || "Hydration failed", hydration: "react" };
      return [signal("waymark.error", told, at)];
    }
    default:
      return [otherCrumb(category, message, data, at)];
  }
};

function otherCrumb(
  category: string,
  message: string,
  data: Payload,
  at: number | undefined,
): Told {
  const nodeId = amountOf(data["nodeId"]);
  const words = message ? `${category}: ${message}` : category;
  return {
    kind: "breadcrumb",
    // What a user did is told by rrweb as well, with its element; here it would count twice.
    category: "meta",
    label: shorten(words, 200),
    ...(nodeId !== undefined && { nodeId }),
    at,
    data: { category, message, ...plainValues(data) },
  };
}

const levelOf = (level: unknown): Level => LEVELS[String(level)] ?? "log";

const VITALS: Readonly<Record<string, string>> = {
  "largest-contentful-paint": "LCP",
  "cumulative-layout-shift": "CLS",
  "interaction-to-next-paint": "INP",
  "first-contentful-paint": "FCP",
};

/** `performanceSpan`: times in seconds, sizes in bytes. */
export const readSpan: ToolReader = (span, page) => {
  const op = wordOf(span["op"]);
  if (op === undefined) return null;
  const at = msOf(span["startTimestamp"]);
  const end = msOf(span["endTimestamp"]);
  const durationMs = at === undefined || end === undefined ? undefined : Math.max(0, end - at);
  const data = objectOf(span["data"]);
  const description = textOf(span["description"]) ?? "";
  if (op.startsWith("resource.")) {
    const by = op.slice("resource.".length);
    const status = amountOf(data["statusCode"]);
    return request({
      url: absolute(description, page.url),
      by,
      method: textOf(data["method"]),
      status,
      at,
      durationMs,
      sizes: { ...sizesOf(data), ...sizesOf({ transferSize: objectOf(data["response"])["size"] }) },
    });
  }
  if (op === "navigation.push") {
    const url = absolute(description, page.url);
    return url ? [signal("waymark.navigation", { how: "push", url }, at)] : null;
  }
  if (op === "web-vital" || Object.hasOwn(VITALS, op)) {
    const name = VITALS[op] ?? VITALS[description];
    const [nodeId] = Array.isArray(data["nodeIds"])
      ? (data["nodeIds"] as unknown[])
      : [data["nodeId"]];
    const told = vital(name, data["value"], data["rating"], at, amountOf(nodeId));
    if (told) return told;
  }
  const used = amountOf(objectOf(data["memory"])["usedJSHeapSize"]);
  if (op === "memory" && used !== undefined) {
    return [signal("waymark.vital", { name: "memory", value: used }, at)];
  }
  return [otherSpan(op, description, durationMs, data, at)];
};

function otherSpan(
  op: string,
  description: string,
  durationMs: number | undefined,
  data: Payload,
  at: number | undefined,
): Told {
  const took = durationMs === undefined ? "" : ` (${durationMs} ms)`;
  return {
    kind: "span",
    category: "meta",
    label: shorten(`${op} ${description}`.trim(), 180) + took,
    at,
    data: {
      op,
      description,
      ...(durationMs !== undefined && { durationMs }),
      ...plainValues(data),
    },
  };
}

/** `video`: a stretch of a recording of a device that has no page. */
export const readVideo: ToolReader = (video) => {
  const durationMs = amountOf(video["duration"]);
  return [
    {
      kind: "video",
      category: "meta",
      label: durationMs === undefined ? "Video" : `Video of ${(durationMs / 1_000).toFixed(1)} s`,
      data: plainValues(video),
    },
  ];
};

/** How the recorder was set: nothing that happened. */
export const readOptions: ToolReader = () => [];

const MOST_VALUES = 20;

/** The values that are neither lists nor objects: what is long, or of headers and bodies, is left to the raw event. */
function plainValues(data: Payload): Record<string, unknown> {
  const entries = Object.entries(data).filter(
    ([, value]) => value === null || ["string", "number", "boolean"].includes(typeof value),
  );
  return Object.fromEntries(
    entries
      .slice(0, MOST_VALUES)
      .map(([key, value]) => [key, typeof value === "string" ? value.slice(0, 500) : value]),
  );
}
