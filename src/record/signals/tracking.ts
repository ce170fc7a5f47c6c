import { LONGEST_TRACK_DATA, TRACK_NAME, TRACKED_ACTS } from "../../format/signals/tracking.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import { createLimiter } from "./limiter.ts";
import { attributeOf } from "./page-reads.ts";
import type { SignalContext, SignalSource } from "./signal-source.ts";

type Act = (typeof TRACKED_ACTS)[number];
type Data = Record<string, unknown>;

/** Prefixes of the attributes; pages of Sentiero need not change. */
const PREFIXES = ["data-waymark", "data-sentiero"];
/** As many elements above the one that it happened on are asked. */
const MOST_ANCESTORS = 100;
const LIMIT = { burst: 50, perSecond: 10 };
const UNUSABLE = "Their name, or data in an attribute, cannot be used.";

const { parse } = JSON;

/** What an element asks to be told of an act; null in place of `told` where what it asks cannot be used. */
export interface Asked {
  element: Element;
  told: { name: string; data?: Data } | null;
}

/**
 * Events that the page itself tells: by `Waymark.track` and `Waymark.setMetadata`, and of acts on
 * elements that ask for it by `data-waymark-track-click` and the like.
 */
export const watchTracking: SignalSource = {
  part: "tracking",
  watch(context) {
    const { global, listen, say, mirror, attempt, onEnd, voice } = context;
    const limiter = createLimiter(context, "tracking", LIMIT);
    if (voice) {
      voice.hear = (told) =>
        void attempt(() => {
          if (!limiter.take()) return;
          if ("metadata" in told) say("waymark.identify", told);
          else say("waymark.track", trackOf(told.track, told.data, "api"));
        });
      onEnd(() => (voice.hear = null));
    }
    for (const act of TRACKED_ACTS) {
      listen(global, act, (event) => {
        const asked = findAsked(event.composedPath(), act);
        if (!asked || !limiter.take()) return;
        // What is not recorded tells nothing.
        const id = mirror.getId(asked.element);
        if (id <= 0) return;
        if (asked.told)
          say("waymark.track", { ...trackOf(asked.told.name, asked.told.data, act), id });
        else sayUnusable(context);
      });
    }
  },
};

function sayUnusable({ say }: Pick<SignalContext, "say">): void {
  say("waymark.capture", { part: "tracking", what: "sampled", dropped: 1, reason: UNUSABLE });
}

function trackOf(
  name: string,
  data: Data | undefined,
  by: SignalPayload<"waymark.track">["by"],
): SignalPayload<"waymark.track"> {
  return { name, ...(data && { data }), by };
}

/** The innermost element of an event's path that asks for this act. */
export function findAsked(path: readonly EventTarget[], act: Act): Asked | null {
  for (const target of path.slice(0, MOST_ANCESTORS)) {
    if ((target as Partial<Node>).nodeType !== 1) continue;
    const element = target as Element;
    for (const prefix of PREFIXES) {
      const name = attributeOf(element, `${prefix}-track-${act}`);
      if (name !== null)
        return { element, told: readAsked(name, attributeOf(element, `${prefix}-data`)) };
    }
  }
  return null;
}

/** Null for a name, or data, that cannot be used. */
export function readAsked(name: string, json: string | null): Asked["told"] {
  if (!TRACK_NAME.test(name)) return null;
  if (json === null) return { name };
  if (json.length > LONGEST_TRACK_DATA) return null;
  try {
    const data: unknown = parse(json);
    const isRecord = typeof data === "object" && data !== null && !Array.isArray(data);
    return isRecord ? { name, data: data as Data } : null;
  } catch {
    return null; // no JSON: it is counted, as the page's console is the page's
  }
}
