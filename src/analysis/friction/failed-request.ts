import type { Pointer } from "../../format/pointer.ts";
import type { Finding, Severity } from "../finding.ts";
import {
  actFirst,
  capital,
  counted,
  type Detector,
  finding,
  moreOf,
  nameOf,
  secondsText,
} from "./detector.ts";
import { visibleAnswers } from "./evidence/outcome.ts";
import type { RequestRecord, TabEvidence } from "./evidence/types.ts";

/** Requests that the server refused or that got no answer; the same question folded into one finding. */
export const failedRequest: Detector = {
  kind: "failed-request",
  find(evidence) {
    const groups = new Map<string, RequestRecord[]>();
    for (const request of evidence.requests) {
      if (!request.failed) continue;
      const key = groupOf(request);
      const known = groups.get(key);
      if (known) known.push(request);
      else groups.set(key, [request]);
    }
    return [...groups.values()].map((group) => describe(group, evidence));
  },
};

/** What people block on purpose is one finding a host, however many addresses it has. */
function groupOf({ by, method, path, status }: RequestRecord): string {
  if (by.what === "noise") return `noise ${path.split("/", 1)[0]}`;
  return `${method} ${path} ${isServers(status) ? 5 : 4}`;
}

/** The server's own fault, or no answer at all. */
function isServers(status: number | null): boolean {
  return status === null || status <= 0 || status >= 500;
}

interface Weight {
  severity: Severity;
  score: number;
  /** What the user saw of it. */
  seen: string;
}

/** How much one failure hurts: who asked, whose fault it is, and whether the page said so. */
function weigh(request: RequestRecord, { endAt }: TabEvidence): Weight {
  const { by, status } = request;
  if (by.what === "noise")
    return {
      severity: "low",
      score: 5,
      seen: "Nobody waits for it, and blockers stop it on purpose.",
    };
  const servers = isServers(status);
  if (by.what === "background")
    return {
      severity: "low",
      score: servers ? 20 : 12,
      seen: "The page asked by itself; no act of the user started it.",
    };
  if (by.what === "load")
    return {
      severity: "low",
      score: servers ? 30 : 15,
      seen: "The page asked while it was loading.",
    };
  const failedAt = request.endAt ?? endAt;
  const isTold = by.run !== null && visibleAnswers(by.run).some((answer) => answer.at >= failedAt);
  const writes = request.method !== "" && request.method !== "GET" ? 5 : 0;
  if (!servers) {
    return isTold
      ? { severity: "low", score: 28 + writes, seen: "The page changed in answer." }
      : {
          severity: "medium",
          score: 50 + writes,
          seen: "Nothing on the page is known to have told the user.",
        };
  }
  return isTold
    ? { severity: "medium", score: 55 + writes, seen: "The page changed in answer." }
    : {
        severity: "high",
        score: 72 + writes,
        seen: "Nothing on the page is known to have told the user.",
      };
}

function describe(group: RequestRecord[], evidence: TabEvidence): Finding {
  const weights = group.map((request) => weigh(request, evidence));
  const worst = weights.reduce((a, b) => (b.score > a.score ? b : a));
  const request = group[weights.indexOf(worst)] as RequestRecord;
  const { by, method, path, status } = request;
  const outcome = status !== null && status > 0 ? `was answered with ${status}` : "got no answer";
  const act = by.what === "act" ? by : null;
  const after = act
    ? `${secondsText(Math.max(0, request.at - act.act.at))} after ${act.run ? `the click on ${nameOf(act.run.target)}` : "the form was sent"}, `
    : "";
  const pointers = group.map((one) => one.pointer);
  const [first] = pointers as [Pointer];
  // What came before the act is another occurrence.
  const later = pointers.filter(({ offsetMs }) => offsetMs >= request.pointer.offsetMs);
  const target = act?.run?.target;
  return finding({
    kind: "failed-request",
    title: `${method || "A request to"} ${path} ${outcome}${group.length > 1 ? ` (${group.length} times)` : ""}`,
    severity: worst.severity,
    score: Math.min(95, worst.score + moreOf(group.length, 10)),
    ...(target && { target }),
    evidence: act ? actFirst(act.act.pointer, later) : actFirst(first, pointers.slice(1)),
    toOffsetMs: (request.endAt ?? request.at) - evidence.startedAt,
    why: `${capital(`${after}${method || "a request to"} ${path} ${outcome}`)}${
      group.length > 1 ? `; so it went ${counted(group.length, "time")}` : ""
    }. ${worst.seen}`,
  });
}
