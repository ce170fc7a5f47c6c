import type { Finding, FindingKind, Struggle } from "../finding.ts";

/** Findings this close together are one struggle: what people try next follows within a few seconds. Ours. */
export const MERGE_WITHIN_MS = 10_000;
/** A struggle that goes on longer is told in parts. */
export const LONGEST_MS = 120_000;
/** What more of the same adds, for each, up to the most. */
const MORE_OF_A_KIND = 3;
const MOST_OF_A_KIND = 9;

/**
 * Kinds that the user hardly notices. They join a struggle that is there, but a crowd of them makes none
 * that outranks one dead button.
 */
const UNNOTICED: ReadonlySet<FindingKind> = new Set<FindingKind>([
  "console-error",
  "js-error",
  "hydration-error",
  "poor-vital",
  "mutation-burst",
]);

/** Merges the findings of each tab into stretches of time and ranks them, the worst first. */
export function strugglesOf(findings: readonly Finding[]): Struggle[] {
  const byTab = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = byTab.get(finding.tabId);
    if (known) known.push(finding);
    else byTab.set(finding.tabId, [finding]);
  }
  return [...byTab.values()]
    .flatMap((own) => groupsOf(own).map(describe))
    .toSorted((a, b) => b.score - a.score || a.window.fromOffsetMs - b.window.fromOffsetMs);
}

function groupsOf(findings: readonly Finding[]): Finding[][] {
  const groups: Finding[][] = [];
  let from = 0;
  let until = -Infinity;
  const inTime = findings.toSorted((a, b) => a.window.fromOffsetMs - b.window.fromOffsetMs);
  for (const finding of inTime) {
    const { fromOffsetMs, toOffsetMs } = finding.window;
    const group = groups.at(-1);
    const joins = fromOffsetMs - until <= MERGE_WITHIN_MS && toOffsetMs - from <= LONGEST_MS;
    if (group && joins) {
      group.push(finding);
      until = Math.max(until, toOffsetMs);
      continue;
    }
    groups.push([finding]);
    from = fromOffsetMs;
    until = toOffsetMs;
  }
  return groups;
}

function describe(group: Finding[]): Struggle {
  const ranked = group.toSorted(byScore);
  const worst = ranked[0] as Finding;
  const kinds = [...new Set(ranked.map(({ kind }) => kind))];
  let [fromOffsetMs, toOffsetMs] = [Infinity, -Infinity];
  for (const { window } of group) {
    fromOffsetMs = Math.min(fromOffsetMs, window.fromOffsetMs);
    toOffsetMs = Math.max(toOffsetMs, window.toOffsetMs);
  }
  const others = ranked.length - 1;
  return {
    id: `struggle-${worst.id}`,
    tabId: worst.tabId,
    title: others > 0 ? `${worst.title}, and ${others} more` : worst.title,
    severity: worst.severity,
    score: scoreOf(ranked, kinds),
    window: { fromOffsetMs, toOffsetMs },
    kinds,
    findingIds: ranked.map(({ id }) => id),
    why: ranked
      .slice(0, 3)
      .map(({ why }) => why)
      .join(" "),
    nextCommand: `waymark window ${worst.evidence[0]?.sessionId ?? "latest"} --tab ${worst.tabId} --from ${fromOffsetMs}ms --to ${toOffsetMs}ms`,
  };
}

/** Signs of different kinds make each other surer; more of one kind says little new. */
function scoreOf(ranked: readonly Finding[], kinds: readonly FindingKind[]): number {
  let doubt = 1;
  let unnoticed = 0;
  for (const kind of kinds) {
    const own = ranked.filter((finding) => finding.kind === kind);
    const best = own[0] as Finding;
    const score = best.score + Math.min(MOST_OF_A_KIND, MORE_OF_A_KIND * (own.length - 1));
    if (UNNOTICED.has(kind)) unnoticed = Math.max(unnoticed, score);
    else doubt *= 1 - Math.min(99, score) / 100;
  }
  // The best of those nobody noticed counts once, and next to a real one only a little.
  const noticed = 100 * (1 - doubt);
  return Math.round(
    Math.max(unnoticed, Math.min(100, noticed + (noticed > 0 ? unnoticed / 10 : 0))),
  );
}

function byScore(a: Finding, b: Finding): number {
  return (
    b.score - a.score || a.window.fromOffsetMs - b.window.fromOffsetMs || (a.id < b.id ? -1 : 1)
  );
}
