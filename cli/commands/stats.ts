import { askStats, type StatsAnswer } from "../../src/ask/stats.ts";
import { ADDRESS_ARGS } from "../address.ts";
import { asking, exitOf, honestLines, pointerText } from "../asking.ts";
import type { RequestFact } from "../../src/analysis/stats.ts";
import { command } from "../command.ts";
import { styled } from "../style.ts";
import { cut, table } from "../table.ts";
import { lengthText, momentText, plain } from "../text.ts";

export const statsCommand = command({
  name: "stats",
  description: "A session in numbers: pages, clicks, requests, errors, idle time, speed",
  args: ADDRESS_ARGS,
  examples: [
    "waymark stats latest --store http://127.0.0.1:4820",
    "waymark stats recording.json --json",
  ],
  run: (args, io) => asking(args, io, askStats),
  human: (answer, io) => [...sections(answer, io.terminal), ...honestLines(answer)].join("\n"),
  exitCode: exitOf,
});

function sections({ session, stats, score, findings }: StatsAnswer, terminal: boolean): string[] {
  const { requests, counts } = stats;
  const width = terminal ? 60 : Infinity;
  const found = Object.entries(findings).map(([kind, count]) => `${count} ${kind}`);
  const lines = [
    styled("bold", plain(session.title)),
    `${session.id}  ${plain(session.site)}  ${session.startedAt}  ${session.state}`,
    `${lengthText(stats.durationMs)}: active ${lengthText(stats.activeMs)}, idle ${lengthText(stats.idleMs)}`,
    `Friction score ${score} of 100${found.length > 0 ? `: ${found.join(", ")}` : ""}`,
    `Events: ${
      Object.entries(counts)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", ") || "none"
    }`,
    `Requests: ${requests.total}, ${requests.failed} failed, ${requests.unanswered} without an answer`,
  ];
  const add = (title: string, head: string[], rows: string[][]) => {
    if (rows.length > 0) lines.push("", styled("bold", title), table(head, rows));
  };
  add(
    "Longest idle",
    ["from", "length"],
    stats.longestIdle
      .slice(0, 5)
      .map(({ fromOffsetMs, toOffsetMs }) => [
        momentText(fromOffsetMs),
        lengthText(toOffsetMs - fromOffsetMs),
      ]),
  );
  add(
    "Pages",
    ["open", "visits", "acts", "first", "page"],
    stats.routes.map(({ url, visits, openMs, acts, firstAtMs }) => [
      lengthText(openMs),
      String(visits),
      String(acts),
      momentText(firstAtMs),
      cut(url, width),
    ]),
  );
  add(
    "Most clicked",
    ["clicks", "first", "what", "selector", "pointer"],
    stats.mostClicked.map((clicked) => [
      String(clicked.clicks),
      momentText(clicked.offsetMs),
      cut(clicked.label, width),
      cut(clicked.selector, width),
      pointerText(clicked),
    ]),
  );
  add(
    "Failed requests",
    [...REQUEST_HEAD, "after"],
    requests.failures.map((fact) => [
      ...requestRow(fact, width),
      fact.after === null ? "" : `${momentText(fact.after.offsetMs)} ${fact.after.label}`,
    ]),
  );
  add(
    "Slowest requests",
    REQUEST_HEAD,
    requests.slowest.map((fact) => requestRow(fact, width)),
  );
  add(
    "Errors",
    ["times", "first", "what", "pointer"],
    stats.problems.map((problem) => [
      String(problem.times),
      momentText(problem.offsetMs),
      cut(problem.label, width),
      pointerText(problem),
    ]),
  );
  add(
    "Largest changes of the page",
    ["time", "length", "changes", "pointer"],
    stats.largestMutationBursts
      .slice(0, 5)
      .map((burst) => [
        momentText(burst.offsetMs),
        lengthText(burst.toOffsetMs - burst.offsetMs),
        String(burst.changes),
        pointerText(burst),
      ]),
  );
  add(
    "Speed",
    ["name", "value", "rating", "time", "page"],
    stats.vitals.map((vital) => [
      vital.name,
      String(Math.round(vital.value * 1_000) / 1_000),
      vital.rating ?? "-",
      momentText(vital.offsetMs),
      cut(vital.url, width),
    ]),
  );
  return lines;
}

const REQUEST_HEAD = ["time", "took", "status", "request", "pointer"];

const requestRow = (fact: RequestFact, width: number): string[] => [
  momentText(fact.offsetMs),
  fact.durationMs === null ? "-" : lengthText(fact.durationMs),
  String(fact.status ?? "-"),
  cut(`${fact.method ?? ""} ${fact.url}`.trim(), width),
  pointerText(fact),
];
