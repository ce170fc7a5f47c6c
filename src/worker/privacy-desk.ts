import { auditFile, type AuditFileKind, type TextFile } from "../export/audit-file.ts";
import { type PrivacyReport, privacyReport } from "../export/privacy-report.ts";
import { reportFile, type ReportKind } from "../export/report-file.ts";
import type { RecordingGap } from "../analysis/gaps.ts";
import { WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { scanRecord } from "../privacy/accept.ts";
import { leakRefusal } from "../privacy/cleared.ts";
import { type AuditEntry, listAudit, noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { PendingDeletes } from "./pending-deletes.ts";

/** What the worker answers to whoever must account for what is kept. */
export interface PrivacyDesk {
  /** What was done with sessions, newest first. */
  listAudit(): Promise<AuditEntry[]>;
  /** These entries as a file; that it was made is noted first. */
  exportAudit(entries: AuditEntry[], kind: AuditFileKind): Promise<TextFile>;
  /** What was done for privacy in a session. @param gaps as its analysis found them, null before */
  privacyReport(id: SessionId, gaps: RecordingGap[] | null): Promise<PrivacyReport>;
  /** The report as a file; that it was made is noted first. */
  exportReport(report: PrivacyReport, kind: ReportKind): Promise<TextFile>;
}

export interface DeskDeps {
  connected(): { store: SessionStore; docs: DocStore; deletes: PendingDeletes };
  now(): number;
}

export function createPrivacyDesk({ connected, now }: DeskDeps): PrivacyDesk {
  return {
    async listAudit() {
      return (await listAudit(connected().docs)).toReversed();
    },

    async exportAudit(entries, kind) {
      const detail = `The audit log was exported as ${kind.toUpperCase()}: ${entries.length} entries.`;
      await noteAct(connected().docs, { at: now(), act: "export", detail });
      return auditFile(entries, kind, now());
    },

    async privacyReport(id, gaps) {
      const { store, docs } = connected();
      const session = await store.getSession(id);
      if (!session) throw new WaymarkError("not-found", `There is no session "${id}".`);
      return privacyReport(session, await store.listSegments(id), gaps, await listAudit(docs));
    },

    async exportReport(report, kind) {
      const { sessionId, site } = report;
      // It is about what was masked, so nothing of that may stand in it (rule P10).
      const [hit] = scanRecord(report);
      if (hit) throw leakRefusal({ ...hit, where: "the report" });
      const detail = `Its privacy report was exported as ${kind.toUpperCase()}.`;
      const entry = { at: now(), act: "export", sessionId, detail } as const;
      await noteAct(connected().docs, { ...entry, ...(site && { site: site.slice(0, 260) }) });
      return reportFile(report, kind);
    },
  };
}
