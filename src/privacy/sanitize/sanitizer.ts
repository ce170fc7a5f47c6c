import { EventType, type RecordedEvent, type SerializedNode } from "../../format/events.ts";
import { type Hits, hit } from "../hits.ts";
import type { Level } from "../policy.ts";
import type { OptionalPart } from "../left-out.ts";
import { NO_REQUEST_RULES, type RequestRules } from "../request-rules.ts";
import { createRedactor, type Redactor } from "../redaction/redactor.ts";
import { type Around, aroundOf, bitsOf } from "./around.ts";
import { cleanUrl } from "./clean-url.ts";
import { type Context, countEvent, countNode, type Live } from "./context.ts";
import { noteEdited } from "./facts.ts";
import { sanitizeIncremental } from "./incremental.ts";
import { NodeCounts } from "./node-counts.ts";
import { NodeMap, outermost } from "./node-map.ts";
import { sanitizeSignal } from "./signal.ts";
import { sanitizeTree } from "./snapshot.ts";

export interface SanitizerOptions {
  level: Level;
  /** Default: the patterns that hold for everyone. */
  redactor?: Redactor;
  /** Default: nothing of headers and bodies. */
  requests?: RequestRules;
  /** Default: nothing. */
  leftOut?: readonly OptionalPart[];
  /** Given in the page only. */
  live?: Live;
  /** Of recorders that come one after the other in a document. Default: this is the only one. */
  counts?: NodeCounts;
}

export interface Sanitizer {
  /** Changes a well-formed event in place and returns it; null when it is not to be recorded. */
  sanitize(event: RecordedEvent): RecordedEvent | null;
  /** Counts of what was masked, redacted or dropped since the last call: each node once, each event. */
  takeHits(): Hits;
  /** The user writes into this node, which nothing in its markup says. */
  noteEdited(id: number): void;
  /** What the place of this node means for what is in it. */
  aroundNode(id: number): Around;
  /** Of a frame's stream: what the place of its iframe means for all of it, from now on. */
  setPlace(around: Around): void;
  /** Whether canvas pixels may pass from now on. None do before. */
  setCanvas(passes: boolean): void;
}

/**
 * The one sanitizer of both gates. It keeps a map of a document stream's nodes, so events must come
 * in their order and every stream needs its own. What it knows nothing about, it masks or drops.
 */
export function createSanitizer(options: SanitizerOptions): Sanitizer {
  const outside = outermost();
  const context: Context = {
    map: new NodeMap(),
    redactor: options.redactor ?? createRedactor(),
    hits: {},
    total: {},
    counts: options.counts ?? new NodeCounts(),
    strict: options.level === "strict",
    open: options.level === "open",
    live: options.live ?? null,
    canvas: false,
    requests: options.requests ?? NO_REQUEST_RULES,
    leftOut: options.leftOut ?? [],
    isHidden: false,
    clean: new Set(),
  };

  function sanitize(event: RecordedEvent): RecordedEvent | null {
    switch (event.type) {
      case EventType.DomContentLoaded:
      case EventType.Load:
        event.data = {};
        return event;
      case EventType.Meta:
        event.data["href"] = cleanUrl(
          String(event.data["href"]),
          "link",
          context.redactor,
          context.hits,
        );
        // Told again with each snapshot.
        countNode(outside.id, context);
        return event;
      case EventType.FullSnapshot:
        sanitizeSnapshot(event.data["node"] as unknown as SerializedNode);
        return event;
      case EventType.IncrementalSnapshot:
        return sanitizeIncremental(event.data, context) ? event : null;
      case EventType.Custom:
        if (sanitizeSignal(event, context)) return event;
        break;
    }
    hit(context.hits, "unknown-event");
    return null;
  }

  function sanitizeSnapshot(root: SerializedNode): void {
    // A snapshot in the midst keeps the ids of all nodes; where recording begins again, none.
    if (context.map.get(root.id) === undefined) context.counts.renumber();
    context.map.restart();
    sanitizeTree(root, outside, context);
  }

  return {
    sanitize(event) {
      try {
        return sanitize(event);
      } finally {
        countEvent(context);
      }
    },
    takeHits() {
      const taken = context.total;
      context.total = {};
      return taken;
    },
    noteEdited(id) {
      const state = context.map.get(id);
      if (state) noteEdited(state, context);
    },
    aroundNode: (id) => aroundOf(context.map.get(id)),
    setPlace(around) {
      outside.own = bitsOf(around);
      context.isHidden = around !== "plain";
    },
    setCanvas(passes) {
      context.canvas = passes;
    },
  };
}
