/** Which batch numbers of one producer have come: all below `next`, and `extras` (rising, above it). */
export interface ProducerLog {
  readonly next: number;
  readonly extras: readonly number[];
}

export const NO_BATCHES: ProducerLog = { next: 0, extras: [] };

/** How many gaps are named at most: a lying number must not make a list of a billion. */
const MOST_NAMED = 10_000;

export function hasSeq(log: ProducerLog, seq: number): boolean {
  return seq < log.next || log.extras.includes(seq);
}

export function noteSeqs(log: ProducerLog, seqs: Iterable<number>): ProducerLog {
  const extras = new Set(log.extras);
  for (const seq of seqs) if (seq >= log.next) extras.add(seq);
  let { next } = log;
  while (extras.delete(next)) next++;
  return { next, extras: [...extras].sort((a, b) => a - b) };
}

/** The numbers below the highest that came which never came, rising; the first 10,000 of them. */
export function missingSeqs(log: ProducerLog): number[] {
  const missing: number[] = [];
  let expected = log.next;
  for (const seq of log.extras) {
    for (; expected < seq && missing.length < MOST_NAMED; expected++) missing.push(expected);
    expected = seq + 1;
  }
  return missing;
}
