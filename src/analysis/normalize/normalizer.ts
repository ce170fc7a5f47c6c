import {
  EventType,
  IncrementalSource as Source,
  MouseInteraction,
  type RecordedEvent,
} from "../../format/events.ts";
import { shorten } from "../../dom/label.ts";
import { Styles } from "../../dom/css/styles.ts";
import { DomMirror } from "../../dom/mirror.ts";
import type { Kind, NormalizedEvent } from "../event.ts";
import { Bursts } from "./bursts.ts";
import { Clicks } from "./clicks.ts";
import { pushPlugin } from "./console.ts";
import { Context, named, type NormalizerOptions, numberOf, type Place } from "./context.ts";
import { Signals } from "./signals.ts";

export type { NormalizerOptions } from "./context.ts";

export interface Normalizer {
  /** The page after the last event pushed. */
  readonly mirror: DomMirror;
  readonly styles: Styles;
  /** Events and parts that could not be read. */
  readonly skipped: number;
  /**
   * Takes the next raw event of the tab and returns what became complete by it. Runs (typing,
   * scrolling, requests) come out when they end, so results are in order of completion, not of time.
   */
  push(event: unknown, segmentIndex: number, frameIndex: number): NormalizedEvent[];
  /** What is still open at the end of the recording. */
  finish(): NormalizedEvent[];
}

const NOTHING: NormalizedEvent[] = [];

/** Turns one tab's rrweb events and `waymark.*` signals into normalized events. Never throws on what it reads. */
export function createNormalizer(options: NormalizerOptions): Normalizer {
  const mirror = new DomMirror();
  const styles = new Styles(mirror);
  const context = new Context(mirror, options);
  const clicks = new Clicks(context, styles);
  const bursts = new Bursts(context);
  const signals = new Signals(context);
  const pages = new Pages(context);

  function increment(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    switch (place.rawSource) {
      case Source.MouseMove:
      case Source.TouchMove:
      case Source.Drag:
        break;
      case Source.MouseInteraction:
        if (data["type"] === MouseInteraction.Focus || data["type"] === MouseInteraction.Blur) {
          focus(context, place, data, out);
        } else clicks.push(place, data, out);
        break;
      case Source.Scroll:
        bursts.scroll(place, data, out);
        break;
      case Source.Input:
        bursts.input(place, data, out);
        break;
      default:
        pageChange(context, place, data, out);
    }
  }

  return {
    mirror,
    styles,
    get skipped() {
      return context.skipped + mirror.skipped;
    },
    push(raw, segmentIndex, frameIndex) {
      if (!isRecorded(raw)) {
        context.skipped++;
        return NOTHING;
      }
      mirror.apply(raw);
      const out: NormalizedEvent[] = [];
      clicks.settle(raw.timestamp, out);
      bursts.settle(raw.timestamp, out);
      const place = context.place(raw, segmentIndex, frameIndex);
      switch (raw.type) {
        case EventType.IncrementalSnapshot:
          increment(place, raw.data, out);
          break;
        case EventType.Meta:
          pages.meta(place, raw.data, out);
          break;
        case EventType.FullSnapshot:
          pages.snapshot(place, out);
          break;
        case EventType.DomContentLoaded:
        case EventType.Load:
          pages.loading(place, raw.type, out);
          break;
        case EventType.Custom:
          signals.push(place, raw, out);
          break;
        case EventType.Plugin:
          pushPlugin(context, place, raw.data, out);
          break;
        default:
          context.skipped++;
      }
      return options.kinds ? out.filter((event) => context.wants(event.kind)) : out;
    },
    finish() {
      const out: NormalizedEvent[] = [];
      clicks.finish(out);
      bursts.finish(out);
      signals.finish(out);
      return out.filter((event) => context.wants(event.kind));
    },
  };
}

/** Whether a value has the outer shape of an rrweb event; its data is checked where it is read. */
export function isRecorded(value: unknown): value is RecordedEvent {
  if (typeof value !== "object" || value === null) return false;
  const { type, timestamp, data } = value as Partial<RecordedEvent>;
  if (typeof type !== "number" || typeof timestamp !== "number" || !Number.isFinite(timestamp))
    return false;
  const bare = type === EventType.DomContentLoaded || type === EventType.Load;
  return bare || (typeof data === "object" && data !== null);
}

/** Page loads, checkouts and what the browser says of them. */
class Pages {
  readonly #context: Context;
  #atSnapshot = "";

  constructor(context: Context) {
    this.#context = context;
  }

