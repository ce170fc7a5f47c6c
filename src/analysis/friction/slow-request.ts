import type { Finding } from "../finding.ts";
import { capital, type Detector, finding, moreOf, nameOf, secondsText } from "./detector.ts";
import { visibleAnswers } from "./evidence/outcome.ts";
import type { RequestRecord } from "./evidence/types.ts";
import { LOSES_ATTENTION_MS } from "./slow-click.ts";

/** A request that the user waits for takes this long (sentry-cli: slow resource, 3 s). */
export const SLOW_MS = 3_000;

/** Requests that an act or the loading of a page started and that took long. Polls and streams are nobody's wait. */
export const slowRequest: Detector = {
  kind: "slow-request",
  find({ requests, startedAt }) {
    const groups = new Map<string, RequestRecord[]>();
    for (const request of requests) {
      if (!isSlow(request)) continue;
      const key = `${request.method} ${request.path}`;
      const known = groups.get(key);
      if (known) known.push(request);
      else groups.set(key, [request]);
    }
    return [...groups.values()].map((group) => describe(group, startedAt));
  },
};

function isSlow({ by, lasted, endAt, failed }: RequestRecord): boolean {
  if (lasted < SLOW_MS || failed) return false;
  if (by.what === "load") return endAt !== null;
  if (by.what !== "act") return false;
  // One that never ends while the page goes on may be a stream that the act opened.
  return endAt !== null || (by.run !== null && visibleAnswers(by.run).length === 0);
}

function describe(group: RequestRecord[], startedAt: number): Finding {
  const slowest = group.reduce((a, b) => (b.lasted > a.lasted ? b : a));
  const { by, method, path, lasted, endAt } = slowest;
  const act = by.what === "act" ? by : null;
  const isLong = lasted >= LOSES_ATTENTION_MS;
  const cause = act
    ? act.run
      ? `The click on ${nameOf(act.run.target)} started it`
      : "Sending a form started it"
    : "It belongs to the loading of the page";
  const took =
    endAt === null ? `had no answer after ${secondsText(lasted)}` : `took ${secondsText(lasted)}`;
  const others = group.filter((one) => one !== slowest && one.at > slowest.at);
  const evidence = [slowest, ...others].map((one) => one.pointer);
  const target = act?.run?.target;
  return finding({
    kind: "slow-request",
    title: `${method || "A request to"} ${path} ${took}`,
    severity: act ? (isLong ? "high" : "medium") : isLong ? "medium" : "low",
    score: Math.min(
      act ? 62 : 45,
      (act ? 34 : 18) + Math.round(lasted / 700) + moreOf(group.length, 8),
    ),
    ...(target && { target }),
    evidence: act ? [act.act.pointer, ...evidence] : evidence,
    toOffsetMs: slowest.at + lasted - startedAt,
    why: `${capital(`${method || "a request to"} ${path} ${took}`)}. ${cause}${
      group.length > 1 ? `; ${group.length} such requests were slow` : ""
    }.`,
  });
}
