import type { RecordedEvent } from "../../format/events.ts";
import {
  isSignalTag,
  readSignal,
  type SignalPayload,
  type SignalTag,
} from "../../format/signals/signals.ts";
import { shorten } from "../../dom/label.ts";
import type { NormalizedEvent } from "../event.ts";
import { type Context, type Place, textOf } from "./context.ts";
import { readOther } from "./signal-readers.ts";

type Network = SignalPayload<"waymark.network">;

/** A request that started and has not ended, with the place of its start. */
interface Pending {
  place: Place;
  start: Network;
}

/** Requests open at once; pages that leak them must not make this grow for ever. */
const MAX_PENDING = 2_000;

/** Reads `waymark.*` signals (each kind's words are in signal-readers.ts) and other tools' custom events (type 5). A request's start and end become one event. */
export class Signals {
  readonly #context: Context;
  #pending = new Map<string, Pending>();

  constructor(context: Context) {
    this.#context = context;
  }

  push(place: Place, event: RecordedEvent, out: NormalizedEvent[]): void {
    const tag = event.data["tag"];
    if (typeof tag !== "string") {
      this.#context.skipped++;
      return;
    }
    if (!isSignalTag(tag)) {
      this.#custom(place, tag, event.data["payload"], out);
      return;
    }
    const known = this.#signal(place, tag, event, out);
    if (!known) this.#context.skipped++;
  }

  /** Requests that never ended are told as such. */
  finish(out: NormalizedEvent[]): void {
    for (const { place, start } of this.#pending.values()) {
      out.push(this.#request(place, start, null, null));
    }
    this.#pending.clear();
  }

  /** False when the payload is not what its tag promises, or of a tag that no stored stream has. */
  #signal(place: Place, tag: SignalTag, event: RecordedEvent, out: NormalizedEvent[]): boolean {
    if (tag === "waymark.network") {
      const network = readSignal(event, tag);
      if (network) this.#network(place, network, out);
      return network !== null;
    }
    return readOther(this.#context, place, tag, event, out);
  }

  #network(place: Place, network: Network, out: NormalizedEvent[]): void {
    if (network.phase === "start") {
      if (this.#pending.size >= MAX_PENDING) {
        const [oldest] = this.#pending;
        if (oldest) {
          this.#pending.delete(oldest[0]);
          out.push(this.#request(oldest[1].place, oldest[1].start, null, null));
        }
      }
      this.#pending.set(network.id, { place, start: network });
      return;
    }
    const pending = this.#pending.get(network.id);
    this.#pending.delete(network.id);
    out.push(this.#request(pending?.place ?? place, pending?.start ?? network, network, place.at));
  }

  #request(
    place: Place,
    start: Network,
    end: Network | null,
    endAt: number | null,
  ): NormalizedEvent {
    // Unknown where the request was seen from outside, by the browser's resource timing.
    const method = start.method ?? end?.method ?? null;
    const url = start.url ?? end?.url ?? "";
    const status = end?.status ?? null;
    const failed = end?.failed === true || (status !== null && status >= 400);
    const outcome =
      end === null
        ? "no answer"
        : status !== null && status > 0
          ? String(status)
          : failed
            ? "failed"
            : "done";
    return this.#context.event(place, {
      kind: "network",
      category: failed ? "problem" : "network",
      label: `${method ?? "Request"} ${shorten(url, 120)} ${outcome}`,
      data: {
        requestId: start.id,
        how: start.how,
        method,
        url,
        status,
        failed,
        pending: end === null,
        durationMs: end?.durationMs ?? (endAt === null ? null : endAt - place.at),
      },
    });
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
