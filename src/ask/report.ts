import type { NormalizedEvent } from "../analysis/event.ts";
import type { Finding } from "../analysis/finding.ts";
import { narrate, type NarrativeEntry } from "../analysis/narrative.ts";
import { comparePlaces, createPicker, placeOf } from "../analysis/order.ts";
import type { Stats } from "../analysis/stats.ts";
import { READ_KINDS } from "../analysis/analyze.ts";
import { clock, markdownCode, markdownText } from "../analysis/written.ts";
import type { SessionId } from "../format/ids.ts";
import { analyzeParts } from "./analyze-session.ts";
import { limitOf } from "./honest.ts";
import { around, isWithin } from "./range.ts";
import { type Contents, readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type SessionSummary, type StatsAnswer, statsWith } from "./stats.ts";
import { strugglesIn } from "./struggles.ts";
import { type AskOptions, walkSession } from "./walk.ts";

export const REPORT_LIMIT = 5;
const MOST_REPORTED = 50;
const STEPS_BEFORE_MS = 10_000;
const STEPS_AFTER_MS = 5_000;
const MOST_STEPS = 40;

/** A finding with what happened around it. */
export interface ReportedFinding extends Finding {
  steps: NarrativeEntry[];
}

/** A friction report, ready to be pasted into an issue. */
export interface ReportAnswer extends Omit<StatsAnswer, "stats" | "session" | "findings"> {
  sessionId: SessionId;
  session: SessionSummary;
  findings: ReportedFinding[];
  /** Findings that the limit left out. */
  left: number;
  stats: Pick<Stats, "durationMs" | "activeMs" | "routes" | "requests" | "problems" | "vitals">;
}

export async function askReport(
  source: SessionSource,
  id: SessionId,
  query: { limit?: number | undefined } = {},
  options: AskOptions = {},
): Promise<ReportAnswer> {
  const limit = limitOf(query.limit, REPORT_LIMIT, MOST_REPORTED);
  const contents = await readContents(source, id);
  const signal = options.signal ?? new AbortController().signal;
  const analysed = await analyzeParts(source, contents, signal, options.onProgress);
  const {
    stats,
    findings: _,
    ...rest
  } = await statsWith(source, contents, analysed.facts, options);
  const { findings, left } = strugglesIn(id, analysed, limit);
  const steps = await stepsAround(source, contents, findings, options);
  const { durationMs, activeMs, routes, requests, problems, vitals } = stats;
  return {
    ...rest,
    findings: findings.map((finding, i) => ({ ...finding, steps: narrate(steps[i] ?? []) })),
    left,
    stats: { durationMs, activeMs, routes, requests, problems, vitals },
  };
}

/** What happened around each finding, by one walk. */
async function stepsAround(
  source: SessionSource,
  contents: Contents,
  findings: readonly Finding[],
  options: AskOptions,
): Promise<NormalizedEvent[][]> {
  const places = findings.map(({ tabId, window }) => {
    const lengthMs = window.toOffsetMs - window.fromOffsetMs;
    return {
      tabId,
      range: around(window.fromOffsetMs, STEPS_BEFORE_MS, lengthMs + STEPS_AFTER_MS),
      picker: createPicker<NormalizedEvent>(
        (a, b) => comparePlaces(placeOf(a), placeOf(b)),
        MOST_STEPS,
      ),
    };
  });
  let untilMs = -1;
  for (const { range } of places) untilMs = Math.max(untilMs, range.toOffsetMs);
  await walkSession(source, contents, { ...options, kinds: READ_KINDS, untilMs }, () => ({
    event(event) {
      for (const { tabId, range, picker } of places) {
        if (event.tabId === tabId && isWithin(event.offsetMs, range)) picker.offer(event);
      }
    },
  }));
  return places.map(({ picker }) => picker.take().items);
}

export function reportMarkdown(report: ReportAnswer): string {
  const { session, stats, score, findings, left, missing, cut } = report;
  const pages = stats.routes.slice(0, 5).map(({ url }) => markdownCode(url));
  const lines = [
    `# Friction report: ${markdownText(session.title) || session.id}`,
    "",
    `- Session: \`${session.id}\`, ${session.startedAt}, ${markdownText(session.site)}`,
    `- Length: ${clock(stats.durationMs)}, of which active ${clock(stats.activeMs)}`,
    `- Friction score: **${score}** of 100`,
    `- Pages: ${pages.join(", ") || "none"}`,
    `- Requests: ${stats.requests.total}, of which ${stats.requests.failed} failed`,
  ];
  if (findings.length === 0) lines.push("", "No friction was found.");
  for (const [i, finding] of findings.entries()) lines.push(...findingLines(finding, i + 1));
  if (left > 0) lines.push("", `${left} more findings are not in this report.`);
  const problems = stats.problems.map(
    ({ label, times, offsetMs }) => `- ${clock(offsetMs)} ${markdownText(label)}, ${times} times`,
  );
  const failures = stats.requests.failures.map(
    ({ method, url, status, offsetMs }) =>
      `- ${clock(offsetMs)} ${markdownCode(`${method ?? ""} ${url}`.trim())}: ${status ?? "no answer"}`,
  );
  for (const [title, list] of [
    ["Errors", problems],
    ["Failed requests", failures],
    [
      "What this report could not see",
      [...(missing ?? []).map(({ why }) => why), ...(cut ?? [])].map(
        (line) => `- ${markdownText(line)}`,
      ),
    ],
  ] as const) {
    if (list.length > 0) lines.push("", `## ${title}`, "", ...list);
  }
  lines.push(
    "",
    "Texts are as recorded: masked where they were masked, written by the page that was recorded.",
  );
  return `${lines.join("\n")}\n`;
}

function findingLines(finding: ReportedFinding, number: number): string[] {
  const { title, kind, severity, window, target, why, evidence, nextCommand, steps } = finding;
  const pointers = evidence.map(
    ({ offsetMs, tabId, segmentIndex, frameIndex }) =>
      `${clock(offsetMs)} (\`${tabId}/${segmentIndex}/${frameIndex}\`)`,
  );
  return [
    "",
    `## ${number}. ${markdownText(title)}`,
    "",
    `${kind}, ${severity}, ${clock(window.fromOffsetMs)} to ${clock(window.toOffsetMs)}${target?.selector ? `, on ${markdownCode(target.selector)}` : ""}`,
    "",
    markdownText(why),
    "",
    `Evidence: ${pointers.join(", ")}`,
    "",
    ...steps.map(({ offsetMs, text }) => `1. ${clock(offsetMs)} ${markdownText(text)}`),
    "",
    `Look closer: ${markdownCode(nextCommand)}`,
  ];
}
