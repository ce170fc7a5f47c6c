import type { Pointer } from "../../format/pointer.ts";
import type { Finding } from "../finding.ts";
import { capital, type Detector, finding, nameOf, secondsText } from "./detector.ts";
import { sawNothing, visibleAnswers } from "./evidence/outcome.ts";
import type { ClickRecord, ClickRun, TabEvidence } from "./evidence/types.ts";
import { type Visit, visitsOf } from "./evidence/visits.ts";
import { burstsOf } from "./rage-click.ts";

/** A wait of ten seconds is where people turn to something else (Nielsen). */
export const LOSES_ATTENTION_MS = 10_000;

/**
 * A click that showed nothing for so long. Ours: twice the second that keeps the flow of thought (Nielsen),
 * above the answers of 1.5 s that pass for ordinary; Sentry says 3 s.
 */
export const SLOW_CLICK_MS = 2_000;

/** A click that was answered late, or that the page was still busy with. */
export const slowClick: Detector = {
  kind: "slow-click",
  find(evidence) {
    const visits = visitsOf(evidence.events, evidence.startedAt);
    return evidence.runs.flatMap((run) => {
      const end = burstsOf(run).length === 0 ? endOfWait(run, evidence, visits) : null;
      return end ? [describe(run, end)] : [];
    });
  },
};

interface EndOfWait {
  /** Epoch milliseconds. */
  at: number;
  /** Of the request or page that says why; null where only the page changed. */
  pointer: Pointer | null;
  what: string;
}

/** What ended the wait, or still had not when the recording ended. Null where nobody had to wait so long. */
function endOfWait(
  run: ClickRun,
  evidence: TabEvidence,
  visits: readonly Visit[],
): EndOfWait | null {
  if (run.target.excuse !== null) return null;
  const { requestsOfRun, endAt } = evidence;
  const last = run.clicks.at(-1) as ClickRecord;
  const requests = (requestsOfRun.get(run) ?? []).toSorted(
    (a, b) => (b.endAt ?? endAt) - (a.endAt ?? endAt),
  );
  const [answer] = visibleAnswers(run);
  if (answer) {
    if (answer.at - last.clickAt < SLOW_CLICK_MS) return null;
    const pointer = requests.find(({ at }) => at <= answer.at)?.pointer ?? null;
    return { at: answer.at, pointer, what: "until something changed" };
  }
  const { loadedAt } = run;
  if (loadedAt !== null) {
    const nth = visits.findIndex(({ at }) => Math.abs(at - loadedAt) <= 1);
    const load = visits[nth];
    // A page that comes much later, or again, may be the user's own doing: an address typed, the way back.
    const isItsAnswer =
      load && isNew(load, visits.slice(0, nth)) && loadedAt - last.clickAt <= LOSES_ATTENTION_MS;
    if (isItsAnswer)
      return { at: loadedAt, pointer: load.pointer, what: "until another page came" };
  }
  const [slowest] = requests;
  if (!slowest || !sawNothing(run)) return null;
  const { pointer } = slowest;
  if ((slowest.endAt ?? endAt) - last.clickAt < SLOW_CLICK_MS) return null;
  const name = `${slowest.method || "a request to"} ${slowest.path}`;
  return slowest.endAt === null
    ? { at: endAt, pointer, what: `and ${name} was not answered when the recording ended` }
    : { at: slowest.endAt, pointer, what: `until ${name} was answered` };
}

const isNew = ({ address, how }: Visit, before: readonly Visit[]) =>
  how !== "pop" && how !== "bfcache" && !before.some((visit) => visit.address === address);

function describe(run: ClickRun, end: EndOfWait): Finding {
  const { target, clicks } = run;
  const last = clicks.at(-1) as ClickRecord;
  const name = nameOf(target);
  const wait = end.at - last.clickAt;
  const isLong = wait >= LOSES_ATTENTION_MS;
  return finding({
    kind: "slow-click",
    title: `Click on ${name} showed nothing for ${secondsText(wait)}`,
    severity: isLong ? "high" : "medium",
    score: Math.min(70, 40 + Math.round(wait / 500)),
    target,
    evidence: [...clicks.map((one) => one.pointer), ...(end.pointer ? [end.pointer] : [])],
    toOffsetMs: last.pointer.offsetMs + Math.round(wait),
    why: `${capital(name)} was clicked, and the page showed no sign of work for ${secondsText(wait)}, ${end.what}.`,
  });
}
