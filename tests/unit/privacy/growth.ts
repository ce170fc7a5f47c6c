/** What `growth` gives for linear work is near 4, for quadratic work near 16. */
export const LINEAR = 10;

/**
 * How many times longer `run(4n)` takes than `run(n)`. Processor time and the best of several,
 * because other work on the machine must not count.
 */
export function growth(n: number, run: (size: number) => void): number {
  // Where rules are switched off one by one, nobody asks how long it takes.
  if (process.env["WAYMARK_MUTANT"]) return (run(Math.min(n, 6_000)), 1);
  const short = best(() => run(n));
  return best(() => run(4 * n)) / Math.max(short, LEAST);
}

/** Microseconds; what takes less says nothing. */
const LEAST = 1_000;

function best(run: () => void): number {
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}
