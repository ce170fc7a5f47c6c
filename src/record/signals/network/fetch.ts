import type { SignalContext } from "../signal-source.ts";
import type { Bodies } from "./bodies.ts";
import { type BuiltIns, ownValue, tryTo } from "./built-ins.ts";
import type { RequestLog, Tracked } from "./request-log.ts";

const { toUpperCase } = String.prototype;
const { apply } = Reflect;
const KNOWN_METHODS = /^(?:get|head|post|put|delete|options)$/i;

/**
 * Calls of `fetch`. The promise that the page gets is the browser's, and nothing is attached to it: a
 * reaction of ours would count as one of the page's, and a rejection that nobody handles would no
 * longer be told as such. How a call ended, the browser's resource timing says, and the signal by which the
 * page gives up on it.
 */
export function watchFetch(
  { global, primitives, attempt, watchCalls }: SignalContext,
  builtIns: BuiltIns,
  log: RequestLog,
  bodies: Bodies,
): void {
  const { get } = builtIns;

  watchCalls(global, "fetch", "value", (_self, [input, init]) => {
    const url = addressOf(input);
    if (url === null) return;
    const given = (name: keyof typeof get.request & string): unknown =>
      ownValue(init, name) ?? tryTo(get.request[name], input);
    const method = methodOf(given("method"));
    const opaque = (ownValue(init, "mode") ?? tryTo(get.requestMode, input)) === "no-cors";
    const request = log.begin(
      "fetch",
      url,
      { method, ...bodies.ofCall(url, given("headers"), ownValue(init, "body")) },
      opaque,
    );
    if (!request) return;
    bodies.expect(request);
    endByAbort(request, given("signal"));
  });

  function addressOf(input: unknown): string | null {
    const address =
      typeof input === "string"
        ? input
        : (tryTo<string>(get.request.url, input) ?? tryTo<string>(get.href, input));
    return address === null ? null : builtIns.resolve(address);
  }

  function endByAbort(request: Tracked, signal: unknown): void {
    const aborted = tryTo<boolean>(get.signal.aborted, signal);
    if (aborted === null) return;
    const end = () => log.end(request, { failed: true, failure: failureOf(signal) });
    if (aborted) return end();
    // One signal may be for all requests of a page: what listens to it goes with its request.
    const deaf = primitives.listen(signal as AbortSignal, "abort", () => attempt(end));
    const { onOver } = request;
    request.onOver = () => {
      deaf();
      onOver?.();
    };
  }

  /** What a page gives as a reason may be anything; only the browser's own says that time ran out. */
  function failureOf(signal: unknown): "abort" | "timeout" {
    const reason = tryTo<unknown>(get.signal.reason, signal);
    return tryTo(get.exceptionName, reason) === "TimeoutError" ? "timeout" : "abort";
  }
}

/** As the browser writes it. */
function methodOf(method: unknown): string {
  if (typeof method !== "string") return "GET";
  return KNOWN_METHODS.test(method)
    ? (apply(toUpperCase, method, []) as string)
    : method.slice(0, 40);
}