  loading(place: Place, type: number, out: NormalizedEvent[]): void {
    // "load" often comes after the first snapshot, so only the earlier event says that a document begins.
    if (type === EventType.DomContentLoaded) this.#context.documentBegins = true;
    if (!this.#context.wants("lifecycle")) return;
    const label = type === EventType.Load ? "The page was loaded" : "The document was ready";
    out.push(this.#context.event(place, { kind: "lifecycle", category: "meta", label }));
  }

  meta(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    const href = typeof data["href"] === "string" ? data["href"] : "";
    if (!href) {
      this.#context.skipped++;
      return;
    }
    // A recorder may repeat Meta and snapshot while nothing happened (a checkout): no navigation.
    const isNew = this.#context.documentBegins || href !== this.#atSnapshot;
    // Where a navigation signal already told of this page, it is not told twice.
    const told = this.#context.url === href && this.#atSnapshot !== href;
    this.#context.url = href;
    this.#atSnapshot = href;
    this.#context.documentBegins = false;
    const size = { width: numberOf(data["width"]), height: numberOf(data["height"]) };
    if (!isNew || told) {
      out.push(
        this.#context.event(place, {
          kind: "viewport",
          category: "meta",
          label: sizeLabel(size),
          data: size,
        }),
      );
      return;
    }
    out.push(
      this.#context.event(place, {
        kind: "navigation",
        category: "user",
        label: `Went to ${shorten(href)}`,
        data: { how: "load", url: href, ...size },
      }),
    );
  }

  snapshot(place: Place, out: NormalizedEvent[]): void {
    if (!this.#context.wants("dom-snapshot")) return;
    const { size } = this.#context.mirror;
    out.push(
      this.#context.event(place, {
        kind: "dom-snapshot",
        category: "meta",
        label: `The page, ${size} nodes`,
        data: { nodes: size },
      }),
    );
  }
}

function sizeLabel({ width, height }: { width: number | null; height: number | null }): string {
  return width === null || height === null ? "The window" : `The window is ${width} by ${height}`;
}

function focus(
  context: Context,
  place: Place,
  data: Record<string, unknown>,
  out: NormalizedEvent[],
): void {
  const id = numberOf(data["id"]);
  const kind: Kind = data["type"] === MouseInteraction.Focus ? "focus" : "blur";
  if (id === null) {
    context.skipped++;
    return;
  }
  if (!context.wants(kind)) return;
  const node = context.mirror.get(id);
  const about = node ? context.describe(node) : null;
  out.push(
    context.event(place, {
      kind,
      category: "user",
      label: `${kind === "focus" ? "Focus on" : "Focus left"} ${named(about?.label ?? "", node)}`,
      nodeId: id,
      selector: about?.selector ?? null,
      masked: about?.masked ?? false,
    }),
  );
}

const CHANGES: Record<number, { kind: Kind; label: string }> = {
  [Source.Mutation]: { kind: "mutation", label: "The page changed" },
  [Source.StyleSheetRule]: { kind: "mutation", label: "Style rules changed" },
  [Source.StyleDeclaration]: { kind: "mutation", label: "A style rule changed" },
  [Source.AdoptedStyleSheet]: { kind: "mutation", label: "Style sheets changed" },
  [Source.CanvasMutation]: { kind: "mutation", label: "A canvas was drawn on" },
  [Source.Font]: { kind: "mutation", label: "A font was added" },
  [Source.CustomElement]: { kind: "mutation", label: "A custom element was defined" },
  [Source.MediaInteraction]: { kind: "media", label: "Media changed" },
  [Source.ViewportResize]: { kind: "viewport", label: "The window changed its size" },
  [Source.Selection]: { kind: "selection", label: "Text was selected" },
  [Source.Log]: { kind: "console", label: "Console output" },
};

const MEDIA = ["played", "paused", "was sought", "changed its volume", "changed its speed"];

function pageChange(
  context: Context,
  place: Place,
  data: Record<string, unknown>,
  out: NormalizedEvent[],
): void {
  const change = CHANGES[place.rawSource ?? -1];
  if (!change) {
    context.skipped++;
    return;
  }
  const { kind } = change;
  if (!context.wants(kind)) return;
  const id = numberOf(data["id"]);
  let { label } = change;
  let details: Record<string, unknown> | undefined;
  if (place.rawSource === Source.Mutation) {
    details = {};
    for (const part of ["adds", "removes", "attributes", "texts"] as const) {
      details[part] = Array.isArray(data[part]) ? data[part].length : 0;
    }
  } else if (kind === "media") {
    const what = MEDIA[numberOf(data["type"]) ?? -1];
    if (what) label = `${context.mirror.get(id ?? -1)?.tag ?? "media"} ${what}`;
  }
  const saying: Parameters<Context["event"]>[1] = {
    kind,
    category: kind === "selection" ? "user" : "page",
    label,
    nodeId: id,
  };
  if (details) saying.data = details;
  out.push(context.event(place, saying));
}
