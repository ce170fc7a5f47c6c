import type { SignalContext } from "../signal-source.ts";
import type { Bodies, HeaderList } from "./bodies.ts";
import { type BuiltIns, tryTo } from "./built-ins.ts";
import type { Resources } from "./resources.ts";
import type { Facts, RequestLog, Tracked } from "./request-log.ts";

/** What `open` was told, until `send` is called, and the request that then is under way. */
interface Call {
  method: string;
  url: string;
  headers: HeaderList;
  request: Tracked | null;
}

const FAILURES: Readonly<Record<string, Facts["failure"]>> = {
  abort: "abort",
  timeout: "timeout",
  error: "network",
};

/** Calls of XMLHttpRequest, asynchronous or not; how they end is told by the object's own events. */
export function watchXhr(
  { global, primitives, attempt, watchCalls }: SignalContext,
  builtIns: BuiltIns,
  log: RequestLog,
  resources: Resources,
  bodies: Bodies,
): void {
  const { prototype } = global.XMLHttpRequest;
  const { xhr: get } = builtIns.get;
  const calls = new WeakMap<object, Call>();
  /** Objects whose events are listened to, as long as they live: pages use one again and again. */
  const heard = new WeakSet<object>();

  watchCalls(prototype, "open", "value", (self, [method, address]) => {
    const text = typeof address === "string" ? address : tryTo<string>(builtIns.get.href, address);
    const url = text === null ? null : builtIns.resolve(text);
    if (url === null || typeof method !== "string") {
      calls.delete(self);
      return;
    }
    return (outcome) => {
      if ("thrown" in outcome) return;
      const before = calls.get(self)?.request;
      // The browser tells nobody that it dropped what was under way.
      if (before) log.end(before, { failed: true, failure: "abort" });
      calls.set(self, {
        method: method.slice(0, 40).toUpperCase(),
        url,
        headers: [],
        request: null,
      });
    };
  });
  if (bodies.wantsHeaders) {
    watchCalls(prototype, "setRequestHeader", "value", (self, [name, value]) => {
      if (typeof name === "string" && typeof value === "string")
        calls.get(self)?.headers.push([name, value]);
    });
  }
  watchCalls(prototype, "send", "value", (self, [body]) => {
    const call = calls.get(self);
    if (!call || call.request) return;
    const { method, url, headers } = call;
    const request = log.begin("xhr", url, { method, ...bodies.ofCall(url, headers, body) });
    if (!request) return;
    call.request = request;
    if (!heard.has(self)) {
      heard.add(self);
      for (const type of ["load", "error", "abort", "timeout"]) {
        primitives.listen(self as XMLHttpRequest, type, () => attempt(() => ended(self, type)));
      }
    }
    return (outcome) => {
      // Not open, or a synchronous one that got no answer: then `send` throws.
      if ("thrown" in outcome) end(self, { failed: true, failure: "network" });
    };
  });

  function ended(self: object, type: string): void {
    const failure = FAILURES[type];
    if (failure) return end(self, { failed: true, failure });
    const status = tryTo<number>(get.status, self) ?? 0;
    end(self, {
      ...(status > 0 && { status, failed: status >= 400 }),
      statusText: (tryTo<string>(get.statusText, self) ?? "").slice(0, 200),
    });
  }

  function end(self: object, facts: Facts): void {
    const call = calls.get(self);
    const request = call?.request;
    if (!call || !request) return;
    call.request = null;
    resources.drain();
    log.end(request, { ...facts, ...bodies.ofXhr(call.url, self) });
  }
}
