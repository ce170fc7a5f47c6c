import type { TailBatch } from "../format/session.ts";

/** A run of batch numbers that never came, and when what lies around them happened (epoch ms). */
export interface Hole {
  first: number;
  last: number;
  /** End of the batch before; where there is none, the same as `toAt`. */
  fromAt: number;
  /** Start of the batch after. */
  toAt: number;
}

/** Which batch numbers of one producer have come: all below `next` but those in `holes` (rising). */
export interface ProducerLog {
  readonly next: number;
  /** End of the batch `next - 1`; null before the first. */
  readonly lastAt: number | null;
  readonly holes: readonly Hole[];
}

/** What a driver tells of a producer that has holes. `seqs` are the numbers in them, rising. */
export interface MissingBatches {
  producer: string;
  seqs: number[];
  holes: Hole[];
}

export const NO_BATCHES: ProducerLog = { next: 0, lastAt: null, holes: [] };

/** How many missing numbers are named at most: a lying number must not make a list of a billion. */
const MOST_NAMED = 10_000;

type Numbered = Pick<TailBatch, "seq" | "firstEventAt" | "lastEventAt">;

export function hasSeq(log: ProducerLog, seq: number): boolean {
  return seq < log.next && !holesOf(log).some(({ first, last }) => first <= seq && seq <= last);
}

/** The log once this batch, which it does not have yet, has come. */
export function noteBatch(log: ProducerLog, batch: Numbered): ProducerLog {
  const { seq, firstEventAt, lastEventAt } = batch;
  const holes = holesOf(log);
  if (seq < log.next) return { ...log, holes: holes.flatMap((hole) => without(hole, batch)) };
  const hole = {
    first: log.next,
    last: seq - 1,
    fromAt: log.lastAt ?? firstEventAt,
    toAt: firstEventAt,
  };
  return {
    next: seq + 1,
    lastAt: lastEventAt,
    holes: hole.first <= hole.last ? [...holes, hole] : holes,
  };
}

/** A batch that comes late leaves of its hole what is before and after it. */
function without(hole: Hole, { seq, firstEventAt, lastEventAt }: Numbered): Hole[] {
  if (seq < hole.first || seq > hole.last) return [hole];
  const before = { ...hole, last: seq - 1, toAt: firstEventAt };
  const after = { ...hole, first: seq + 1, fromAt: lastEventAt };
  return [before, after].filter(({ first, last }) => first <= last);
}

/** The holes of the producers that have any, those named first with at most 10,000 numbers. */
export function missingBatches(
  logs: Iterable<readonly [producer: string, log: ProducerLog]>,
): MissingBatches[] {
  return [...logs]
    .map(([producer, log]) => ({ producer, seqs: missingSeqs(log), holes: [...holesOf(log)] }))
    .filter(({ holes }) => holes.length > 0);
}

/** The numbers below the highest that came which never came, rising; the first 10,000 of them. */
export function missingSeqs(log: ProducerLog): number[] {
  const missing: number[] = [];
  for (const { first, last } of holesOf(log)) {
    for (let seq = first; seq <= last && missing.length < MOST_NAMED; seq++) missing.push(seq);
  }
  return missing;
}

/** Logs on disk from before holes were kept have none. */
function holesOf({ holes }: { holes?: readonly Hole[] }): readonly Hole[] {
  return holes ?? [];
}
