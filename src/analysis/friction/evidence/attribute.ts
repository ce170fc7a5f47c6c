import type { AmbientBook } from "./ambient.ts";
import {
  ANSWER_WINDOW_MS,
  AT_ONCE_MS,
  BEFORE_CLICK_MS,
  RUN_GAP_MS,
  SLOW_LOAD_MS,
} from "./limits.ts";
import type { ClickRecord, ClickRun, Response } from "./types.ts";

export interface Collected {
  clicks: ClickRecord[];
  responses: Response[];
  book: AmbientBook;
  /** When something made the page unknowable for a moment: a fresh snapshot, a pause, a gap. */
  blackouts: number[];
  /** Page loads. */
  loads: number[];
  /** User acts other than clicks. */
  acts: number[];
  /** The last moment that is known of the tab. */
  endAt: number;
}

/** Groups clicks into runs and gives each response that is not ambient to the run that it answers. */
export function attributeAnswers(collected: Collected): ClickRun[] {
  const clicks = collected.clicks.toSorted((a, b) => a.downAt - b.downAt);
  const { runs, runOf } = groupRuns(clicks);
  for (const response of collected.responses.toSorted((a, b) => a.at - b.at)) {
    const claimants = claimantsOf(clicks, response);
    const [latest] = claimants;
    if (!latest) continue;
    const sinceAct =
      response.at <= latest.clickAt ? response.at - latest.downAt : response.at - latest.clickAt;
    if (collected.book.isAmbient(response, sinceAct)) continue;
    const claimant =
      response.at <= latest.clickAt + AT_ONCE_MS ? latest : waiting(claimants, runOf, response.at);
    runOf.get(claimant)?.answers.push({ at: response.at, kind: response.kind });
  }
  for (const run of runs) watch(run, collected, clicks);
  return runs;
}

function groupRuns(clicks: ClickRecord[]): { runs: ClickRun[]; runOf: Map<ClickRecord, ClickRun> } {
  const runs: ClickRun[] = [];
  const runOf = new Map<ClickRecord, ClickRun>();
  const open = new Map<string, ClickRun>();
  for (const click of clicks) {
    if (!click.target || click.controlKey === null) continue;
    let run = open.get(click.controlKey);
    const last = run?.clicks.at(-1);
    if (!run || !last || click.downAt - last.clickAt > RUN_GAP_MS) {
      run = {
        target: click.target,
        clicks: [],
        answers: [],
        watchedUntil: Infinity,
        loadedLater: false,
        loadedAt: null,
      };
      runs.push(run);
      open.set(click.controlKey, run);
    }
    run.clicks.push(click);
    runOf.set(click, run);
  }
  return { runs, runOf };
}

/** Clicks that a response may answer, the latest first. */
function claimantsOf(clicks: ClickRecord[], response: Response): ClickRecord[] {
  const claimants: ClickRecord[] = [];
  let low = 0;
  let high = clicks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((clicks[middle] as ClickRecord).downAt <= response.at) low = middle + 1;
    else high = middle;
  }
  const reach = Math.min(response.reachMs, ANSWER_WINDOW_MS);
  for (let i = low - 1; i >= 0; i--) {
    const click = clicks[i] as ClickRecord;
    // Holds are short, so a press much earlier than the reach ends the search.
    if (response.at - click.downAt > reach + 11_000) break;
    const from = opens(click);
    if (response.at >= from && response.at - click.clickAt <= reach) claimants.push(click);
  }
  // A click without a press may have been answered just before it was recorded.
  const next = clicks[low];
  if (next && response.at >= opens(next)) claimants.unshift(next);
  return claimants;
}

function opens(click: ClickRecord): number {
  return click.downAt === click.clickAt ? click.clickAt - BEFORE_CLICK_MS : click.downAt;
}

/**
 * A late response goes to the latest run that still waits for one: when the last click was answered
 * at once, what comes later answers an earlier one. Clicks that are not judged claim only what comes at once.
 */
function waiting(
  claimants: ClickRecord[],
  runOf: Map<ClickRecord, ClickRun>,
  at: number,
): ClickRecord {
  const judged = claimants.filter((click) => runOf.has(click));
  const open = judged.find((click) => {
    const run = runOf.get(click) as ClickRun;
    const last = run.clicks.findLast((one) => one.downAt <= at) ?? click;
    return !run.answers.some((answer) => answer.at >= last.downAt);
  });
  return open ?? judged[0] ?? (claimants[0] as ClickRecord);
}

function watch(
  run: ClickRun,
  { blackouts, loads, acts, endAt }: Collected,
  clicks: ClickRecord[],
): void {
  const first = run.clicks[0] as ClickRecord;
  const last = run.clicks.at(-1) as ClickRecord;
  const broken = blackouts.find((at) => at >= first.downAt);
  run.watchedUntil = Math.min(endAt, broken ?? Infinity);
  const closes = last.clickAt + ANSWER_WINDOW_MS;
  const load = loads.find((at) => at >= closes);
  if (load === undefined || load - last.clickAt > SLOW_LOAD_MS) return;
  const between = (at: number) => at > last.clickAt && at < load;
  run.loadedLater = !clicks.some((click) => between(click.downAt)) && !acts.some(between);
  if (run.loadedLater) run.loadedAt = load;
}
