import type { RecordingGap } from "../analysis/gaps.ts";
import type { AuditFileKind, TextFile } from "../export/audit-file.ts";
import type { PrivacyReport } from "../export/privacy-report.ts";
import type { ReportKind } from "../export/report-file.ts";
import type { SessionId } from "../format/ids.ts";
import type { AuditEntry } from "../store/audit-log.ts";
import type { ErasurePreview, ErasureQuery, ErasureResult } from "./erase/erasure.ts";
import type { OnProgress } from "../ask/progress.ts";

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
  /** What an erasure would remove, rewind included. It reads every session: run it in a worker of its own. */
  previewErasure(query: ErasureQuery, onProgress?: OnProgress): Promise<ErasurePreview>;
  /** Erases what the preview lists, for good and at once, and reads it back. */
  erase(preview: ErasurePreview, onProgress?: OnProgress): Promise<ErasureResult>;
  /** Breaks off a preview, which rejects with `cancelled`, or an erasure, between two sessions. */
  stopErasure(): Promise<void>;
}
