import type { SignalPayload } from "../../format/signals.ts";
import type { SignalSource } from "./signal-source.ts";

type How = SignalPayload<"waymark.network">["how"];
const HOW: Readonly<Record<string, How>> = {
  fetch: "fetch",
  xmlhttprequest: "xhr",
  beacon: "beacon",
};

/**
 * Requests that the page's scripts made, from the browser's own resource timing: nothing is
 * patched, so the page cannot notice. An entry comes when the request is over; its start is told
 * with the time at which it began.
 */
export const watchNetwork: SignalSource = ({ global, primitives, say }) => {
  const { performance, PerformanceObserver } = global;
  const from = performance.now();
  // Ids are joined over a whole tab, so each document counts from another start.
  const document = primitives.now().toString(36);
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    const origin = primitives.now() - performance.now();
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      const how = HOW[entry.initiatorType];
      // Buffered entries from before the recording are not part of it.
      if (!how || entry.responseEnd < from) continue;
      const id = `${document}-${count++}`;
      const status = entry.responseStatus || undefined;
      say(
        "waymark.network",
        { id, phase: "start", how, url: entry.name },
        origin + entry.startTime,
      );
      say(
        "waymark.network",
        {
          id,
          phase: "end",
          how,
          url: entry.name,
          ...(status !== undefined && { status, failed: status >= 400 }),
          durationMs: Math.round(entry.duration),
        },
        origin + entry.responseEnd,
      );
    }
  });
  observer.observe({ type: "resource", buffered: true });
  return () => observer.disconnect();
};
