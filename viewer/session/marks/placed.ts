/** Two lists of rows, each in order of time, as one; of equal times those of `rows` come first. */
export function placed(
  rows: readonly number[],
  others: readonly number[],
  offsetOf: (row: number) => number,
): number[] {
  const all: number[] = [];
  let next = 0;
  for (const row of rows) {
    while (next < others.length && offsetOf(others[next]!) < offsetOf(row))
      all.push(others[next++]!);
    all.push(row);
  }
  for (; next < others.length; next++) all.push(others[next]!);
  return all;
}
