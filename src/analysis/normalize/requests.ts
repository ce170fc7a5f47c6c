import { shorten } from "../../dom/label.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import type { NormalizedEvent } from "../event.ts";
import type { Context, Place } from "./context.ts";

type Network = SignalPayload<"waymark.network">;

/** A request that started and has not ended, with the place of its start. */
interface Pending {
  place: Place;
  start: Network;
  isOpen: boolean;
  messages: Message[];
}

interface Message {
  offsetMs: number;
  direction: "in" | "out" | undefined;
  data: "text" | "binary" | undefined;
  bytes: number | undefined;
  text?: string;
}

/** Requests open at once; pages that leak them must not make this grow for ever. */
const MAX_PENDING = 2_000;
/** Messages of a socket that its event lists. */
const MAX_MESSAGES = 50;

/** Makes one event of all that is told of a request: its start, what goes through it, and its end. */
export class Requests {
  readonly #context: Context;
  #pending = new Map<string, Pending>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Start of the oldest request that is open, in epoch milliseconds; Infinity without one. */
  get openSince(): number {
    let since = Infinity;
    for (const { place } of this.#pending.values()) since = Math.min(since, place.at);
    return since;
  }

  push(place: Place, network: Network, out: NormalizedEvent[]): void {
    const pending = this.#pending.get(network.id);
    switch (network.phase) {
      case "start":
        return this.#begin(place, network, out);
      case "open":
        if (pending) pending.isOpen = true;
        return;
      case "message":
        if (pending && pending.messages.length < MAX_MESSAGES) {
          pending.messages.push(this.#message(pending, place, network));
        }
        return;
      case "end":
        this.#pending.delete(network.id);
        out.push(
          this.#request(pending ?? { ...NO_START, place, start: network }, network, place.at),
        );
    }
  }

  /** Requests that never ended are told as such. */
  finish(out: NormalizedEvent[]): void {
    for (const pending of this.#pending.values()) out.push(this.#request(pending, null, null));
    this.#pending.clear();
  }

  #begin(place: Place, start: Network, out: NormalizedEvent[]): void {
    if (this.#pending.size >= MAX_PENDING) {
      const [oldest] = this.#pending;
      if (oldest) {
        this.#pending.delete(oldest[0]);
        out.push(this.#request(oldest[1], null, null));
      }
    }
    this.#pending.set(start.id, { place, start, isOpen: false, messages: [] });
  }

  #message({ place }: Pending, { at }: Place, network: Network): Message {
    const { direction, data, bytes } = network;
    const text = this.#context.wantsContent
      ? (network.responseBody ?? network.requestBody)?.text
      : undefined;
    return { offsetMs: at - place.at, direction, data, bytes, ...(text !== undefined && { text }) };
  }

  #request(
    { place, start, isOpen, messages }: Pending,
    end: Network | null,
    endAt: number | null,
  ): NormalizedEvent {
    // Unknown where the request was seen from outside, by the browser's resource timing.
    const method = end?.method ?? start.method ?? null;
    const url = start.url ?? end?.url ?? "";
    const status = end?.status ?? null;
    const failed = end?.failed === true || (status !== null && status >= 400);
    const { id, phase: _phase, how, whole: _whole, frame: _frame, ...all } = { ...start, ...end };
    const { requestHeaders, responseHeaders, requestBody, responseBody, ...told } = all;
    const content = { requestHeaders, responseHeaders, requestBody, responseBody };
    return this.#context.event(place, {
      kind: "network",
      category: failed ? "problem" : "network",
      label: `${method ?? "Request"} ${shorten(nameOf(url, this.#context.url), 120)} ${outcomeOf(start, end, failed, isOpen)}`,
      data: {
        requestId: id,
        ...told,
        ...(this.#context.wantsContent && content),
        how,
        method,
        url,
        status,
        failed,
        pending: end === null,
        durationMs: end?.durationMs ?? (endAt === null ? null : endAt - place.at),
        ...(messages.length > 0 && { frames: messages }),
      },
    });
  }
}

/** Without what the page's own address begins with: lists are narrow. */
function nameOf(url: string, page: string): string {
  const [origin] = /^https?:\/\/[^/?#]+(?=\/)/.exec(page) ?? [];
  return origin && url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
}

const NO_START = { isOpen: false, messages: [] };

function outcomeOf(
  { how }: Network,
  end: Network | null,
  failed: boolean,
  isOpen: boolean,
): string {
  const status = end?.status ?? 0;
  // Nobody waits for the answer to a beacon.
  if (end === null) return how === "beacon" ? "sent" : isOpen ? "open" : "no answer";
  if (status > 0) return String(status);
  if (failed) return FAILURES[end.failure ?? "other"];
  if (end.messages) return "closed";
  return "done";
}

const FAILURES = {
  abort: "aborted",
  timeout: "timed out",
  network: "failed",
  refused: "refused",
  other: "failed",
} as const;
