import type { SignalContext } from "../signal-source.ts";
import type { Bodies } from "./bodies.ts";
import { type BuiltIns, tryTo } from "./built-ins.ts";
import type { RequestLog } from "./request-log.ts";

/** What pages send without waiting for an answer, mostly as they are left. */
export function watchBeacons(
  { global, watchCalls }: SignalContext,
  builtIns: BuiltIns,
  log: RequestLog,
  bodies: Bodies,
): void {
  watchCalls(global.Navigator.prototype, "sendBeacon", "value", (_self, [address, body]) => {
    const text = typeof address === "string" ? address : tryTo<string>(builtIns.get.href, address);
    const url = text === null ? null : builtIns.resolve(text);
    if (url === null) return;
    const facts = { method: "POST", ...bodies.ofCall(url, undefined, body) };
    const request = log.begin("beacon", url, facts, true);
    if (!request) return;
    return (outcome) => {
      // The browser has no room for it, or none for such an address.
      const taken = "value" in outcome && outcome.value === true;
      if (!taken) log.end(request, { failed: true, failure: "refused" });
    };
  });
}
