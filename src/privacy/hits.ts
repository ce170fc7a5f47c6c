/** How often each rule masked, redacted or dropped something. Rule names are ours, never the page's. */
export type Hits = Record<string, number>;

export function hit(hits: Hits, rule: string, times = 1): void {
  hits[rule] = (hits[rule] ?? 0) + times;
}

/** Elements are counted by the marks they carry under this and the mark's name, e.g. `mark:rr-block`. */
export const MARK_RULE = "mark:";

export function addHits(to: Hits, from: Hits): void {
  for (const rule of Object.keys(from)) hit(to, rule, from[rule]);
}
