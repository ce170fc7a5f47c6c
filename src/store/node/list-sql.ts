import type { SQLInputValue } from "node:sqlite";
import type { ListPlan } from "../query.ts";
import type { SessionSort } from "../session-store.ts";
import { titleKey } from "./sort-keys.ts";

/** Each has an index with the id as its second part. */
const COLUMNS: Readonly<Record<SessionSort, string>> = {
  startedAt: "started_at",
  durationMs: "duration_ms",
  events: "events",
  errors: "errors",
  findings: "findings",
  title: "title_key",
};

/** The statement for a page and all after it, in order; the reader stops when it has enough. */
export function listSql(plan: ListPlan): { sql: string; values: SQLInputValue[] } {
  const column = COLUMNS[plan.sort];
  const direction = plan.descending ? "DESC" : "ASC";
  const { conditions, values } = filterSql(plan);
  if (plan.after) {
    const { value, id } = plan.after;
    conditions.push(`(${column}, id) ${plan.descending ? "<" : ">"} (?, ?)`);
    values.push(typeof value === "string" ? titleKey(value) : value, id);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  return {
    sql: `SELECT id, doc FROM sessions ${where} ORDER BY ${column} ${direction}, id ${direction}`,
    values,
  };
}

function filterSql({ filter }: ListPlan): { conditions: string[]; values: SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  const some = (column: string, wanted: boolean | undefined) => {
    if (wanted !== undefined) conditions.push(`${column} ${wanted ? "> 0" : "= 0"}`);
  };
  add("site = ?", filter.site);
  add("project = ?", filter.project);
  add("state = ?", filter.state);
  add("origin = ?", filter.origin);
  add("started_at >= ?", filter.startedFrom);
  add("started_at <= ?", filter.startedTo);
  add("duration_ms >= ?", filter.minDurationMs);
  add("duration_ms <= ?", filter.maxDurationMs);
  add("events >= ?", filter.minEvents);
  some("pinned", filter.pinned);
  some("errors", filter.hasErrors);
  some("findings", filter.hasFindings);
  add(
    "EXISTS (SELECT 1 FROM session_labels WHERE session_id = sessions.id AND label = ?)",
    filter.label,
  );
  for (const word of filter.text?.toLowerCase().split(/\s+/) ?? []) {
    if (word !== "") add("instr(search, ?) > 0", word);
  }
  return { conditions, values };
}
