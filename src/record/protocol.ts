/**
 * The wire between the halves in a page. Strings only: structured clone of event objects costs
 * the sender 6 to 15 times more than JSON text.
 */
export const PROTOCOL_VERSION = 1;

/** Name of the synchronous events that hand over the port (isolated -> main) and the tail (main -> isolated). */
export const PORT_EVENT = "waymark:port";
export const TAKE_EVENT = "waymark:take";
export const TAIL_EVENT = "waymark:tail";

/** A numbered run of events from one document. `json` is a JSON array of rrweb events. */
export interface Batch {
  seq: number;
  count: number;
  json: string;
}

/** What the main half may know: how to mask. No keys, ids, marks or private patterns. */
export interface PageConfig {
  version: typeof PROTOCOL_VERSION;
  policy: import("../privacy/policy.ts").PagePolicy;
  /** First `seq` to use; above 0 when a document is picked up again. */
  firstSeq: number;
  /** Signals to record at the start, e.g. `resume`. */
  startedBy: "start" | "resume" | "navigation";
}

export type ToPage =
  | { type: "config"; config: PageConfig }
  | { type: "ack"; seq: number }
  | { type: "pause" }
  | { type: "resume" }
  /** Stop for good. With `drop`, what is unsent is thrown away (consent withdrawn). */
  | { type: "stop"; drop: boolean };

export type FromPage =
  | { type: "ready" }
  | { type: "batch"; batch: Batch }
  | { type: "refused"; reason: string }
  /** Everything up to and including `seq` was handed over; sent once after pause and stop. */
  | { type: "flushed"; nextSeq: number };
