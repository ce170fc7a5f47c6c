import type { Finding, ScorePart, Struggle } from "../analysis/finding.ts";
import type { SessionId } from "../format/ids.ts";
import { analyzeParts } from "./analyze-session.ts";
import { type Honesty, honesty, limitOf } from "./honest.ts";
import { readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import type { AskOptions } from "./walk.ts";

export const STRUGGLES_LIMIT = 20;
const MOST_FINDINGS = 10_000;

/** Where the user struggled. */
export interface StrugglesAnswer extends Honesty {
  sessionId: SessionId;
  /** How much the user struggled, 0 to 100: of all findings, whatever the limit. */
  score: number;
  /** What the score is made of, the largest first. */
  scoreParts: ScorePart[];
  /** The worst first. */
  findings: Finding[];
  /** Neighbouring findings as stretches, the worst first. */
  struggles: Struggle[];
  /** Findings that the limit left out. */
  left: number;
}

/** Memory grows with what people read of the session (acts, requests, errors), not with its raw events. */
export async function askStruggles(
  source: SessionSource,
  id: SessionId,
  query: { limit?: number | undefined } = {},
  options: AskOptions = {},
): Promise<StrugglesAnswer> {
  const limit = limitOf(query.limit, STRUGGLES_LIMIT, MOST_FINDINGS);
  const contents = await readContents(source, id);
  const signal = options.signal ?? new AbortController().signal;
  return strugglesIn(id, await analyzeParts(source, contents, signal, options.onProgress), limit);
}

export function strugglesIn(
  id: SessionId,
  { facts, unread }: Awaited<ReturnType<typeof analyzeParts>>,
  limit: number,
): StrugglesAnswer {
  const { findings, struggles, score, skipped, durationMs } = facts;
  return {
    sessionId: id,
    score: score.value,
    scoreParts: score.parts,
    findings: findings.slice(0, limit),
    struggles: struggles.slice(0, limit),
    left: Math.max(0, findings.length - limit),
    ...honesty({ missing: unread, skipped, lastOffsetMs: durationMs }),
  };
}
