import type { RecordedEvent } from "../../format/events.ts";
import { isSignalTag, readSignal, type SignalPayload } from "../../format/signals.ts";
import { shorten } from "../../dom/label.ts";
import type { NormalizedEvent } from "../event.ts";
import { type Context, type Place, textOf } from "./context.ts";

type Network = SignalPayload<"waymark.network">;

/** A request that started and has not ended, with the place of its start. */
interface Pending {
  place: Place;
  start: Network;
}

/** Requests open at once; pages that leak them must not make this grow for ever. */
const MAX_PENDING = 2_000;

/** Reads `waymark.*` signals and other tools' custom events (type 5). A request's start and end become one event. */
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

  /** False when the payload is not what its tag promises. */
  #signal(
    place: Place,
    tag: NonNullable<Parameters<typeof readSignal>[1]>,
    event: RecordedEvent,
    out: NormalizedEvent[],
  ): boolean {
    const context = this.#context;
    switch (tag) {
      case "waymark.network": {
        const network = readSignal(event, tag);
        if (network) this.#network(place, network, out);
        return network !== null;
      }
      case "waymark.navigation": {
        const navigation = readSignal(event, tag);
        if (!navigation) return false;
        const isLoad = navigation.how === "load" || navigation.how === "bfcache";
        // The Meta event of the same page told it already.
        if (isLoad && context.url === navigation.url && !context.documentBegins) return true;
        if (isLoad) context.documentBegins = true;
        context.url = navigation.url;
        out.push(
          context.event(place, {
            kind: "navigation",
            category: "user",
            label: `Went to ${shorten(navigation.url)}`,
            data: { how: navigation.how, url: navigation.url },
          }),
        );
        return true;
      }
      case "waymark.error": {
        const error = readSignal(event, tag);
        if (!error) return false;
        const name = error.name ? `${error.name}: ` : "";
        out.push(
          context.event(place, {
            kind: "error",
            category: "problem",
            label: shorten(
              `${error.what === "rejection" ? "Unhandled rejection: " : ""}${name}${error.message}`,
              200,
            ),
            data: { ...error },
          }),
        );
        return true;
      }
      case "waymark.browser": {
        const browser = readSignal(event, tag);
        if (!browser) return false;
        out.push(
          context.event(place, {
            kind: "browser",
            category: "browser",
            label: BROWSER_LABELS[browser.what],
            data: { ...browser },
          }),
        );
        return true;
      }
      case "waymark.lifecycle": {
        const lifecycle = readSignal(event, tag);
        if (!lifecycle) return false;
        if (lifecycle.what === "start") context.documentBegins = true;
        out.push(
          context.event(place, {
            kind: "lifecycle",
            category: "meta",
            label: lifecycleLabel(lifecycle),
            data: { ...lifecycle },
          }),
        );
        return true;
      }
      case "waymark.frame": {
        const frame = readSignal(event, tag);
        if (!frame) return false;
        out.push(
          context.event(place, {
            kind: "lifecycle",
            category: "meta",
            label: frameLabel(frame),
            ...(frame.id !== undefined && { nodeId: frame.id }),
            data: { ...frame },
          }),
        );
        return true;
      }
      case "waymark.link":
        // Between page and background only: no stored stream has it.
        return false;
      case "waymark.canvas":
      case "waymark.state":
        // How the page looks, for the replay; nothing that happened.
        return readSignal(event, tag) !== null;
      case "waymark.redacted":
        out.push(
          context.event(place, {
            kind: "lifecycle",
            category: "meta",
            label: "Redacted afterwards",
            masked: true,
          }),
        );
        return true;
      default:
        return false;
    }
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

const BROWSER_LABELS: Record<SignalPayload<"waymark.browser">["what"], string> = {
  "tab-opened": "Opened a new tab",
  "tab-activated": "This tab came to the front",
  "tab-left": "Went to a tab outside the session",
  "tab-limit": "The session holds no more tabs: the new one is not recorded",
  download: "Started a download",
  visible: "Came back to the tab",
  hidden: "Left the tab",
  dialog: "A browser dialog opened",
  print: "Opened the print dialog",
};

function lifecycleLabel({ what, reason }: SignalPayload<"waymark.lifecycle">): string {
  // The reasons of a start or resume are words of the recorder, not of people.
  if (what === "start" && reason === "navigation") return "Recording goes on in a new page";
  if (what === "start" || what === "resume" || !reason) return LIFECYCLE_LABELS[what];
  return `${LIFECYCLE_LABELS[what]}: ${reason}`;
}

function frameLabel({ what, url, reason }: SignalPayload<"waymark.frame">): string {
  const where = url ? shorten(url) : "another origin";
  if (what === "shown") return `A frame shows ${where}`;
  const missing =
    what === "gap" ? "Something is missing in a frame" : `A frame of ${where} is empty`;
  return reason ? `${missing}: ${reason}` : missing;
}

const LIFECYCLE_LABELS: Record<SignalPayload<"waymark.lifecycle">["what"], string> = {
  start: "Recording started",
  pause: "Recording paused",
  resume: "Recording resumed",
  gap: "Not recorded",
  stop: "Recording stopped",
};
