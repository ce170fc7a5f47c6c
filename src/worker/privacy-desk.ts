import { plural } from "../format/count.ts";
import { auditFile } from "../export/audit-file.ts";
import { privacyReport } from "../export/privacy-report.ts";
import { reportFile } from "../export/report-file.ts";
import { WaymarkError } from "../format/errors.ts";
import { scanRecord } from "../privacy/accept.ts";
import { leakRefusal } from "../privacy/cleared.ts";
import { listAudit, noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";
import type { SessionStore } from "../store/session-store.ts";
import { erase } from "./erase/erase.ts";
import { type ErasureStores, previewErasure } from "./erase/preview.ts";
import type { PrivacyDesk } from "./privacy-api.ts";
import type { PendingDeletes } from "./pending-deletes.ts";

export interface DeskDeps {
  connected(): {
    store: SessionStore;
    docs: DocStore;
    deletes: PendingDeletes;
    openRewind: (() => Promise<SessionStore | null>) | undefined;
  };
  now(): number;
}

export function createPrivacyDesk({ connected, now }: DeskDeps): PrivacyDesk {
  let erasing: AbortController | null = null;

  /** Both places where sessions are, for as long as `work` needs them. */
  async function overStores<T>(work: (stores: ErasureStores, signal: AbortSignal) => Promise<T>) {
    const { store, openRewind } = connected();
    erasing?.abort();
    const mine = (erasing = new AbortController());
    const rewind = (await openRewind?.()) ?? null;
    try {
      return await work({ library: store, rewind }, mine.signal);
    } finally {
      await rewind?.close();
    }
  }

  return {
    async listAudit() {
      return (await listAudit(connected().docs)).toReversed();
    },

    async exportAudit(entries, kind) {
      const detail = `The audit log was saved as ${kind.toUpperCase()}: ${plural(entries.length, "entry", "entries")}.`;
      await noteAct(connected().docs, { at: now(), act: "report", detail });
      return auditFile(entries, kind, now());
    },

    async privacyReport(id, gaps) {
      const { store, docs } = connected();
      const session = await store.getSession(id);
      if (!session) throw new WaymarkError("not-found", `There is no session "${id}".`);
      const annotations = store.lacks.annotations ? [] : await store.listAnnotations(id);
      const segments = await store.listSegments(id);
      return privacyReport(session, segments, gaps, await listAudit(docs), annotations);
    },

    async exportReport(report, kind) {
      const { sessionId, site } = report;
      // It is about what was masked, so nothing of that may stand in it (rule P10).
      const [hit] = scanRecord(report);
      if (hit) throw leakRefusal({ ...hit, where: "the report" });
      const detail = `Its privacy report was saved as ${kind.toUpperCase()}.`;
      const entry = { at: now(), act: "report", sessionId, detail } as const;
      await noteAct(connected().docs, { ...entry, ...(site && { site: site.slice(0, 260) }) });
      return reportFile(report, kind);
    },

    async previewErasure(query, onProgress) {
      return overStores((stores, signal) =>
        previewErasure(stores, query, { signal, ...(onProgress && { onProgress }) }),
      );
    },

    async erase(preview, onProgress) {
      const { docs, deletes } = connected();
      return overStores((stores, signal) =>
        erase(preview, {
          stores,
          docs,
          now,
          signal,
          forgetPending: deletes.forget,
          ...(onProgress && { onProgress }),
        }),
      );
    },

    async stopErasure() {
      erasing?.abort();
    },
  };
}
