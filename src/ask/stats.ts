import { READ_KINDS, type SessionFacts } from "../analysis/analyze.ts";
import type { Kind } from "../analysis/event.ts";
import type { FindingKind } from "../analysis/finding.ts";
import { createStats, type Stats } from "../analysis/stats.ts";
import type { SessionId } from "../format/ids.ts";
import type { Session } from "../format/session.ts";
import { isoTime } from "../format/time.ts";
import { analyzeParts } from "./analyze-session.ts";
import { type Honesty, honesty } from "./honest.ts";
import { type Contents, readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import { type AskOptions, walkSession } from "./walk.ts";

/** What a session is, in short. */
export interface SessionSummary {
  id: SessionId;
  title: string;
  site: string;
  /** ISO 8601. */
  startedAt: string;
  endedAt: string | null;
  state: Session["state"];
  tabs: { id: string; title: string; url: string; startedAtMs: number }[];
}

export interface StatsAnswer extends Honesty {
  sessionId: SessionId;
  session: SessionSummary;
  stats: Stats;
  /** 0 to 100, see `SessionScore`. */
  score: number;
  findings: Partial<Record<FindingKind, number>>;
}

const COUNTED: ReadonlySet<Kind> = new Set<Kind>([...READ_KINDS, "mutation"]);
const MOST_TABS = 50;

export async function askStats(
  source: SessionSource,
  id: SessionId,
  options: AskOptions = {},
): Promise<StatsAnswer> {
  const contents = await readContents(source, id);
  const signal = options.signal ?? new AbortController().signal;
  const { facts } = await analyzeParts(source, contents, signal, options.onProgress);
  return statsWith(source, contents, facts, options);
}

/** As `askStats`, where the session is analysed already: one more walk adds the rest up. */
export async function statsWith(
  source: SessionSource,
  contents: Contents,
  facts: SessionFacts,
  options: AskOptions,
): Promise<StatsAnswer> {
  const adding = createStats();
  const walked = await walkSession(source, contents, { ...options, kinds: COUNTED }, () => ({
    event: (event) => adding.push(event),
  }));
  const findings: StatsAnswer["findings"] = {};
  for (const { kind } of facts.findings) findings[kind] = (findings[kind] ?? 0) + 1;
  const { tabs } = contents.session;
  const cut =
    tabs.length > MOST_TABS ? [`${tabs.length - MOST_TABS} more tabs are not listed.`] : [];
  return {
    sessionId: contents.session.id,
    session: summaryOf(contents),
    stats: adding.finish(facts.durationMs),
    score: facts.score.value,
    findings,
    ...honesty(walked, cut),
  };
}

export function summaryOf({ session }: Contents): SessionSummary {
  const { id, title, site, startedAt, endedAt, state, tabs } = session;
  return {
    id,
    title,
    site,
    startedAt: isoTime(startedAt),
    endedAt: endedAt === null ? null : isoTime(endedAt),
    state,
    tabs: tabs.slice(0, MOST_TABS).map((tab) => ({
      id: tab.id,
      title: tab.title,
      url: tab.url,
      startedAtMs: tab.startedAt - startedAt,
    })),
  };
}
