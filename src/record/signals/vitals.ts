import {
  type MetricWithAttribution,
  onCLS,
  onFCP,
  onINP,
  onLCP,
  onTTFB,
} from "web-vitals/attribution";
import type { SignalPayload } from "../../format/signals/signals.ts";
import type { WebVital } from "../../format/signals/vital.ts";
import { createLimiter } from "./limiter.ts";
import { heapOf } from "./page-reads.ts";
import type { SignalContext, SignalSource } from "./signal-source.ts";

type Vital = SignalPayload<"waymark.vital">;
type Parts = NonNullable<Vital["parts"]>;

/** A vital that grows is told so often at the most, and when the document may be left. */
const SETTLED_MS = 5_000;
/** What the browser calls long is 50 ms; frames are told of when they are twice as long. */
const LONG_FRAME_MS = 100;
const LIMIT = { burst: 20, perSecond: 2 };
const MEMORY_EVERY_MS = 30_000;
/** Smaller changes are told of no more than none. */
const MEMORY_STEP_BYTES = 1_000_000;

const LOADS: Readonly<Record<MetricWithAttribution["navigationType"], Vital["load"]>> = {
  navigate: "navigate",
  reload: "reload",
  "back-forward": "back_forward",
  "back-forward-cache": "bfcache",
  prerender: "prerender",
  restore: "restore",
  "soft-navigation": "navigate",
};

/** How fast the tab's own document is: web vitals, long tasks and frames, memory. Frames are not asked. */
export const watchVitals: SignalSource = {
  part: "vitals",
  watch(context) {
    if (context.global.top !== context.global) return;
    watchWebVitals(context);
    watchLong(context);
    watchMemory(context);
  },
};

/** What the library knows of this document; it cannot be taken down, so it is asked once. */
interface VitalsBook {
  latest: Map<WebVital, MetricWithAttribution>;
  /** Who is told of a change; null while nothing is recorded. */
  onChange: ((name: WebVital) => void) | null;
}
let book: VitalsBook | null = null;

function openBook(): VitalsBook {
  if (book) return book;
  const opened: VitalsBook = { latest: new Map(), onChange: null };
  book = opened;
  const note = (metric: MetricWithAttribution) => {
    opened.latest.set(metric.name, metric);
    opened.onChange?.(metric.name);
  };
  // Its own name for an element is not used, and reading one would ask the page's objects.
  const options = { reportAllChanges: true, generateTarget: () => "-" };
  for (const watch of [onTTFB, onFCP, onLCP, onCLS, onINP]) watch(note, options);
  return opened;
}

function watchWebVitals(context: SignalContext): void {
  const { say, later, onLeaving, onEnd, attempt } = context;
  // The values are the document's as a whole, as the browser keeps them.
  const unseen = !context.fromStart;
  const changed = new Set<WebVital>();
  let waits = false;
  const { latest } = openBook();

  function tell(): void {
    waits = false;
    for (const name of changed) {
      const metric = latest.get(name);
      if (metric) say("waymark.vital", { ...vitalOf(metric, context), ...(unseen && { unseen }) });
    }
    changed.clear();
  }
  function note(name: WebVital): void {
    changed.add(name);
    if (waits) return;
    waits = true;
    later(tell, SETTLED_MS);
  }
  openBook().onChange = (name) => void attempt(() => note(name));
  for (const name of latest.keys()) note(name);
  onLeaving(tell);
  onEnd(() => {
    openBook().onChange = null;
    tell();
  });
}

/** Pure but for the mirror, which gives an element its recorded id. */
export function vitalOf(
  metric: MetricWithAttribution,
  { mirror }: Pick<SignalContext, "mirror">,
): Vital {
  const { node, parts, source, by } = causesOf(metric);
  const element = node?.nodeType === 3 ? node.parentNode : node;
  const id = element ? mirror.getId(element) : -1;
  const load = LOADS[metric.navigationType];
  // Of what is not recorded, no picture's address is told.
  const isHidden = node != null && id <= 0;
  return {
    name: metric.name,
    value: metric.name === "CLS" ? round(metric.value, 4) : round(metric.value, 1),
    rating: metric.rating,
    ...(load && { load }),
    ...(id > 0 && { id }),
    ...(parts && { parts: rounded(parts) }),
    ...(source && !isHidden && { source }),
    ...(by && { by }),
  };
}

interface Causes {
  node?: Node | null | undefined;
  parts?: Parts;
  source?: string | undefined;
  by?: string | undefined;
}

