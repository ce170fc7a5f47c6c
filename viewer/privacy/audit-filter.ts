import type { AuditAct, AuditEntry } from "../../src/store/audit-log.ts";

export interface AuditFilter {
  act: AuditAct | null;
  /** An id, or the beginning of one. */
  session: string;
  /** Days as date fields give them, `2026-11-28`, both inclusive; "" for no bound. */
  from: string;
  to: string;
}

export const NO_FILTER: AuditFilter = { act: null, session: "", from: "", to: "" };

export const isFiltered = ({ act, session, from, to }: AuditFilter): boolean =>
  act !== null || session.trim() !== "" || from !== "" || to !== "";

/** The first moment of a day here, in epoch milliseconds; null for no day. */
export function dayStart(day: string): number | null {
  const at = new Date(`${day}T00:00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

/** The last millisecond of a day here; null for no day. */
export function dayEnd(day: string): number | null {
  const start = dayStart(day);
  if (start === null) return null;
  const next = new Date(start);
  // Not 24 hours: two days a year have others.
  next.setDate(next.getDate() + 1);
  return next.getTime() - 1;
}

export function filterAudit(entries: readonly AuditEntry[], filter: AuditFilter): AuditEntry[] {
  const session = filter.session.trim();
  const from = dayStart(filter.from) ?? -Infinity;
  const to = dayEnd(filter.to) ?? Infinity;
  return entries.filter(
    ({ at, act, sessionId = "" }) =>
      (filter.act === null || act === filter.act) &&
      sessionId.startsWith(session) &&
      at >= from &&
      at <= to,
  );
}
