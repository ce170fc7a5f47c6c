import type { NormalizedEvent } from "../../event.ts";
import type { Collection } from "./collector.ts";
import { errorClicksOf } from "./error-clicks.ts";
import { errorsOf, problemsOf } from "./problems.ts";
import { requestsByRun, requestsOf } from "./requests.ts";
import type { TabEvidence } from "./types.ts";

/** Puts together what was collected on the way and what the tab's events, in order of time, say at the end. */
export function tabEvidence(
  ids: { sessionId: string; tabId: string; startedAt: number },
  collection: Collection,
  events: readonly NormalizedEvent[],
): TabEvidence {
  const { startedAt } = ids;
  const { runs, endAt } = collection;
  const requests = requestsOf(events, runs, { startedAt, endAt });
  const requestsOfRun = requestsByRun(requests);
  return {
    ...ids,
    ...collection,
    events,
    requests,
    requestsOfRun,
    problems: problemsOf(events, startedAt),
    errorClicks: errorClicksOf(errorsOf(events, startedAt), runs, requestsOfRun),
  };
}
