import type { SignalPayload } from "../../../format/signals/signals.ts";
import type { SignalContext } from "../signal-source.ts";
import { type BuiltIns, withoutFragment } from "./built-ins.ts";
import type { Facts, How, RequestLog, Tracked } from "./request-log.ts";

type Sizes = NonNullable<SignalPayload<"waymark.network">["sizes"]>;
type Timing = NonNullable<SignalPayload<"waymark.network">["timing"]>;

/** What the page's scripts ask for, which the functions they call tell of as well. */
const CALLS: Readonly<Record<string, How>> = {
  fetch: "fetch",
  xmlhttprequest: "xhr",
  beacon: "beacon",
};
/** What the browser loads for elements and style sheets. */
const LOADS: Readonly<Record<string, string>> = {
  navigation: "document",
  iframe: "frame",
  frame: "frame",
  script: "script",
  link: "link",
  css: "css",
  img: "image",
  image: "image",
  input: "image",
  video: "media",
  audio: "media",
  track: "media",
};

export interface Resources {
  /** Takes in what the browser has noted and not handed over yet. */
  drain(): void;
}

/**
 * The browser's own resource timing: how calls of `fetch` ended, what all requests weigh, and those
 * that no script made. Nothing of it is to be seen by the page. An entry comes when a request is over.
 */
export function watchResources(
  { global, attempt, onEnd, primitives }: SignalContext,
  builtIns: BuiltIns,
  log: RequestLog,
): Resources {
  const { PerformanceObserver } = global;
  const from = builtIns.now();
  const origin = primitives.now() - from;

  function see(entry: PerformanceResourceTiming): void {
    // Buffered entries from before the recording are not part of it.
    if (entry.responseEnd < from) return;
    const url = withoutFragment(entry.name);
    const how = CALLS[entry.initiatorType];
    const facts = factsOf(entry);
    const at = origin + entry.responseEnd;
    if (!how) {
      // Browsers have no word for event sources.
      if (log.find("eventsource", url) || log.wasToldOf("eventsource", url)) return;
      const what = LOADS[entry.initiatorType] ?? "other";
      return log.whole("load", { what, method: "GET", url, ...facts }, at);
    }
    const request = log.find(how, url, entry.startTime);
    if (!request) {
      if (!log.wasToldOf(how, url)) log.whole(how, { url, ...facts }, at);
      return;
    }
    // Those of XMLHttpRequest end by an event of their own.
    if (how === "xhr") Object.assign(request.facts, facts);
    else log.end(request, { ...facts, ...failureOf(request, entry) }, at);
  }

  const observer = new PerformanceObserver((list) =>
    attempt(() => list.getEntries().forEach((entry) => see(entry as PerformanceResourceTiming))),
  );
  observer.observe({ type: "resource", buffered: true });
  onEnd(() => observer.disconnect());
  return {
    drain: () => observer.takeRecords().forEach((entry) => see(entry as PerformanceResourceTiming)),
  };
}

/** An answer that no script may look at has the status 0 as well. */
function failureOf({ mayBeOpaque }: Tracked, entry: PerformanceResourceTiming): Facts {
  // Not told by every browser.
  const { responseStatus } = entry as { responseStatus?: number };
  if (responseStatus === undefined || responseStatus > 0 || mayBeOpaque) return {};
  return { failed: true, failure: "network" };
}

function factsOf(entry: PerformanceResourceTiming): Facts {
  const sizes = sizesOf(entry);
  const timing = timingOf(entry);
  const { responseStatus } = entry;
  const { contentType, deliveryType } = entry as { contentType?: string; deliveryType?: string };
  return {
    durationMs: Math.max(0, Math.round(entry.duration)),
    ...(responseStatus > 0 && { status: responseStatus, failed: responseStatus >= 400 }),
    ...(contentType && { mime: contentType.slice(0, 200) }),
    ...(deliveryType === "cache" && { cached: true }),
    ...(sizes && { sizes }),
    ...(timing && { timing }),
  };
}

/** Null of another origin that does not let itself be looked at: all is 0 then. */
function sizesOf(entry: PerformanceResourceTiming): Sizes | null {
  const { transferSize, encodedBodySize, decodedBodySize } = entry;
  if (transferSize + encodedBodySize + decodedBodySize === 0) return null;
  return { transferred: transferSize, encoded: encodedBodySize, decoded: decodedBodySize };
}

function timingOf(entry: PerformanceResourceTiming): Timing | null {
  const { requestStart, responseStart, responseEnd } = entry;
  if (requestStart === 0) return null;
  const span = (from: number, to: number) => Math.max(0, Math.round(to - from));
  return {
    redirectMs: span(entry.redirectStart, entry.redirectEnd),
    dnsMs: span(entry.domainLookupStart, entry.domainLookupEnd),
    connectMs: span(entry.connectStart, entry.connectEnd),
    waitMs: span(requestStart, responseStart),
    receiveMs: span(responseStart, responseEnd),
  };
}
