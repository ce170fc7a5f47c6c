import {
  EventType,
  IncrementalSource as Source,
  MouseInteraction,
  type RecordedEvent,
} from "../../format/events.ts";
import { Styles } from "../../dom/css/styles.ts";
import { DomMirror } from "../../dom/mirror.ts";
import type { NormalizedEvent } from "../event.ts";
import { Bursts } from "./bursts.ts";
import { Clicks } from "./clicks.ts";
import { pushConsolePlugin } from "./console.ts";
import { Context, type NormalizerOptions, type Place } from "./context.ts";
import { pushFocus, pushPageChange } from "./page-changes.ts";
import { Pages } from "./pages.ts";
import { Signals } from "./signals.ts";

export type { NormalizerOptions } from "./context.ts";

export interface Normalizer {
  /** The page after the last event pushed. */
  readonly mirror: DomMirror;
  readonly styles: Styles;
  /** Events and parts that could not be read. */
  readonly skipped: number;
  /** When the first of what is not complete yet began, in epoch milliseconds; Infinity when nothing is open. */
  readonly openSince: number;
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

  const tellsMutations = context.wants("mutation");

  function isUntold(source: unknown): boolean {
    if (source === Source.Mutation) return !tellsMutations;
    return source === Source.MouseMove || source === Source.TouchMove || source === Source.Drag;
  }

  function increment(place: Place, data: Record<string, unknown>, out: NormalizedEvent[]): void {
    switch (place.rawSource) {
      case Source.MouseInteraction:
        if (data["type"] === MouseInteraction.Focus || data["type"] === MouseInteraction.Blur) {
          pushFocus(context, place, data, out);
        } else clicks.push(place, data, out);
        break;
      case Source.Scroll:
        bursts.scroll(place, data, out);
        break;
      case Source.Input:
        bursts.input(place, data, out);
        break;
      default:
        pushPageChange(context, place, data, out);
    }
  }

  return {
    mirror,
    styles,
    get skipped() {
      return context.skipped + mirror.skipped;
    },
    get openSince() {
      return Math.min(clicks.pressedAt ?? Infinity, bursts.openSince, signals.openSince);
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
      // Most events are pointer moves and mutations, of which nothing is told to whoever did not ask.
      if (raw.type === EventType.IncrementalSnapshot && isUntold(raw.data["source"])) return out;
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
          if (raw.data["plugin"] === "rrweb/console@1")
            pushConsolePlugin(context, place, raw.data, out);
          else if (!signals.pushOther(place, raw, out)) context.skipped++;
          break;
        default:
          context.skipped++;
      }
      if (out.length === 0) return NOTHING;
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
