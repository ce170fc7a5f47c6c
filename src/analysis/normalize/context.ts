import type { RecordedEvent } from "../../format/events.ts";
import type { Pointer } from "../../format/pointer.ts";
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
      timestamp: isoTime(place.at),
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

  /** Selector, name and masking of a node, for an event about it. */
  describe(node: MirrorNode): { selector: string | null; label: string; masked: boolean } {
    const label = labelOf(node);
    return { selector: selectorOf(node), label, masked: isMasked(label) };
  }
}

/** Text that a recorder put in place of the real one: only asterisks, bullets or blocks. */
export function isMasked(text: string): boolean {
  return /^[*•●█\s]*[*•●█][*•●█\s]*$/.test(text);
}

/** The largest time that a Date can hold. */
const MAX_TIME = 8.64e15;

function isoTime(at: number): string {
  return Math.abs(at) <= MAX_TIME ? new Date(at).toISOString() : "";
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
