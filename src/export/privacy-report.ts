import type { RecordingGap } from "../analysis/gaps.ts";
import { standing } from "../format/marks.ts";
import type { Annotation, Consent, SegmentInfo, Session } from "../format/session.ts";
import { MARK_RULE } from "../privacy/hits.ts";
import { markOwner, SELECTOR_MARK } from "../privacy/marks.ts";
import { isDropRule, isMarkRule, ruleName } from "../privacy/rule-words.ts";
import type { AuditEntry } from "../store/audit-log.ts";

export interface ReportCount {
  /** As the gates name it. */
  rule: string;
  /** In words for people. */
  name: string;
  count: number;
}

export interface MarkCount {
  /** The attribute or class, or `selector` for one of the settings' own. */
  mark: string;
  /** The tool that the mark comes from. */
  from: string;
  /** Elements that carry it. */
  elements: number;
}

/**
 * What was done for privacy in one session, for whoever must answer for it. Nothing that was recorded
 * is in it, neither a title nor a page's address beyond its host.
 */
export interface PrivacyReport {
  sessionId: string;
  site: string;
  startedAt: number;
  endedAt: number | null;
  origin: Session["origin"];
  level: Session["privacy"]["level"];
  /** Most first. */
  masked: ReportCount[];
  marks: MarkCount[];
  dropped: ReportCount[];
  /** Stretches of which nothing was recorded, and why; null while that is not known. */
  gaps: RecordingGap[] | null;
  /** Segments that were redacted after they were recorded. */
  redactedSegments: number;
  /** How many marks and comments people set in it; their notes are not in a report. */
  annotations: number;
  /** Who agreed to be recorded, as the session keeps it; null where nobody was asked. */
  consent: Consent | null;
  /** All that is noted of this session, in order of time. */
  audit: AuditEntry[];
}

/** `data-sentry-mask (Sentry)`. */
export function markText({ mark, from }: Pick<MarkCount, "mark" | "from">): string {
  if (mark === SELECTOR_MARK) return "Selectors of the settings";
  return from ? `${mark} (${from})` : mark;
}

export function privacyReport(
  session: Session,
  segments: readonly SegmentInfo[],
  gaps: RecordingGap[] | null,
  log: readonly AuditEntry[],
  annotations: readonly Annotation[] = [],
): PrivacyReport {
  const { id, site, startedAt, endedAt, origin, privacy } = session;
  const hits = Object.entries(privacy.hits)
    .filter(([, count]) => count > 0)
    .toSorted(([ruleA, a], [ruleB, b]) => b - a || (ruleA < ruleB ? -1 : 1));
  const count = ([rule, times]: [string, number]) => ({ rule, name: ruleName(rule), count: times });
  const audit = log.filter(({ sessionId }) => sessionId === id);
  return {
    sessionId: id,
    site,
    startedAt,
    endedAt,
    origin,
    level: privacy.level,
    masked: hits.filter(([rule]) => !isMarkRule(rule) && !isDropRule(rule)).map(count),
    marks: hits
      .filter(([rule]) => isMarkRule(rule))
      .map(([rule, elements]) => {
        const mark = rule.slice(MARK_RULE.length);
        return { mark, from: markOwner(mark), elements };
      }),
    dropped: hits.filter(([rule]) => isDropRule(rule)).map(count),
    gaps,
    redactedSegments: segments.filter(({ rev }) => rev > 0).length,
    annotations: standing(annotations).length,
    consent: privacy.consent ?? null,
    audit,
  };
}