function causesOf(metric: MetricWithAttribution): Causes {
  switch (metric.name) {
    case "LCP": {
      const { attribution: by } = metric;
      const parts = {
        "time to first byte": by.timeToFirstByte,
        "resource load delay": by.resourceLoadDelay,
        "resource load": by.resourceLoadDuration,
        "render delay": by.elementRenderDelay,
      };
      return { node: by.lcpEntry?.element, parts, source: by.url };
    }
    case "CLS":
      return { node: metric.attribution.largestShiftSource?.node };
    case "INP": {
      const { attribution: by, entries } = metric;
      const parts = {
        "input delay": by.inputDelay,
        processing: by.processingDuration,
        "presentation delay": by.presentationDelay,
      };
      return {
        node: entries.find(({ target }) => target)?.target,
        parts,
        source: by.longestScript?.entry.sourceURL,
        by: by.interactionType,
      };
    }
    case "FCP": {
      const { attribution: by } = metric;
      return { parts: { "time to first byte": by.timeToFirstByte, render: by.firstByteToFCP } };
    }
    case "TTFB": {
      const { attribution: by } = metric;
      const parts = {
        waiting: by.waitingDuration,
        cache: by.cacheDuration,
        DNS: by.dnsDuration,
        connection: by.connectionDuration,
        request: by.requestDuration,
      };
      return { parts };
    }
  }
}

/** Long tasks and long animation frames, from now on. */
function watchLong(context: SignalContext): void {
  const { global, primitives, say, attempt, onEnd } = context;
  const { performance, PerformanceObserver } = global;
  const limiter = createLimiter(context, "vitals", LIMIT);
  const begunAt = primitives.now();
  const watch = (type: string, describe: (entry: PerformanceEntry) => Vital | null) => {
    if (!PerformanceObserver?.supportedEntryTypes?.includes(type)) return;
    const tell = (list: PerformanceObserverEntryList) => {
      const origin = primitives.now() - performance.now();
      for (const entry of list.getEntries()) {
        const vital = describe(entry);
        // One that was under way as the recording began is no older than it.
        const at = Math.max(origin + entry.startTime, begunAt);
        if (vital && limiter.take()) say("waymark.vital", vital, at);
      }
    };
    const observer = new PerformanceObserver((list) => void attempt(() => tell(list)));
    observer.observe({ type });
    onEnd(() => observer.disconnect());
  };
  watch("longtask", longTaskOf);
  watch("long-animation-frame", longFrameOf);
}

/** The Long Tasks API's, which TypeScript does not know. */
interface LongTask extends PerformanceEntry {
  attribution?: readonly { containerSrc?: string }[];
}

function longTaskOf(entry: LongTask): Vital {
  const source = entry.attribution?.[0]?.containerSrc;
  return { name: "long-task", value: round(entry.duration, 0), ...(source && { source }) };
}

/** As far as web-vitals describes it, and what it leaves out. */
type LongFrame = PerformanceEntry & {
  blockingDuration: number;
  styleAndLayoutStart: number;
  scripts: readonly { duration: number; sourceURL: string; sourceFunctionName: string }[];
};

/** Null for one that is not told of. */
export function longFrameOf(entry: PerformanceEntry): Vital | null {
  const { startTime, duration, blockingDuration, styleAndLayoutStart, scripts } =
    entry as LongFrame;
  if (duration < LONG_FRAME_MS) return null;
  const longest = scripts.reduce<LongFrame["scripts"][number] | null>(
    (most, script) => (most && most.duration >= script.duration ? most : script),
    null,
  );
  const layout = styleAndLayoutStart > 0 ? startTime + duration - styleAndLayoutStart : 0;
  return {
    name: "long-frame",
    value: round(duration, 0),
    parts: rounded({
      blocking: blockingDuration,
      scripts: scripts.reduce((sum, script) => sum + script.duration, 0),
      "style and layout": layout,
    }),
    ...(longest?.sourceURL && { source: longest.sourceURL }),
    ...(longest?.sourceFunctionName && { by: longest.sourceFunctionName.slice(0, 200) }),
  };
}

/** Where the browser tells of the page's memory, now and every half minute while it is seen. */
function watchMemory({ global, say, later }: SignalContext): void {
  let told = -Infinity;
  const look = () => {
    const heap = heapOf(global.performance);
    if (!heap) return;
    later(look, MEMORY_EVERY_MS);
    const { usedJSHeapSize: used, totalJSHeapSize: total, jsHeapSizeLimit: limit } = heap;
    const isSeen = global.document.visibilityState === "visible";
    if (!isSeen || Math.abs(used - told) < MEMORY_STEP_BYTES) return;
    told = used;
    say("waymark.vital", { name: "memory", value: used, parts: { total, limit } });
  };
  look();
}

/** Clocks may disagree by a little: no part is below zero. */
const rounded = (parts: Parts): Parts =>
  Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [name, Math.max(0, round(value, 1))]),
  );

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
