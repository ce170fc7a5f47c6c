import { auditFile, type AuditFileKind, type TextFile } from "../export/audit-file.ts";
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
  };
}
