import type { SessionId } from "../format/ids.ts";
import { exportBundle } from "../export/bundle.ts";
import { letLeave } from "../export/leave.ts";
import { exportRrweb } from "../export/rrweb-json.ts";
import type { DocStore } from "../store/doc-store.ts";
import type { SessionStore } from "../store/session-store.ts";
import { copySession } from "../sync/copy-session.ts";
import type { WaymarkWorker } from "./api.ts";

type LeavingPart = Pick<WaymarkWorker, "exportRrweb" | "exportBundle" | "pushSession">;

export interface LeavingDeps {
  connected(): { store: SessionStore; docs: DocStore };
  /** Opens a server to push to. */
  openServer(to: { url: string; key: string }): Promise<SessionStore>;
  now(): number;
  note(message: string): void;
}

const RRWEB_JSON = { form: "rrweb-json", where: "as rrweb JSON" } as const;
const BUNDLE = { form: "bundle", where: "as a bundle" } as const;

/** What takes a session off this machine, once somebody has seen the list and said yes (rule P10). */
export function createLeaving(deps: LeavingDeps): LeavingPart {
  const { connected, note } = deps;
  const pushes = new Map<SessionId, AbortController>();

  return {
    async exportRrweb(id, ask, onProgress) {
      const { store, docs } = connected();
      const report = (done: number, what: string) => onProgress?.({ done, what });
      const { fileName, json, leftOut } = await letLeave(
        store,
        id,
        { ...RRWEB_JSON, ask, docs, now: deps.now, onProgress: report },
        (cleared) => exportRrweb(store, cleared, report),
      );
      for (const sentence of leftOut) note(sentence);
      return { fileName, json };
    },

    async exportBundle(id, ask, onProgress) {
      const { store, docs } = connected();
      const report = (done: number, what: string) => onProgress?.({ done, what });
      // Blobs, which the browser may keep on disk, so that a long session need not fit in memory.
      const parts: Blob[] = [];
      const { fileName, leftOut } = await letLeave(
        store,
        id,
        { ...BUNDLE, ask, docs, now: deps.now, onProgress: report },
        (cleared) =>
          exportBundle(
            store,
            cleared,
            (chunk) => {
              parts.push(new Blob([chunk as BlobPart]));
            },
            report,
          ),
      );
      for (const sentence of leftOut) note(sentence);
      return { fileName, file: new Blob(parts, { type: "application/zip" }) };
    },

    async pushSession(id, to, ask, onProgress) {
      const { store, docs } = connected();
      const server = await deps.openServer(to);
      pushes.get(id)?.abort();
      const push = new AbortController();
      pushes.set(id, push);
      try {
        const { signal } = push;
        const report = await letLeave(
          store,
          id,
          {
            form: "copy",
            where: `to ${new URL(to.url).host}`,
            ask,
            docs,
            now: deps.now,
            signal,
            onProgress: (done, what) => onProgress?.({ done, what }),
          },
          (cleared) =>
            copySession(store, server, cleared, { signal, ...(onProgress && { onProgress }) }),
        );
        for (const { tabId, index, why } of report.segments.damaged) {
          note(`Segment ${index} of tab ${tabId} was not sent: ${why}`);
        }
      } finally {
        if (pushes.get(id) === push) pushes.delete(id);
        await server.close();
      }
    },
  };
}
