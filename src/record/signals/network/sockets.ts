import type { SignalContext } from "../signal-source.ts";
import type { Bodies } from "./bodies.ts";
import { type BuiltIns, tryTo } from "./built-ins.ts";
import type { Facts, RequestLog, Tracked } from "./request-log.ts";

interface Traffic {
  count: number;
  bytes: number;
}
interface Line {
  request: Tracked;
  in: Traffic;
  out: Traffic;
  told: number;
  /** Messages that may still be told, and when that was counted last. */
  left: number;
  at: number;
}

/** Of each socket so many messages are told one by one, then so many a second; all are counted. */
const MESSAGES = { burst: 20, perSecond: 2 };
/** A longer text is not measured byte by byte. */
const LONGEST_MEASURED = 65_536;

/** WebSocket and EventSource, from their making to their close. */
export function watchSockets(
  { global, primitives, attempt, watchCalls, watchNew }: SignalContext,
  builtIns: BuiltIns,
  log: RequestLog,
  bodies: Bodies,
): void {
  const { get } = builtIns;
  const lines = new WeakMap<object, Line>();

  for (const [name, how] of [
    ["WebSocket", "websocket"],
    ["EventSource", "eventsource"],
  ] as const) {
    if (typeof global[name] !== "function") continue;
    watchNew(global, name, ([address]) => {
      const text = typeof address === "string" ? address : tryTo<string>(get.href, address);
      const resolved = text === null ? null : builtIns.resolve(text);
      if (resolved === null) return;
      const url = how === "websocket" ? resolved.replace(/^http/i, "ws") : resolved;
      return (made) => follow(made as EventTarget, how, url);
    });
  }
  watchCalls(global.WebSocket.prototype, "send", "value", (self, [data]) => {
    const line = lines.get(self);
    if (line) return (outcome) => void ("value" in outcome && pass(line, "out", data));
  });
  watchCalls(global.EventSource.prototype, "close", "value", (self) => {
    const line = lines.get(self);
    if (line) return () => end(line, {});
  });

  function follow(made: EventTarget, how: "websocket" | "eventsource", url: string): void {
    const request = log.begin(how, url, { method: "GET" });
    if (!request) return;
    const none = () => ({ count: 0, bytes: 0 });
    const line: Line = { request, in: none(), out: none(), told: 0, left: MESSAGES.burst, at: 0 };
    lines.set(made, line);
    // As long as it lives; what is heard after the end of this part comes to nothing.
    const hear = (type: string, run: (event: Event) => void) =>
      primitives.listen(made, type, (event) => attempt(() => run(event)));
    hear("open", () => log.tell(request, "open", {}));
    hear("message", (event) => pass(line, "in", tryTo(get.message.data, event)));
    // An event source tries again by itself until it says that it is closed.
    hear("error", () => {
      const isClosed = how === "eventsource" && (made as EventSource).readyState === 2;
      request.facts.failed = true;
      request.facts.failure = "network";
      if (isClosed) end(line, {});
    });
    hear("close", (event) => {
      const code = tryTo<number>(get.close.code, event) ?? 0;
      const reason = (tryTo<string>(get.close.reason, event) ?? "").slice(0, 200);
      end(line, { code, ...(reason && { reason }) });
    });
  }

  function end({ request, in: received, out: sent, told }: Line, facts: Facts): void {
    log.end(request, { ...facts, messages: { in: received, out: sent, told } });
  }

  function pass(line: Line, direction: "in" | "out", value: unknown): void {
    const bytes = bytesOf(value);
    line[direction].count++;
    line[direction].bytes += bytes;
    if (!mayTell(line)) return;
    line.told++;
    const isText = typeof value === "string";
    const body = isText ? bodies.ofFrame(line.request.url, value) : null;
    log.tell(line.request, "message", {
      direction,
      data: isText ? "text" : "binary",
      bytes,
      ...(body && (direction === "in" ? { responseBody: body } : { requestBody: body })),
    });
  }

  function mayTell(line: Line): boolean {
    const now = builtIns.now();
    const since = line.at === 0 ? 0 : (now - line.at) / 1_000;
    line.at = now;
    line.left = Math.min(MESSAGES.burst, line.left + since * MESSAGES.perSecond);
    if (line.left < 1) return false;
    line.left--;
    return true;
  }

  function bytesOf(value: unknown): number {
    if (typeof value === "string") {
      return value.length > LONGEST_MEASURED ? value.length : builtIns.utf8Length(value);
    }
    for (const size of [get.blobSize, get.bufferBytes, get.viewBytes, get.dataViewBytes]) {
      const bytes = tryTo<number>(size, value);
      if (bytes !== null) return bytes;
    }
    return 0;
  }
}
