/** Null when node_modules fits the lockfile of `root`, otherwise the reason why not. */
export function whyStale(root: string): string | null;
