import type { SessionFacts } from "../analysis/analyze.ts";
import type { Contents } from "../ask/session-reader.ts";
import type { SessionView } from "./api.ts";
import { NO_EVENTS, packEvents } from "./packed-events.ts";

/** What the page shows of a session; `facts` is what analysis found, null before it. */
export function viewOf(
  { session, segments, tails }: Contents,
  annotations: SessionView["annotations"],
  facts: SessionFacts | null,
): SessionView {
  const batches = [...tails.values()].flat();
  const lastAt = [...segments, ...batches].reduce(
    (last, { lastEventAt }) => Math.max(last, lastEventAt),
    Math.max(session.startedAt, session.endedAt ?? 0),
  );
  return {
    session,
    durationMs: facts?.durationMs ?? lastAt - session.startedAt,
    segments,
    analyzed: facts !== null,
    events: facts ? packEvents(facts.events) : NO_EVENTS,
    findings: facts?.findings.map(({ evidence: _, ...listed }) => listed) ?? [],
    score: facts?.score ?? null,
    idle: facts?.idle ?? [],
    gaps: facts?.gaps ?? [],
    annotations,
  };
}
