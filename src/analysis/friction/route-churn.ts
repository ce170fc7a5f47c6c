import { shorten } from "../../dom/label.ts";
import type { Finding } from "../finding.ts";
import { type Detector, finding, secondsText } from "./detector.ts";
import { type Visit, visitsOf } from "./evidence/visits.ts";

/** Changes of page are counted within this time (sentry-cli: 15 s, where three are enough). */
export const WITHIN_MS = 15_000;
/** Three changes are a walk through a menu. Ours. */
export const MIN_CHANGES = 6;
/** So many of them lead to a page that was just left: going in circles, not forward (Sentiero counts revisits, 3). */
export const MIN_RETURNS = 4;

/** Pages changed to and fro in a short time, by a user who does not find the way or by a page that sends itself around. */
export const routeChurn: Detector = {
  kind: "route-churn",
  find({ events, startedAt }) {
    const found: Finding[] = [];
    // Where the tab began is no change.
    const changes = visitsOf(events, startedAt).filter(
      (visit, i, all) => i > 0 && visit.page !== all[i - 1]?.page,
    );
    for (let from = 0; from < changes.length;) {
      const circle = circleFrom(changes, from);
      if (!circle) {
        from++;
        continue;
      }
      found.push(describe(circle));
      from += circle.length;
    }
    return found;
  },
};

/** The longest run of changes from there, each within the time of the one that was so many before it. */
function circleFrom(changes: readonly Visit[], from: number): Visit[] | null {
  let end = from + MIN_CHANGES;
  if (end > changes.length || !isCircle(changes.slice(from, end))) return null;
  while (end < changes.length && isCircle(changes.slice(end + 1 - MIN_CHANGES, end + 1))) end++;
  return changes.slice(from, end);
}

function isCircle(changes: readonly Visit[]): boolean {
  const first = changes[0] as Visit;
  const last = changes.at(-1) as Visit;
  if (last.at - first.at > WITHIN_MS) return false;
  return changes.length - new Set(changes.map(({ page }) => page)).size >= MIN_RETURNS;
}

function describe(changes: Visit[]): Finding {
  const first = changes[0] as Visit;
  const last = changes.at(-1) as Visit;
  const pages = [...new Set(changes.map(({ page }) => page))];
  const isByItself = changes.every(({ click, how }) => click === null && how !== "pop");
  const span = secondsText(last.at - first.at);
  const who = isByItself ? "No click came between: the page may send itself around." : "";
  return finding({
    kind: "route-churn",
    title: `${changes.length} changes of page within ${span}, in circles`,
    severity: isByItself || changes.length >= 2 * MIN_CHANGES ? "high" : "medium",
    score: Math.min(70, 44 + 2 * (changes.length - MIN_CHANGES) + (isByItself ? 12 : 0)),
    evidence: changes.map((one) => one.pointer),
    toOffsetMs: last.pointer.offsetMs,
    why: `The tab changed its page ${changes.length} times within ${span}, but only between ${pages.length} pages (${pages
      .slice(0, 3)
      .map((page) => shorten(page, 60))
      .join(", ")}). ${who}`.trim(),
  });
}
