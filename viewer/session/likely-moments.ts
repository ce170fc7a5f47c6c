import type { ListedFinding, Moment, SessionView } from "../../src/worker/api.ts";

/** One sees the act better when it is about to happen. */
export const LEAD_MS = 1_000;
/** Of findings, and of marks: whoever goes through more of them is slower than the worker. */
const MOST_EACH = 6;

/** What hurt most comes first. */
export const ranked = (findings: readonly ListedFinding[]): ListedFinding[] =>
  findings.toSorted((a, b) => b.score - a.score);

/** Where one goes to see a finding, as an offset in milliseconds. */
export const startOf = ({ window }: ListedFinding): number =>
  Math.max(0, window.fromOffsetMs - LEAD_MS);

/** Where whoever opened this session is likely to go: its worst findings, and what its tester marked. */
export function likelyMoments({ session, findings, annotations }: SessionView): Moment[] {
  const at = (offsetMs: number) => session.startedAt + Math.round(offsetMs);
  const found = ranked(findings)
    .slice(0, MOST_EACH)
    .map((finding) => ({ tabId: finding.tabId, at: at(startOf(finding)) }));
  const marked = annotations
    .slice(0, MOST_EACH)
    .flatMap(({ tabId, offsetMs }) => (tabId === undefined ? [] : [{ tabId, at: at(offsetMs) }]));
  return [...found, ...marked];
}
