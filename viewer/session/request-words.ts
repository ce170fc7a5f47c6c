import { bytesText } from "../../src/format/size.ts";

/** Words for people about a request. */
export const REQUEST_WORDS = {
  reading: "Reading…",
  gone: "This request is no longer in the session.",
  failed: (reason: string) => `The request cannot be read: ${reason}`,
  redirects: "Redirects",
  requestHeaders: "Request headers",
  responseHeaders: "Response headers",
  requestBody: "Request body",
  responseBody: "Response body",
  messages: "Messages",
  cut: "The rest was not recorded.",
} as const;

export interface Part {
  title: string;
  text: string;
  cut: boolean;
}

type Data = Record<string, unknown>;
const FAILURES: Record<string, string> = {
  abort: "given up by the page",
  timeout: "timed out",
  network: "no answer",
  refused: "not taken by the browser",
};
const HOWS: Record<string, string> = {
  fetch: "fetch",
  xhr: "XMLHttpRequest",
  beacon: "sendBeacon",
  websocket: "WebSocket",
  eventsource: "EventSource",
  load: "the browser",
};
const TIMES = [
  ["redirectMs", "redirects"],
  ["dnsMs", "name"],
  ["connectMs", "connection"],
  ["waitMs", "waiting"],
  ["receiveMs", "receiving"],
] as const;
const ACTS: Record<string, string> = { click: "a click", key: "a key", submit: "a submit" };

/** What there is to say of a request, name and value; what was not recorded is left out. */
export function requestFacts(data: Data, startedAt: number): [string, string][] {
  const { status, statusText, durationMs, failure, error, initiator, interaction } = data;
  const facts: [string, string | null][] = [
    ["Address", text(data["url"])],
    ["Method", text(data["method"])],
    ["Made by", [HOWS[String(data["how"])], text(data["what"])].filter(Boolean).join(", ")],
    ["Status", status ? [status, statusText].filter(Boolean).join(" ") : null],
    ["Failed", [FAILURES[String(failure)], text(error)].filter(Boolean).join(", ") || null],
    ["Duration", data["pending"] ? "not over" : span(durationMs)],
    ["Time", timesText(data["timing"])],
    ["Size", sizesText(data["sizes"])],
    ["Cache", data["cached"] ? "answered from the cache" : null],
    ["Type", text(data["mime"])],
    ["Called at", placeText(initiator)],
    ["After", actText(interaction, startedAt)],
    ["Messages", trafficText(data["messages"])],
    ["Closed", closeText(data)],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

export function headersOf(
  data: Data,
  side: "requestHeaders" | "responseHeaders",
): [name: string, value: string][] {
  return (data[side] ?? []) as [string, string][];
}

export function redirectsOf(data: Data): string[] {
  const list = (data["redirects"] ?? []) as { url: string; status: number }[];
  return list.map(({ url, status }) => `${status} ${url}`);
}

/** Bodies, and what was said through a socket, where a rule let them be recorded. */
export function partsOf(data: Data): Part[] {
  const parts: Part[] = [];
  for (const side of ["requestBody", "responseBody"] as const) {
    const body = data[side] as { text: string; cut?: boolean } | undefined;
    if (body) {
      parts.push({ title: REQUEST_WORDS[side], text: body.text, cut: body.cut === true });
    }
  }
  const frames = (data["frames"] ?? []) as Message[];
  if (frames.length > 0) {
    parts.push({ title: REQUEST_WORDS.messages, text: frames.map(lineOf).join("\n"), cut: false });
  }
  return parts;
}

interface Message {
  offsetMs: number;
  direction?: string;
  data?: string;
  bytes?: number;
  text?: string;
}

function lineOf({ offsetMs, direction, data, bytes = 0, text: said }: Message): string {
  const arrow = direction === "out" ? "→" : "←";
  return `${arrow} ${Math.round(offsetMs)} ms, ${bytesText(bytes)}: ${said ?? `(${data})`}`;
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;
const span = (value: unknown): string | null =>
  typeof value === "number" ? `${Math.round(value)} ms` : null;

function timesText(timing: unknown): string | null {
  const times = (timing ?? {}) as Record<string, number>;
  const told = TIMES.filter(([name]) => (times[name] ?? 0) > 0);
  return told.map(([name, word]) => `${word} ${times[name]} ms`).join(", ") || null;
}

function sizesText(sizes: unknown): string | null {
  const { transferred, encoded, decoded } = (sizes ?? {}) as Record<string, number | undefined>;
  return (
    [
      transferred && `${bytesText(transferred)} transferred`,
      encoded && `${bytesText(encoded)} body`,
      decoded && decoded !== encoded && `${bytesText(decoded)} unpacked`,
    ]
      .filter(Boolean)
      .join(", ") || null
  );
}

function placeText(initiator: unknown): string | null {
  const { source, line, column } = (initiator ?? {}) as Record<string, string | number | undefined>;
  return source === undefined ? null : [source, line, column].filter(Boolean).join(":");
}

function actText(interaction: unknown, startedAt: number): string | null {
  const { what, at } = (interaction ?? {}) as { what?: string; at?: number };
  if (what === undefined || at === undefined) return null;
  return `${ACTS[what] ?? what}, ${Math.max(0, Math.round(startedAt - at))} ms before`;
}

function trafficText(messages: unknown): string | null {
  if (!messages) return null;
  const { in: received, out } = messages as Record<"in" | "out", { count: number; bytes: number }>;
  return `${received.count} received (${bytesText(received.bytes)}), ${out.count} sent (${bytesText(out.bytes)})`;
}

function closeText({ code, reason }: Data): string | null {
  return code ? [code, reason].filter(Boolean).join(" ") : null;
}
