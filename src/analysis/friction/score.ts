import type { Finding, FindingKind, ScorePart, SessionScore, Severity } from "../finding.ts";

/**
 * The most points that each kind can give, and how many high findings of it give them all. After the best
 * published composite, Sentiero's (clicks .35, ways .25, waits .10, forms .10, errors .10), with the kinds
 * that it lacks; what stops people weighs most, what only the console knows least.
 */
export const POINTS: Readonly<Record<FindingKind, { most: number; full: number }>> = {
  "rage-click": { most: 30, full: 3 },
  "dead-click": { most: 20, full: 3 },
  "error-click": { most: 25, full: 2 },
  "repeated-click": { most: 20, full: 2 },
  "slow-click": { most: 15, full: 3 },
  "failed-request": { most: 20, full: 3 },
  "slow-request": { most: 8, full: 4 },
  "console-error": { most: 3, full: 5 },
  "js-error": { most: 6, full: 5 },
  "hydration-error": { most: 5, full: 2 },
  "poor-vital": { most: 6, full: 4 },
  "mutation-burst": { most: 3, full: 3 },
  "idle-after-action": { most: 15, full: 2 },
  "refilled-input": { most: 15, full: 2 },
  "form-abandon": { most: 25, full: 1 },
  "quick-back": { most: 12, full: 4 },
  "route-churn": { most: 15, full: 2 },
  "scroll-thrash": { most: 10, full: 3 },
  "cursor-thrash": { most: 8, full: 3 },
};

/** How much of a high finding a lesser one counts. */
export const SHARES: Readonly<Record<Severity, number>> = { high: 1, medium: 0.6, low: 0.25 };

/** How much the user struggled, from 0 to 100, as a sum that says what it is made of. */
export function scoreOf(findings: readonly Finding[]): SessionScore {
  const parts: ScorePart[] = [];
  for (const kind of Object.keys(POINTS) as FindingKind[]) {
    const own = findings.filter((finding) => finding.kind === kind);
    if (own.length === 0) continue;
    const { most, full } = POINTS[kind];
    const share = own.reduce((sum, { severity }) => sum + SHARES[severity], 0) / full;
    const points = Math.max(1, Math.round(most * Math.min(1, share)));
    parts.push({ kind, points, why: wordsOf(own, most) });
  }
  parts.sort((a, b) => b.points - a.points);
  return {
    value: Math.min(
      100,
      parts.reduce((sum, part) => sum + part.points, 0),
    ),
    parts,
  };
}

/** `2 findings (1 high, 1 low), of at most 30 points`. */
function wordsOf(own: readonly Finding[], most: number): string {
  const severities = (["high", "medium", "low"] as const)
    .map((severity) => ({ severity, count: own.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(", ");
  return `${own.length} ${own.length === 1 ? "finding" : "findings"} (${severities}), of at most ${most} points`;
}
