import type { Finding, FindingKind, Severity } from "./finding.ts";

/** Neighbouring findings of one tab: one stretch in which the user struggled. */
export interface Struggle {
  tabId: string;
  fromOffsetMs: number;
  toOffsetMs: number;
  /** Of its findings together, 0 to 100. */
  score: number;
  severity: Severity;
  /** Title of its worst finding. */
  title: string;
  kinds: FindingKind[];
  findingIds: string[];
  nextCommand: string;
}

/** Findings this close belong to one struggle. */
const NEAR_MS = 10_000;
const SEVERITIES: readonly Severity[] = ["low", "medium", "high"];

/**
 * How much friction findings make together, 0 to 100: each takes its share (half its score in
 * percent) of what is left to a hundred, so many small ones never outweigh what a hundred would mean.
 */
export function frictionScore(findings: readonly Finding[]): number {
  const calm = findings.reduce((left, { score }) => left * (1 - score / 200), 1);
  return Math.round(100 * (1 - calm));
}

/** The worst first. */
export function strugglesOf(findings: readonly Finding[]): Struggle[] {
  const groups: Finding[][] = [];
  const open = new Map<string, { until: number; group: Finding[] }>();
  for (const finding of findings.toSorted(
    (a, b) => a.window.fromOffsetMs - b.window.fromOffsetMs,
  )) {
    const { tabId, window } = finding;
    const last = open.get(tabId);
    if (last && window.fromOffsetMs <= last.until + NEAR_MS) {
      last.group.push(finding);
      last.until = Math.max(last.until, window.toOffsetMs);
    } else {
      const group = [finding];
      groups.push(group);
      open.set(tabId, { until: window.toOffsetMs, group });
    }
  }
  return groups
    .map(struggleOf)
    .toSorted((a, b) => b.score - a.score || a.fromOffsetMs - b.fromOffsetMs);
}

function struggleOf(group: readonly Finding[]): Struggle {
  const worst = group.reduce((a, b) => (b.score > a.score ? b : a));
  const severity = Math.max(...group.map((finding) => SEVERITIES.indexOf(finding.severity)));
  return {
    tabId: worst.tabId,
    fromOffsetMs: Math.min(...group.map(({ window }) => window.fromOffsetMs)),
    toOffsetMs: Math.max(...group.map(({ window }) => window.toOffsetMs)),
    score: frictionScore(group),
    severity: SEVERITIES[severity] ?? worst.severity,
    title: worst.title,
    kinds: [...new Set(group.map(({ kind }) => kind))],
    findingIds: group.map(({ id }) => id),
    nextCommand: worst.nextCommand,
  };
}
