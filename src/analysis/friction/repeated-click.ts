import type { Finding } from "../finding.ts";
import { capital, counted, type Detector, finding, nameOf, secondsText } from "./detector.ts";
import { sawNothing } from "./evidence/outcome.ts";
import type { ClickRecord, ClickRun, TabEvidence } from "./evidence/types.ts";

/** Fewer tries are a second look (sentry-cli counts 2 within 3 s, which ordinary use does too). */
export const MIN_TRIES = 3;
/** Longer pauses are something new: ten seconds hold the attention (Nielsen). */
export const MAX_PAUSE_MS = 10_000;

/** The same control tried again and again, with pauses, while each try came to nothing or failed. */
export const repeatedClick: Detector = {
  kind: "repeated-click",
  find: (evidence) => seriesOf(evidence).map(describe),
};

type Try = { run: ClickRun; failed: boolean };

function seriesOf(evidence: TabEvidence): Try[][] {
  const open = new Map<string, Try[]>();
  const all: Try[][] = [];
  for (const run of evidence.runs) {
    const [first] = run.clicks;
    const key = first?.controlKey;
    if (!first || key == null) continue;
    const outcome = outcomeOf(run, evidence);
    const tries = open.get(key);
    const before = tries?.at(-1)?.run.clicks.at(-1);
    if (outcome === null) {
      open.delete(key);
      continue;
    }
    if (tries && before && first.downAt - before.clickAt <= MAX_PAUSE_MS) {
      tries.push(outcome);
      continue;
    }
    const series = [outcome];
    open.set(key, series);
    all.push(series);
  }
  return all.filter((tries) => tries.length >= MIN_TRIES);
}

/** Null for a try that worked, as far as is known. */
function outcomeOf(run: ClickRun, { errorClicks, requestsOfRun }: TabEvidence): Try | null {
  const failed =
    errorClicks.some((one) => one.run === run) ||
    (requestsOfRun.get(run) ?? []).some((request) => request.failed);
  // What answers later than anybody waits answers all the same.
  const isDead = sawNothing(run) && !run.loadedLater;
  return failed || isDead ? { run, failed } : null;
}

function describe(tries: Try[]): Finding {
  const clicks = tries.flatMap(({ run }) => run.clicks);
  const first = clicks[0] as ClickRecord;
  const last = clicks.at(-1) as ClickRecord;
  const { target } = (tries[0] as Try).run;
  const name = nameOf(target);
  const failures = tries.filter(({ failed }) => failed).length;
  const outcome =
    failures === tries.length
      ? "each try ended in an error or a failed request"
      : failures > 0
        ? `${failures} of them ended in an error or a failed request, the others showed nothing`
        : "nothing on the page answered any of them";
  return finding({
    kind: "repeated-click",
    title: `${capital(name)} was tried ${tries.length} times in vain`,
    severity: failures > 0 || tries.length > MIN_TRIES ? "high" : "medium",
    score: Math.min(85, 62 + 4 * (tries.length - MIN_TRIES) + (failures > 0 ? 8 : 0)),
    target,
    evidence: clicks.map((click) => click.pointer),
    toOffsetMs: last.pointer.offsetMs,
    why: `${capital(name)} was tried ${tries.length} times (${counted(clicks.length, "click")}) within ${secondsText(
      last.clickAt - first.downAt,
    )}, with pauses between, and ${outcome}.`,
  });
}
