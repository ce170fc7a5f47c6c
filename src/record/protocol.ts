import type { Consent } from "../format/session.ts";
import type { PagePolicy } from "../privacy/policy.ts";

/**
 * The wire between the two halves in a page. Events travel as JSON text: structured clone of
 * event objects costs the sender 6 to 15 times more.
 */

/**
 * Synchronous window events: the port goes to the main half (again when it wants it, since nobody
 * says which world's scripts run first), the hook's kit to the recorder. A page may listen or forge: it learns and
 * fakes only what is its own.
 */
export const PORT_EVENT = "waymark:port";
export const WANT_EVENT = "waymark:want";
export const TAKE_EVENT = "waymark:take";
/** Asked by a hook; prevented by a recorder that is there before it. */
export const HERE_EVENT = "waymark:here";
/** The isolated half's indicator is its `relatedTarget`; whoever keeps it out of the recording prevents the default. */
export const INDICATOR_EVENT = "waymark:indicator";

/**
 * How batches go over: dispatched at the port, that nobody else has, and never posted. The events of each, and then
 * what says whose they are. The other world gets a text as it is; one that is posted is written, copied and read
 * again, a third of what handing it over costs the page.
 */
export const EVENTS_EVENT = "events";
export const HANDOVER_EVENT = "batches";

/** A numbered run of events from one document. */
export interface Batch {
  /** Counts from 0 within the document. */
  seq: number;
  count: number;
  /** JSON array of rrweb events. */
  json: string;
  /** How often gate 1 masked or dropped something since the batch before, by rule. */
  hits: Record<string, number>;
}

/** Why this document is being recorded; becomes the `waymark.lifecycle` event in front of it. */
export const BEGIN_REASONS = ["start", "resume", "navigation", "calm"] as const;
export type BeginReason = (typeof BEGIN_REASONS)[number];

/** Isolated half to main half. The main half learns how to mask and nothing else. */
export type ToPage =
  /** Nothing is to be kept until the page gives its consent. */
  | { type: "wait" }
  | { type: "begin"; policy: PagePolicy; because: BeginReason }
  | { type: "ack"; seq: number }
  | { type: "pause" }
  /** Begins anew, with a full snapshot: after a pause, or in a frame whose parent page did so. */
  | { type: "resume" }
  /** Posts what has gathered, and goes on. */
  | { type: "flush" }
  /** For good. With `drop`, what is unsent is thrown away (consent withdrawn). */
  | { type: "stop"; drop: boolean; reason: string };

/** Main half to isolated half. */
export type FromPage =
  /** The port arrived. */
  | { type: "ready" }
  /** The page, or this site before, agrees to be recorded. */
  | { type: "consent"; consent: Consent }
  /** It was told to begin, and the page has not broken it. */
  | { type: "begun" }
  /** The main half found a reason not to record that the isolated half cannot see. */
  | { type: "refused"; code: "gpc" | "opt-out" | "bad-policy"; sentence: string }
  /** All batches below `nextSeq` went over; sent once after a pause, stop or flush. */
  | { type: "flushed"; nextSeq: number }
  /** rrweb or the gate threw: recording of this document is over. */
  | { type: "failed"; sentence: string };

export type Leaving = boolean | "soon";

/** What goes over in one turn. */
export interface Handover {
  batches: Batch[];
  /**
   * Absent of a batch in its turn. False of all that waits to be stored, where the document may be about to die:
   * it is sent at once. True at pagehide: the document is leaving, so its end is known to be clean. "soon" where it
   * may leave: on its way into the back-forward cache, what it says at pagehide may come after its return.
   */
  leaving?: Leaving;
}

/**
 * Hands events over in this turn, and what `sayOf` says of them; false where the isolated half did not take them.
 * Nothing is written as JSON for it: of a page whose JSON lies nothing would be heard at all.
 */
export function handOver(
  tell: (target: EventTarget, type: string, detail: string) => boolean,
  port: MessagePort,
  jsons: readonly string[],
  said: string,
): boolean {
  for (const json of jsons) tell(port, EVENTS_EVENT, json);
  return !tell(port, HANDOVER_EVENT, said);
}

/** What is said of batches: whether the page is left, then of each its numbers, on a line of its own. */
export function sayOf({ batches, leaving }: Handover): string {
  const heads = batches.map(({ seq, count, hits }) =>
    [seq, count, ...Object.entries(hits).flat()].join(" "),
  );
  return [String(leaving), ...heads].join("\n");
}
