/**
 * Whole numbers in as little room as they allow: each is its block's least and a step from there. What grows slowly, such
 * as times, or never changes then takes two bytes a number, or none. Crosses to a page as it is.
 */
export interface Column {
  readonly least: Float64Array;
  /** Null where every number is the least of its block. */
  readonly steps: Uint8Array | Uint16Array | Uint32Array | Float64Array | null;
}

/** 64 numbers are a block. */
const BLOCK_BITS = 6;

/** The number in a row of the column, which it must have. */
export function numberAt({ least, steps }: Column, row: number): number {
  return least[row >> BLOCK_BITS]! + (steps === null ? 0 : steps[row]!);
}

export function packColumn(numbers: readonly number[]): Column {
  const least = new Float64Array(Math.ceil(numbers.length / (1 << BLOCK_BITS))).fill(Infinity);
  numbers.forEach((number, row) => {
    const block = row >> BLOCK_BITS;
    if (number < least[block]!) least[block] = number;
  });
  let most = 0;
  const steps = numbers.map((number, row) => {
    const step = number - least[row >> BLOCK_BITS]!;
    if (step > most) most = step;
    return step;
  });
  return { least, steps: most === 0 ? null : narrow(steps, most) };
}

function narrow(steps: readonly number[], most: number): NonNullable<Column["steps"]> {
  if (most < 2 ** 8) return Uint8Array.from(steps);
  if (most < 2 ** 16) return Uint16Array.from(steps);
  if (most < 2 ** 32) return Uint32Array.from(steps);
  return Float64Array.from(steps);
}
