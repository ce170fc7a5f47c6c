import type { Finding } from "../finding.ts";
import { capital, type Detector, finding, nameOf, secondsText } from "./detector.ts";
import { visibleAnswers } from "./evidence/outcome.ts";
import { countUntil } from "./evidence/timeline.ts";
import type { ClickRecord, ClickRun, RequestRecord, TabEvidence } from "./evidence/types.ts";
import { LOSES_ATTENTION_MS } from "./slow-click.ts";

/**
 * The user clicked and then did nothing for ten seconds (sentry-cli: long wait after a click) while the
 * page owed an answer: a request of that click was open. Reading is idle too, but nothing is owed then.
 */
export const idleAfterAction: Detector = {
  kind: "idle-after-action",
  find(evidence) {
    const acts = evidence.events
      .filter(({ category, kind }) => category === "user" && kind !== "focus" && kind !== "blur")
      .map(({ offsetMs }) => evidence.startedAt + offsetMs);
    return evidence.runs.flatMap((run) => {
      const request = longestOf(run, evidence);
      if (!request) return [];
      const last = run.clicks.at(-1) as ClickRecord;
      const end = request.endAt ?? evidence.endAt;
      const next = acts[countUntil(acts, last.clickAt, (at) => at)] ?? Infinity;
      const waited = Math.min(end, next) - last.clickAt;
      return waited >= LOSES_ATTENTION_MS ? [describe(run, request, waited, next < end)] : [];
    });
  },
};

/** The request of these clicks that took longest; one that never ends is a wait only where nothing else was seen. */
function longestOf(run: ClickRun, { requestsOfRun, endAt }: TabEvidence): RequestRecord | null {
  const sawAnswer = visibleAnswers(run).length > 0;
  const owed = (requestsOfRun.get(run) ?? []).filter((one) => one.endAt !== null || !sawAnswer);
  return owed.toSorted((a, b) => (b.endAt ?? endAt) - (a.endAt ?? endAt))[0] ?? null;
}

function describe(run: ClickRun, request: RequestRecord, waited: number, gaveUp: boolean): Finding {
  const name = nameOf(run.target);
  const last = run.clicks.at(-1) as ClickRecord;
  const seconds = secondsText(waited);
  const asked = `${request.method || "a request to"} ${request.path}`;
  const isOpen = gaveUp || request.endAt === null;
  const outcome = isOpen ? "had no answer yet" : "was answered only then";
  return finding({
    kind: "idle-after-action",
    title: `Waited ${seconds} after the click on ${name}`,
    severity: "high",
    score: Math.min(76, 58 + Math.round(waited / 2_000)),
    target: run.target,
    evidence: [...run.clicks, request].map((one) => one.pointer),
    toOffsetMs: last.pointer.offsetMs + Math.round(waited),
    why: `${capital(name)} was clicked, then the user did nothing for ${seconds}: ${asked}, which the click started, ${outcome}.`,
  });
}
