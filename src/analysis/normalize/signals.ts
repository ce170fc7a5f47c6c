import type { RecordedEvent } from "../../format/events.ts";
import {
  isSignalTag,
  readSignal,
  signalEvent,
  type SignalTag,
} from "../../format/signals/signals.ts";
import { shorten } from "../../dom/label.ts";
import type { NormalizedEvent } from "../event.ts";
import { type Context, type Place, textOf } from "./context.ts";
import { readOtherTool } from "./other-tools/read.ts";
import type { Told } from "./other-tools/told.ts";
import { Requests } from "./requests.ts";
import { readOther } from "./signal-readers.ts";

/**
 * Reads `waymark.*` signals (each kind's words are in signal-readers.ts) and what other tools tell in custom and plugin
 * events (other-tools/). A request becomes one event (requests.ts).
 */
export class Signals {
  readonly #context: Context;
  readonly #requests: Requests;

  constructor(context: Context) {
    this.#context = context;
    this.#requests = new Requests(context);
  }

  get openSince(): number {
    return this.#requests.openSince;
  }

  push(place: Place, event: RecordedEvent, out: NormalizedEvent[]): void {
    const tag = event.data["tag"];
    if (typeof tag !== "string") {
      this.#context.skipped++;
      return;
    }
    if (!isSignalTag(tag)) {
      if (!this.pushOther(place, event, out)) this.#custom(place, tag, event.data["payload"], out);
      return;
    }
    const known = this.#signal(place, tag, event, out);
    if (!known) this.#context.skipped++;
  }

  /** False for an event of no tool, or of no kind, that is known. */
  pushOther(place: Place, event: RecordedEvent, out: NormalizedEvent[]): boolean {
    const told = readOtherTool(event, { url: this.#context.url, at: place.at });
    for (const one of told ?? []) this.#told(placeOf(one, place, this.#context), one, out);
    return told !== null;
  }

  #told(place: Place, one: Told, out: NormalizedEvent[]): void {
    if ("tag" in one) {
      const event = signalEvent(one.tag, one.payload as never, place.at);
      if (!this.#signal(place, one.tag, event, out)) this.#context.skipped++;
      return;
    }
    if (!this.#context.wants(one.kind)) return;
    const { at: _, ...saying } = one;
    const node = one.nodeId == null ? undefined : this.#context.mirror.get(one.nodeId);
    const selector = node ? this.#context.describe(node).selector : null;
    out.push(this.#context.event(place, { ...saying, selector }));
  }

  /** Requests that never ended are told as such. */
  finish(out: NormalizedEvent[]): void {
    this.#requests.finish(out);
  }

  /** False when the payload is not what its tag promises, or of a tag that no stored stream has. */
  #signal(place: Place, tag: SignalTag, event: RecordedEvent, out: NormalizedEvent[]): boolean {
    if (tag === "waymark.network") {
      const network = readSignal(event, tag);
      if (network) this.#requests.push(place, network, out);
      return network !== null;
    }
    return readOther(this.#context, place, tag, event, out);
  }

  #custom(place: Place, tag: string, payload: unknown, out: NormalizedEvent[]): void {
    if (!this.#context.wants("track")) return;
    const data: Record<string, unknown> = { tag: textOf(tag, 200) };
    if (
      typeof payload === "string" ||
      typeof payload === "number" ||
      typeof payload === "boolean"
    ) {
      data["payload"] = typeof payload === "string" ? textOf(payload) : payload;
    }
    out.push(
      this.#context.event(place, {
        kind: "track",
        category: "meta",
        label: `Custom event ${shorten(tag)}`,
        data,
      }),
    );
  }
}

/** What is told afterwards stands where it happened, within the recording. */
function placeOf({ at }: Told, place: Place, { startedAt }: Context): Place {
  if (at === undefined || at > place.at) return place;
  return { ...place, at: Math.max(at, Math.min(startedAt, place.at)) };
}
