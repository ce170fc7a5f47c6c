/** One measurement of memory. */
export interface Sample {
  atMs: number;
  bytes: number;
}

export interface Flatness {
  /** Median of the last third over that of the first, both after the warm-up. */
  ratio: number;
  /** What a straight line through the samples adds from the first to the last, in bytes. */
  grownBytes: number;
  medianBytes: number;
}

/** How level memory is over time. The first `warmUp` of the samples (0 to 1) are left out. */
export function flatness(samples: readonly Sample[], warmUp: number): Flatness {
  const kept = samples.slice(Math.floor(samples.length * warmUp));
  if (kept.length < 3) throw new Error(`${kept.length} samples say nothing about growth.`);
  const third = Math.floor(kept.length / 3);
  const bytes = kept.map((sample) => sample.bytes);
  return {
    ratio: median(bytes.slice(-third)) / median(bytes.slice(0, third)),
    grownBytes: slope(kept) * (kept.at(-1)!.atMs - kept[0]!.atMs),
    medianBytes: median(bytes),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Bytes a millisecond: the median of the slopes between all pairs of samples (Theil and Sen). A sample taken in the
 * middle of some work is far above the others, and would tilt a line of least squares wherever it fell; a leak raises
 * all of them.
 */
function slope(samples: readonly Sample[]): number {
  return median(
    samples.flatMap((one, i) =>
      samples.slice(i + 1).map((other) => (other.bytes - one.bytes) / (other.atMs - one.atMs)),
    ),
  );
}
