import type { NormalizedEvent } from "../../event.ts";
import { isNoise, pathOf } from "./addresses.ts";
import { countUntil, numberIn, seenOf, textIn } from "./timeline.ts";
import type { ClickRecord, ClickRun, RequestRecord, Seen, Starter } from "./types.ts";

/** A request this soon after a click or the sending of a form is due to it. Ours: handlers that wait for more are rare. */
export const STARTED_BY_ACT_MS = 1_000;
/** A request this soon after a page load is part of it. Ours. */
export const STARTED_BY_LOAD_MS = 2_000;
/** A request that breaks off this near to a page load was broken off by it. Ours. */
const LEFT_WITHIN_MS = 1_000;
/** The same question asked anew this near breaks the older one off, as boxes with suggestions do. */
const ASKED_ANEW_MS = 300;
/** The same question this often with no act before it is a poll. */
const POLLS = 3;

interface Act {
  seen: Seen;
  from: number;
  until: number;
  run: ClickRun | null;
}

/** The requests of a tab with what each is due to. Beacons, prefetches and broken-off ones are told as they are. */
export function requestsOf(
  events: readonly NormalizedEvent[],
  runs: readonly ClickRun[],
  { startedAt, endAt }: { startedAt: number; endAt: number },
): RequestRecord[] {
  const network = events.filter((event) => event.kind === "network");
  if (network.length === 0) return [];
  const acts = actsOf(events, runs, startedAt);
  const loads = events.filter(isLoad).map((event) => seenOf(event, startedAt));
  const requests: RequestRecord[] = [];
  for (const event of network) {
    const seen = seenOf(event, startedAt);
    const took = numberIn(event, "durationMs");
    const isOpen = took === null || event.data?.["pending"] === true;
    const url = textIn(event, "url");
    const request: RequestRecord = {
      ...seen,
      endAt: isOpen ? null : seen.at + took,
      lasted: isOpen ? Math.max(0, endAt - seen.at) : took,
      method: textIn(event, "method").toUpperCase(),
      url,
      path: pathOf(url),
      status: numberIn(event, "status"),
      failed: event.data?.["failed"] === true && event.data["failure"] !== "abort",
      by: { what: "background" },
    };
    request.by = isNoise(event, url) ? { what: "noise" } : starterOf(seen.at, acts, loads);
    requests.push(request);
  }
  const polls = pollsAmong(requests);
  for (const request of requests) {
    // A poll that meets a click by chance is not its doing.
    if (request.by.what !== "noise" && polls.has(keyOf(request)))
      request.by = { what: "background" };
    if (request.failed && wasBrokenOff(request, requests, loads)) request.failed = false;
  }
  return requests;
}

/** The requests of each run of clicks that started some, in order of time. */
export function requestsByRun(requests: readonly RequestRecord[]): Map<ClickRun, RequestRecord[]> {
  const byRun = new Map<ClickRun, RequestRecord[]>();
  for (const request of requests) {
    const run = request.by.what === "act" ? request.by.run : null;
    if (!run) continue;
    const known = byRun.get(run);
    if (known) known.push(request);
    else byRun.set(run, [request]);
  }
  return byRun;
}

function actsOf(
  events: readonly NormalizedEvent[],
  runs: readonly ClickRun[],
  startedAt: number,
): Act[] {
  const acts: Act[] = runs.flatMap((run) =>
    run.clicks.map((click: ClickRecord) => ({
      seen: { at: click.clickAt, pointer: click.pointer },
      from: click.downAt,
      until: click.clickAt + STARTED_BY_ACT_MS,
      run,
    })),
  );
  for (const event of events) {
    if (event.kind !== "form" || event.data?.["what"] !== "submit") continue;
    const seen = seenOf(event, startedAt);
    // A click that sent it says more.
    const isClicked = acts.some(
      ({ run, from, until }) => run && seen.at >= from && seen.at <= until,
    );
    if (isClicked) continue;
    acts.push({ seen, from: seen.at, until: seen.at + STARTED_BY_ACT_MS, run: null });
  }
  return acts.sort((a, b) => a.from - b.from);
}

function starterOf(at: number, acts: readonly Act[], loads: readonly Seen[]): Starter {
  const act = acts[countUntil(acts, at, ({ from }) => from) - 1];
  if (act && at <= act.until) return { what: "act", act: act.seen, run: act.run };
  const load = loads[countUntil(loads, at, (one) => one.at) - 1];
  if (load && at - load.at <= STARTED_BY_LOAD_MS) return { what: "load", act: load };
  return { what: "background" };
}

const isLoad = ({ kind }: NormalizedEvent) => kind === "navigation";

const keyOf = ({ method, path }: RequestRecord) => `${method} ${path}`;

/** What the page asks by itself, several times and more often than the user has it asked. */
function pollsAmong(requests: readonly RequestRecord[]): Set<string> {
  const balance = new Map<string, { alone: number; acts: number }>();
  for (const request of requests) {
    const counts = balance.get(keyOf(request)) ?? { alone: 0, acts: 0 };
    if (request.by.what === "act") counts.acts++;
    else counts.alone++;
    balance.set(keyOf(request), counts);
  }
  const isPoll = ({ alone, acts }: { alone: number; acts: number }) =>
    alone >= POLLS && alone > acts;
  return new Set([...balance].filter(([, counts]) => isPoll(counts)).map(([key]) => key));
}

/** No answer at all, because the page was left or the same was asked anew: what browsers call aborted. */
function wasBrokenOff(
  request: RequestRecord,
  requests: readonly RequestRecord[],
  loads: readonly Seen[],
): boolean {
  const { at, endAt, status, path } = request;
  if ((status !== null && status > 0) || endAt === null) return false;
  const near = (time: number, within: number) => Math.abs(time - endAt) <= within;
  if (loads.some((load) => load.at > at && near(load.at, LEFT_WITHIN_MS))) return true;
  for (let i = countUntil(requests, endAt - ASKED_ANEW_MS - 1, (one) => one.at); ; i++) {
    const other = requests[i];
    if (!other || other.at > endAt + ASKED_ANEW_MS) return false;
    if (other !== request && other.path === path && other.at > at) return true;
  }
}
