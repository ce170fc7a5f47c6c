import { AT_ONCE_MS } from "./limits.ts";
import { countUntil } from "./timeline.ts";
import type { ClickRecord, ClickRun, ErrorClick, ErrorEvent, RequestRecord } from "./types.ts";

/** An error this long after a click may be its (Amplitude: 2 s), if nothing else answered it. */
export const ERROR_WITHIN_MS = 2_000;

interface Blamed {
  error: ErrorEvent;
  run: ClickRun;
}

/**
 * Which clicks made their handler fail. An error right after a click, or right after the end of a request
 * that the click started, is the click's; a later one only where nothing else answered. Errors that
 * also come on their own, more often than not, are a timer's that met the click by chance.
 */
export function errorClicksOf(
  errors: readonly ErrorEvent[],
  runs: readonly ClickRun[],
  requests: ReadonlyMap<ClickRun, readonly RequestRecord[]>,
): ErrorClick[] {
  if (errors.length === 0) return [];
  const clicks = runs
    .flatMap((run) => run.clicks.map((click) => ({ click, run })))
    .sort((a, b) => a.click.downAt - b.click.downAt);
  const blamed = errors.map((error) => blame(error, clicks, requests));
  const balance = new Map<string, number>();
  for (const [i, { key }] of errors.entries())
    balance.set(key, (balance.get(key) ?? 0) + (blamed[i] ? 1 : -1));
  const found = new Map<ClickRun, ErrorEvent[]>();
  for (const one of blamed) {
    if (!one || (balance.get(one.error.key) ?? 0) <= 0) continue;
    const known = found.get(one.run);
    if (known) known.push(one.error);
    else found.set(one.run, [one.error]);
  }
  return [...found].map(([run, all]) => ({ run, errors: all.toSorted(byTimeAndKey) }));
}

/** Errors of one millisecond may be recorded in any order. */
const byTimeAndKey = (a: ErrorEvent, b: ErrorEvent) => a.at - b.at || (a.key < b.key ? -1 : 1);

function blame(
  error: ErrorEvent,
  clicks: readonly { click: ClickRecord; run: ClickRun }[],
  requests: ReadonlyMap<ClickRun, readonly RequestRecord[]>,
): Blamed | null {
  const latest = clicks[countUntil(clicks, error.at, ({ click }) => click.downAt) - 1];
  if (!latest) return null;
  const { click, run } = latest;
  const late = error.at - click.clickAt;
  if (late <= AT_ONCE_MS) return { error, run };
  const isOfRequest = (requests.get(run) ?? []).some(
    ({ endAt }) => endAt !== null && error.at >= endAt && error.at - endAt <= AT_ONCE_MS,
  );
  if (isOfRequest) return { error, run };
  const isAnswered = run.answers.some(({ at, kind }) => kind !== "request" && at >= click.downAt);
  return late <= ERROR_WITHIN_MS && !isAnswered && run.target.excuse === null
    ? { error, run }
    : null;
}
