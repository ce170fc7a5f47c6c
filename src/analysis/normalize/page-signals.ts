import { labelOf, shorten } from "../../dom/label.ts";
import type { SignalPayload, SignalTag } from "../../format/signals/signals.ts";
import type { NormalizedEvent } from "../event.ts";
import { type Context, named, type Place } from "./context.ts";

type Reader<T extends SignalTag> = (
  context: Context,
  place: Place,
  payload: SignalPayload<T>,
) => NormalizedEvent | null;
type Navigation = SignalPayload<"waymark.navigation">;
type Vital = SignalPayload<"waymark.vital">;

export const readNavigation: Reader<"waymark.navigation"> = (context, place, told) => {
  const { how, url, from } = told;
  if (how === "title") return readTitle(context, place, told);
  if (how === "load") return readLoad(context, place, told);
  // The Meta event of the same page told it already.
  if (how === "bfcache" && context.url === url && !context.documentBegins) return null;
  if (how === "bfcache") context.documentBegins = true;
  context.url = url;
  return context.event(place, {
    kind: "navigation",
    category: "user",
    label: `Went to ${shorten(url)}`,
    data: { how, url, ...(from !== undefined && { from }) },
  });
};

function readTitle(context: Context, place: Place, { title = "" }: Navigation): NormalizedEvent {
  return context.event(place, {
    kind: "browser",
    category: "page",
    label: title ? `The title became "${shorten(title)}"` : "The title became empty",
    data: { what: "title", title },
  });
}

/** The Meta event that follows tells of it; where that came first, what it could not know is told here. */
function readLoad(context: Context, place: Place, load: Navigation): NormalizedEvent | null {
  if (context.documentBegins) {
    context.load = load;
    return null;
  }
  const isPlain = (load.type ?? "navigate") === "navigate" && load.redirects === undefined;
  if (isPlain) return null;
  return context.event(place, {
    kind: "browser",
    category: "browser",
    label: loadLabel(load.url, load),
    data: { what: "load", ...loadData(load) },
  });
}

/** `Reloaded /cart`, `Went to /cart, redirected twice`. */
export function loadLabel(url: string, load: Navigation | null): string {
  const redirects = load?.redirects ?? 0;
  const times = redirects === 1 ? "once" : redirects === 2 ? "twice" : `${redirects} times`;
  const redirected = redirects > 0 ? `, redirected ${times}` : "";
  return `${LOAD_WORDS[load?.type ?? "navigate"]} ${shorten(url)}${redirected}`;
}

const LOAD_WORDS: Record<NonNullable<Navigation["type"]>, string> = {
  navigate: "Went to",
  reload: "Reloaded",
  back_forward: "Went back or forward to",
  prerender: "Went to the prerendered page",
};

export function loadData({ type, redirects, from }: Navigation): Record<string, unknown> {
  return {
    ...(type && { type }),
    ...(redirects !== undefined && { redirects }),
    ...(from !== undefined && { from }),
  };
}

const RATING_WORDS: Record<NonNullable<Vital["rating"]>, string> = {
  good: "good",
  "needs-improvement": "needs improvement",
  poor: "poor",
};

export const readVital: Reader<"waymark.vital"> = (context, place, vital) => {
  const node = vital.id === undefined ? undefined : context.mirror.get(vital.id);
  const event = context.event(place, {
    kind: vital.name === "memory" ? "memory" : "vital",
    category: vital.rating === "poor" ? "problem" : "page",
    label: vitalLabel(vital),
    ...(node && { nodeId: node.id, selector: context.describe(node).selector }),
    data: { what: `${vital.name} ${vital.rating ?? ""}`.trim(), ...vital },
  });
  // It is of the document, which may have called itself otherwise since.
  return { ...event, url: context.documentUrl || event.url };
};

/** `LCP 2.9 s (needs improvement)`, `Long task of 120 ms`, `Memory 12.4 MB`. */
export function vitalLabel({ name, value, rating, source }: Vital): string {
  const by = source ? ` by ${shorten(source)}` : "";
  if (name === "long-task") return `Long task of ${duration(value)}${by}`;
  if (name === "long-frame") return `Long animation frame of ${duration(value)}${by}`;
  if (name === "memory") return `Memory ${(value / 1e6).toFixed(1)} MB`;
  const rated = rating ? ` (${RATING_WORDS[rating]})` : "";
  return `${name} ${name === "CLS" ? value.toFixed(2) : duration(value)}${rated}`;
}

const duration = (ms: number) =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

export const readTrack: Reader<"waymark.track"> = (context, place, track) => {
  const node = track.id === undefined ? undefined : context.mirror.get(track.id);
  const on = node ? ` on ${named(labelOf(node), node)}` : "";
  return context.event(place, {
    kind: "track",
    category: "meta",
    label: `Custom event "${track.name}"${on}`,
    ...(node && { nodeId: node.id, selector: context.describe(node).selector }),
    data: { ...track },
  });
};

export const readIdentify: Reader<"waymark.identify"> = (context, place, { metadata, frame }) => {
  const told = Object.entries(metadata).map(([name, value]) => `${name} = ${value}`);
  return context.event(place, {
    kind: "track",
    category: "meta",
    label: shorten(`The page said of itself: ${told.join(", ")}`, 200),
    data: { what: "metadata", metadata, ...(frame !== undefined && { frame }) },
  });
};

export const readCircumstances: Reader<"waymark.circumstances"> = (context, place, told) => {
  const { viewport, browser, os, build = told.serverBuild } = told;
  const size = viewport && `${viewport.width} by ${viewport.height}`;
  const facts = [browser, os, size, build && `build ${build}`].filter(Boolean);
  return context.event(place, {
    kind: "browser",
    category: "meta",
    label: shorten(`The circumstances: ${facts.join(", ")}`, 200),
    data: { what: "circumstances", ...told },
  });
};
