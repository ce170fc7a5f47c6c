import type { Finding } from "../finding.ts";
import { type Detector, finding, nameOf } from "./detector.ts";
import { ANSWER_WINDOW_MS } from "./evidence/limits.ts";
import type { ClickRecord, ClickRun } from "./evidence/types.ts";

/** Fewer clicks are a double click or a second try (PostHog, Datadog, OpenReplay: 3). */
export const MIN_CLICKS = 3;
/**
 * A control that answers within this time of the first click keeps up with the user, however fast
 * the clicks come: the limit for an uninterrupted flow of thought (Nielsen, 1 s).
 */
export const KEEPS_UP_MS = 1_000;
/** From here on it is called hammering. */
const MANY_CLICKS = 5;

/** Quick clicks on one control that gives no answer meanwhile. */
export const rageClick: Detector = {
  kind: "rage-click",
  find: ({ runs }) => runs.flatMap((run) => burstsOf(run).map((burst) => describe(run, burst))),
};

/** Stretches of a run in which the user clicked at least three times and saw nothing happen. */
export function burstsOf(run: ClickRun): ClickRecord[][] {
  if (run.target.excuse !== null || run.clicks.length < MIN_CLICKS) return [];
  // A request that was started is no answer that anybody sees.
  const answers = run.answers
    .filter((answer) => answer.kind !== "request")
    .map((answer) => answer.at);
  const bursts: ClickRecord[][] = [];
  let open: ClickRecord[] = [];
  const close = (answeredAt: number | null) => {
    if (isRage(run, open, answeredAt)) bursts.push(open);
    open = [];
  };
  for (const click of run.clicks) {
    const [first] = open;
    const answer = first && answers.find((at) => at >= first.downAt && at < click.downAt);
    if (answer !== undefined) close(answer);
    open.push(click);
  }
  const [first] = open;
  if (first) close(answers.find((at) => at >= first.downAt) ?? null);
  return bursts;
}

function isRage(run: ClickRun, clicks: ClickRecord[], answeredAt: number | null): boolean {
  const [first] = clicks;
  if (!first || clicks.length < MIN_CLICKS || isSelecting(run, clicks)) return false;
  if (answeredAt !== null) return answeredAt - first.downAt > KEEPS_UP_MS;
  return run.watchedUntil - first.downAt >= KEEPS_UP_MS;
}

/** Three clicks select a paragraph: on what is hardly a control, that is what they were for. */
function isSelecting({ target }: ClickRun, clicks: ClickRecord[]): boolean {
  const isWeak = target.sign === "cursor" || target.sign === "tabindex";
  return isWeak && clicks.length === MIN_CLICKS && clicks.some((click) => click.selectedText);
}

function describe(run: ClickRun, clicks: ClickRecord[]): Finding {
  const first = clicks[0] as ClickRecord;
  const last = clicks.at(-1) as ClickRecord;
  const name = nameOf(run.target);
  const seconds = ((last.clickAt - first.downAt) / 1000).toFixed(1);
  const answer = run.answers.find((one) => one.kind !== "request" && one.at >= first.downAt);
  const outcome =
    run.target.sign === "layer"
      ? `It lies over the page${run.target.selector ? ` (${run.target.selector})` : ""} and took clicks meant for what is below it.`
      : answer
        ? `The first answer came ${((answer.at - first.downAt) / 1000).toFixed(1)} s after the first click.`
        : `Nothing answered within ${ANSWER_WINDOW_MS / 1000} s of the last click.`;
  return finding({
    kind: "rage-click",
    title: `${clicks.length} quick clicks on ${name} without an answer`,
    severity: clicks.length >= MANY_CLICKS || !answer ? "high" : "medium",
    score: Math.min(100, 70 + 4 * (clicks.length - MIN_CLICKS) + (answer ? 0 : 10)),
    target: run.target,
    evidence: clicks.map((click) => click.pointer),
    toOffsetMs: last.pointer.offsetMs,
    why: `${name.charAt(0).toUpperCase()}${name.slice(1)} was clicked ${clicks.length} times within ${seconds} s. ${outcome}`,
  });
}
