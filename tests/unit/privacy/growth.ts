/** What `growth` gives for linear work is near 4, for quadratic work near 16. */
export const LINEAR = 10;

/**
 * How many times longer `run(4n)` takes than `run(n)`: the best of each, in turns, three times or
 * up to ten until that is linear, because other work on the machine, garbage that is collected and
 * code that is compiled must not count. Processor time of the process: that of the thread comes in
 * steps of 4 ms.
 */
export function growth(n: number, run: (size: number) => void): number {
  // Where rules are switched off one by one, nobody asks how long it takes.
  if (process.env["WAYMARK_MUTANT"]) return (run(Math.min(n, 6_000)), 1);
  let short = Infinity;
  let long = Infinity;
  const ratio = () => long / Math.max(short, LEAST);
  for (let turn = 1; turn <= 10 && !(turn > 3 && ratio() < LINEAR); turn++) {
    short = Math.min(short, timeOf(run, n));
    long = Math.min(long, timeOf(run, 4 * n));
  }
  return ratio();
}

/** Microseconds; what takes less says nothing. */
const LEAST = 1_000;

function timeOf(run: (size: number) => void, size: number): number {
  const before = process.cpuUsage();
  run(size);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
