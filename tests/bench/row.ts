/** One measurement, ours beside a reference in the same run. */
export interface Row {
  name: string;
  /** Medians in `unit`. */
  ours: number;
  reference: number;
  /** Median of ours over median of reference. */
  ratio: number;
  unit: string;
  /** Interleaved pairs. */
  runs: number;
  /** Smallest and largest value of ours. */
  min: number;
  max: number;
  /** What ours and the reference were, and the target, in words. */
  note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function makeRow(
  name: string,
  unit: string,
  ours: readonly number[],
  reference: readonly number[],
  note?: string,
): Row {
  return {
    name,
    ours: median(ours),
    reference: median(reference),
    ratio: median(ours) / median(reference),
    unit,
    runs: ours.length,
    min: Math.min(...ours),
    max: Math.max(...ours),
    ...(note !== undefined && { note }),
  };
}
