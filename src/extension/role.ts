import { browser } from "wxt/browser";
import { siteVerdict } from "../privacy/privacy-settings.ts";
import { type AuditEntry, noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";
import { type BadgeLook, showBadge } from "./badge.ts";
import { keepEarlyScripts } from "./injection.ts";
import { HELLO_TIMEOUT_MS, type Recording, type Recordings } from "./recordings.ts";
import { originsOf } from "./refusals.ts";
import { readSettings, whyUnusable } from "./settings.ts";

/** What a recorder is there for. A recording is started by a user and kept; a rewind is neither. */
export interface Role {
  /** Whether documents of this address may be recorded by it. */
  mayRecord(url: string): Promise<boolean>;
  showBadge(tabId: number, look: BadgeLook): Promise<void>;
  /** Registers early scripts where they are needed now. */
  keepEarlyScripts(): Promise<void>;
  /** Writes down what was done to a session. Nothing is written down of a rewind. */
  note(
    act: "consent" | "refuse" | "start" | "stop",
    what: Omit<AuditEntry, "at" | "act">,
  ): Promise<void>;
  /** Only for one that keeps the last minutes. */
  buffering?: {
    /** A tail is sealed when its oldest batch has been there for so long, full or not. */
    sealAfterMs: number;
    onSealed(recording: Recording): void;
    /** The tab's page says that it pauses because it is under load, or goes on. */
    onBusy(recording: Recording, busy: boolean): void;
  };
}

/** The role of a recording that a user starts and stops. */
export function recordingRole(recordings: Recordings, docs: DocStore): Role {
  return {
    async mayRecord(url) {
      const settings = await readSettings();
      if (whyUnusable(settings) !== null) return false;
      if (siteVerdict(settings.privacy, url) !== "may") return false;
      return browser.permissions.contains({ origins: originsOf(url) });
    },
    showBadge,
    async note(act, what) {
      try {
        await noteAct(docs, { at: Date.now(), act, ...what });
      } catch (error) {
        // What it is about was done, and a full disk must not undo it.
        console.error(`Waymark: the audit log does not say "${what.detail}":`, error);
      }
    },
    keepEarlyScripts() {
      const now = Date.now();
      const starts = Object.values(recordings.starts).some((at) => now - at < HELLO_TIMEOUT_MS);
      const held = [recordings.recordings, recordings.waits].some(
        (byTab) => Object.keys(byTab).length > 0,
      );
      return keepEarlyScripts(starts || held);
    },
  };
}
