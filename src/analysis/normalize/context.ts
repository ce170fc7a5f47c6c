import type { RecordedEvent } from "../../format/events.ts";
import type { Pointer } from "../../format/pointer.ts";
import { isoTime, LATEST_AT } from "../../format/time.ts";
import type { SignalPayload } from "../../format/signals/signals.ts";
import type { DomMirror } from "../../dom/mirror.ts";
import type { MirrorNode } from "../../dom/node.ts";
import { labelOf } from "../../dom/label.ts";
import { selectorOf } from "../../dom/selector.ts";
import type { Category, Kind, NormalizedEvent } from "../event.ts";

/** Where an event stands; what every normalized event starts from. */
export interface Place {
  segmentIndex: number;
  frameIndex: number;
  /** Epoch milliseconds. */
  at: number;
  rawType: number;
  rawSource: number | null;
}

export interface NormalizerOptions {
  sessionId: string;
  tabId: string;
  /** Epoch milliseconds of the session's start; offsets count from it. */
  startedAt: number;
  /** Build only these kinds. Without it all: asking for less is what keeps long sessions quick. */
  kinds?: ReadonlySet<Kind>;
  /** With headers, bodies and messages of requests, which are long. Default: without. */
  requestContent?: boolean;
}

interface Saying {
  kind: Kind;
  category: Category;
  label: string;
  nodeId?: number | null;
  selector?: string | null;
  masked?: boolean;
  data?: Record<string, unknown>;
}

/** What the parts of the normalizer share: the mirror, the URL, and how an event is put together. */
export class Context {
  readonly mirror: DomMirror;
  /** The tab's URL at this moment. */
  url = "";
  /** Address of the document that the tab shows, whatever its scripts made of that since. */
  documentUrl = "";
  /** Something since the last Meta event showed that a new document begins. */
  documentBegins = true;
  /** How the document that begins came, where it said so before its first picture. */
  load: SignalPayload<"waymark.navigation"> | null = null;
  /** Events that could not be read. */
  skipped = 0;
  readonly #options: NormalizerOptions;
  /** The last second that was written, and how. */
  #second = -1;
  #isoSecond = "";

  constructor(mirror: DomMirror, options: NormalizerOptions) {
    this.mirror = mirror;
    this.#options = options;
  }

  get wantsContent(): boolean {
    return this.#options.requestContent ?? false;
  }

  get startedAt(): number {
    return this.#options.startedAt;
  }

  wants(kind: Kind): boolean {
    return this.#options.kinds?.has(kind) ?? true;
  }

  place(event: RecordedEvent, segmentIndex: number, frameIndex: number): Place {
    const source = event.type === 3 ? event.data["source"] : null;
    return {
      segmentIndex,
      frameIndex,
      at: event.timestamp,
      rawType: event.type,
      rawSource: typeof source === "number" ? source : null,
    };
  }

  pointer(place: Place): Pointer {
    const { sessionId, tabId, startedAt } = this.#options;
    return {
      sessionId,
      tabId,
      segmentIndex: place.segmentIndex,
      frameIndex: place.frameIndex,
      offsetMs: Math.round(place.at - startedAt),
    };
  }

  event(place: Place, saying: Saying): NormalizedEvent {
    const event: NormalizedEvent = {
      ...this.pointer(place),
      timestamp: this.#isoTime(place.at),
      kind: saying.kind,
      category: saying.category,
      label: saying.label,
      url: this.url,
      selector: saying.selector ?? null,
      nodeId: saying.nodeId ?? null,
      rawType: place.rawType,
      rawSource: place.rawSource,
    };
    if (saying.masked) event.masked = true;
    if (saying.data) event.data = saying.data;
    return event;
  }

  /** Writing a Date costs as much as the rest of an event, so the part down to the second is kept. */
  #isoTime(at: number): string {
    const second = Math.floor(at / 1_000);
    if (!Number.isInteger(at) || at < 0 || at > LATEST_AT) return isoTime(at);
    if (second !== this.#second) {
      this.#second = second;
      this.#isoSecond = isoTime(at).slice(0, -4);
    }
    return `${this.#isoSecond}${String(at - second * 1_000).padStart(3, "0")}Z`;
  }

  /** Selector, name and masking of a node, for an event about it. */
  describe(node: MirrorNode): { selector: string | null; label: string; masked: boolean } {
    const label = labelOf(node);
    return { selector: selectorOf(node), label, masked: isMasked(label) };
  }
}

/** Text that a recorder put in place of the real one: only asterisks, bullets or blocks. */
export function isMasked(text: string): boolean {
  // Two looks, each linear: as one expression a long run of asterisks before a letter takes for ever.
  return /^[*•●█\s]+$/.test(text) && /[*•●█]/.test(text);
}

/** `"Apply coupon"`, or the tag where there is no name. */
export function named(label: string, node: MirrorNode | undefined): string {
  if (label && !isMasked(label)) return `"${label}"`;
  return node?.tag ? `<${node.tag}>` : "the page";
}

export function textOf(value: unknown, limit = 500): string {
  return typeof value === "string" ? value.slice(0, limit) : "";
}

export function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
