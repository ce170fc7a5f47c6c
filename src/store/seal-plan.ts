import { WaymarkError } from "../format/errors.ts";
import { SEGMENT_BYTES, SEGMENT_EVENTS } from "../format/segment-limits.ts";
import type { TailBatch } from "../format/session.ts";
import { stringify } from "../format/stringify.ts";
import { encodeUtf8, utf8Length } from "./bytes.ts";
import { parseEvents } from "./event-json.ts";

/** A run of events that will be one segment; `json` is the UTF-8 of their array. */
export interface SealedRun {
  firstEventAt: number;
  lastEventAt: number;
  eventCount: number;
  json: Uint8Array;
}

export interface SealPlan {
  runs: SealedRun[];
  /** Positions, in the batches given, of those that gave events to a run. They leave the tail... */
  taken: number[];
  /** ...and what the runs did not need of them goes back, in the arrival place of the batch it is from. */
  rest: { from: number; batch: TailBatch }[];
}

interface Loose {
  json: string;
  bytes: number;
  at: number;
  from: number;
}

/**
 * Decides what to seal of a tail given in `readTail` order. A run is closed where the next moment
 * (events of one timestamp) would make it more than SEGMENT_EVENTS or SEGMENT_BYTES; a single
 * moment is never split, so one huge snapshot makes a bigger segment. What follows the last such
 * place stays in the tail unless `all`. A batch that cannot be read is left where it is.
 */
export function planSeal(batches: readonly TailBatch[], all: boolean): SealPlan {
  const events = inTimeOrder(batches);
  const runs: SealedRun[] = [];
  let start = 0;
  let bytes = 0;
  for (let i = 0; i < events.length;) {
    const end = endOfMoment(events, i);
    const moment = sizeOf(events, i, end);
    const full = end - start > SEGMENT_EVENTS || 1 + bytes + moment > SEGMENT_BYTES;
    if (full && i > start) {
      runs.push(toRun(events.slice(start, i)));
      start = i;
      bytes = 0;
    }
    bytes += moment;
    i = end;
  }
  if (all && start < events.length) {
    runs.push(toRun(events.slice(start)));
    start = events.length;
  }
  const taken = [...new Set(events.slice(0, start).map((event) => event.from))];
  return { runs, taken, rest: leftOver(batches, events.slice(start), new Set(taken)) };
}

/** Stable: events of one timestamp keep the order of batches and their order within one. */
function inTimeOrder(batches: readonly TailBatch[]): Loose[] {
  const events: Loose[] = [];
  for (const from of asSaid(batches)) {
    for (const event of readable(batches[from]!)) {
      const json = stringify(event);
      events.push({ json, bytes: utf8Length(json), at: event.timestamp, from });
    }
  }
  return events.sort((a, b) => a.at - b.at);
}

/**
 * The places of the batches, those of one producer in the order of their numbers: a batch that begins with something
 * older, such as a long task, comes before the one that was said before it, with which it may share a moment.
 */
function asSaid(batches: readonly TailBatch[]): number[] {
  const places = new Map<string, number[]>();
  for (const [at, { producer }] of batches.entries()) {
    const own = places.get(producer);
    if (own) own.push(at);
    else places.set(producer, [at]);
  }
  const order = batches.map((_, at) => at);
  for (const own of places.values()) {
    const said = own.toSorted((a, b) => batches[a]!.seq - batches[b]!.seq || a - b);
    for (const [i, at] of own.entries()) order[at] = said[i]!;
  }
  return order;
}

function readable(batch: TailBatch): ReturnType<typeof parseEvents> {
  try {
    return parseEvents(batch.json, batch.eventCount);
  } catch (error) {
    // Checked at the door, so it was spoilt on disk. It costs itself only (rule R7).
    if (error instanceof WaymarkError && error.code === "invalid-input") return [];
    throw error;
  }
}

function endOfMoment(events: readonly Loose[], start: number): number {
  let end = start + 1;
  while (events[end]?.at === events[start]?.at) end++;
  return end;
}

/** With one comma or bracket each. */
function sizeOf(events: readonly Loose[], start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) bytes += (events[i]?.bytes ?? 0) + 1;
  return bytes;
}

function toRun(events: readonly Loose[]): SealedRun {
  return { ...span(events), json: encodeUtf8(arrayOf(events)) };
}

function span(events: readonly Loose[]) {
  return {
    firstEventAt: Math.floor(events[0]?.at ?? 0),
    lastEventAt: Math.floor(events.at(-1)?.at ?? 0),
    eventCount: events.length,
  };
}

const arrayOf = (events: readonly Loose[]) => `[${events.map((event) => event.json).join(",")}]`;

function leftOver(
  batches: readonly TailBatch[],
  unsealed: readonly Loose[],
  taken: ReadonlySet<number>,
): SealPlan["rest"] {
  const byBatch = new Map<number, Loose[]>();
  for (const event of unsealed) {
    if (!taken.has(event.from)) continue;
    const group = byBatch.get(event.from);
    if (group) group.push(event);
    else byBatch.set(event.from, [event]);
  }
  return [...byBatch].flatMap(([from, events]) => {
    const batch = batches[from];
    if (!batch) return [];
    // What it added was counted when it came.
    return {
      from,
      batch: { ...batch, ...span(events), json: arrayOf(events), adds: {}, hits: {} },
    };
  });
}
