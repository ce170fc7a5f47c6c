import * as v from "valibot";
import { WaymarkError } from "../format/errors.ts";
import type { Session } from "../format/session.ts";
import { decodeCursor, type Place } from "./cursor.ts";
import { SESSION_SORTS, type SessionQuery, type SessionSort } from "./session-store.ts";

const line = v.pipe(v.string(), v.maxLength(2_048));
const number = v.pipe(v.number(), v.finite());

const QuerySchema = v.strictObject({
  text: v.optional(line),
  site: v.optional(line),
  project: v.optional(line),
  label: v.optional(line),
  state: v.optional(v.picklist(["recording", "paused", "finished", "interrupted"])),
  origin: v.optional(v.picklist(["extension", "embed", "import"])),
  pinned: v.optional(v.boolean()),
  hasErrors: v.optional(v.boolean()),
  hasFindings: v.optional(v.boolean()),
  startedFrom: v.optional(number),
  startedTo: v.optional(number),
  minDurationMs: v.optional(number),
  maxDurationMs: v.optional(number),
  minEvents: v.optional(number),
  sort: v.optional(v.picklist(SESSION_SORTS)),
  descending: v.optional(v.boolean()),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(4_096))),
});

export type SessionFilter = Omit<SessionQuery, "sort" | "descending" | "limit" | "cursor">;

/** A checked query with its defaults filled in. */
export interface ListPlan {
  filter: SessionFilter;
  /** No filter stands in the way of any session. */
  unfiltered: boolean;
  sort: SessionSort;
  descending: boolean;
  limit: number;
  /** Exclusive: rows that come after this one. */
  after: Place | null;
  /** What a cursor is bound to: it is good for this and nothing else. */
  scope: string;
}

/** Throws `invalid-input` for a query that makes no sense or a cursor that is not from this listing. */
export function planList(query: SessionQuery = {}): ListPlan {
  const parsed = v.safeParse(QuerySchema, query, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const at = v.getDotPath(issue);
    throw new WaymarkError(
      "invalid-input",
      `This session query is not valid${at ? ` at "${at}"` : ""}: ${issue.message}`,
    );
  }
  const { sort = "startedAt", limit = 50, cursor, descending, ...rest } = parsed.output;
  const filter: SessionFilter = Object.fromEntries(
    Object.entries(rest).filter(
      ([key, value]) => value !== undefined && !(key === "text" && isBlank(value)),
    ),
  );
  const falling = descending ?? sort !== "title";
  const scope = JSON.stringify([sort, falling, Object.entries(filter).sort()]);
  return {
    filter,
    unfiltered: Object.keys(filter).length === 0,
    sort,
    descending: falling,
    limit,
    after: cursor === undefined ? null : decodeCursor(cursor, scope, sort),
    scope,
  };
}

const isBlank = (value: unknown) => typeof value === "string" && value.trim() === "";

/** Milliseconds from start to end; 0 while there is no end. */
export function durationOf(session: Session): number {
  return Math.max(0, (session.endedAt ?? session.startedAt) - session.startedAt);
}

/** Longer titles are equal from here on and fall to the id, which keeps cursors short. */
const TITLE_SORT_CHARS = 200;

/** What `sort` compares, by UTF-16 code unit where it is text. Ties fall to the id, in the same direction. */
export function sortValue(session: Session, sort: SessionSort): string | number {
  switch (sort) {
    case "startedAt":
      return session.startedAt;
    case "durationMs":
      return durationOf(session);
    case "title":
      return session.title.toLowerCase().slice(0, TITLE_SORT_CHARS);
    default:
      return session.counts[sort];
  }
}

/** Whether a session passes all filters. */
export function matchesFilter(session: Session, filter: SessionFilter): boolean {
  const { counts } = session;
  const is = <T>(wanted: T | undefined, got: T) => wanted === undefined || wanted === got;
  return (
    is(filter.site, session.site) &&
    is(filter.project, session.project) &&
    is(filter.state, session.state) &&
    is(filter.origin, session.origin) &&
    is(filter.pinned, session.pinned === true) &&
    is(filter.hasErrors, counts.errors > 0) &&
    is(filter.hasFindings, counts.findings > 0) &&
    (filter.label === undefined || session.labels.includes(filter.label)) &&
    session.startedAt >= (filter.startedFrom ?? -Infinity) &&
    session.startedAt <= (filter.startedTo ?? Infinity) &&
    durationOf(session) >= (filter.minDurationMs ?? -Infinity) &&
    durationOf(session) <= (filter.maxDurationMs ?? Infinity) &&
    counts.events >= (filter.minEvents ?? -Infinity) &&
    (filter.text === undefined || matchesText(session, filter.text))
  );
}

/** Every word, case aside, must stand somewhere in what names the session. */
export function matchesText(session: Session, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const { title, id, site, labels, metadata, tabs } = session;
  const hay = [
    title,
    id,
    site,
    ...labels,
    ...Object.entries(metadata).flat(),
    ...tabs.flatMap((tab) => [tab.title, tab.url]),
  ].map((each) => each.toLowerCase());
  return words.every((word) => hay.some((each) => each.includes(word)));
}
