import { WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { makeMark, standing } from "../format/marks.ts";
import type { Annotation } from "../format/session.ts";
import { redactorFor } from "../privacy/gate2/gate2.ts";
import { sanitizeAnnotation } from "../privacy/gate2/sessions.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { MarkWords } from "./messages.ts";
import type { Recording, Recordings } from "./recordings.ts";

/** Marks that are set while a session runs. Tab ids are the browser's. */
export interface LiveMarks {
  /** `at` is the moment that is meant (epoch ms), which is earlier than now where a note was written first. */
  add(tabId: number, words: MarkWords, at?: number): Promise<void>;
  edit(tabId: number, markId: string, words: MarkWords): Promise<void>;
  /** Newest first. */
  list(sessionId: SessionId): Promise<Annotation[]>;
}

export function createLiveMarks(store: SessionStore, recordings: Recordings): LiveMarks {
  function recordingOf(tabId: number): Recording {
    const recording = recordings.byTab(tabId);
    if (recording) return recording;
    throw new WaymarkError(
      "not-found",
      "This tab is not being recorded, so there is nothing to mark. Start recording first.",
    );
  }

  /** Notes run through the site's patterns before they are stored (rule P5). */
  async function put(recording: Recording, mark: Annotation): Promise<void> {
    await store.putAnnotation(sanitizeAnnotation(mark, redactorFor(recording.policy)));
  }

  return {
    async add(tabId, words, at = Date.now()) {
      const recording = recordingOf(tabId);
      const now = Date.now();
      const moment = Math.min(now, Math.max(recording.startedAt, Math.round(at)));
      const draft = {
        ...words,
        id: `m-${crypto.randomUUID()}`,
        tabId: recording.tabId,
        offsetMs: moment - recording.startedAt,
      };
      await put(recording, makeMark(recording.sessionId, draft, undefined, now));
    },

    async edit(tabId, markId, words) {
      const recording = recordingOf(tabId);
      const { sessionId } = recording;
      const held = standing(await store.listAnnotations(sessionId)).find(({ id }) => id === markId);
      if (!held) throw new WaymarkError("not-found", "This mark is gone.");
      await put(recording, makeMark(sessionId, { ...held, ...words }, held, Date.now()));
    },

    async list(sessionId) {
      return standing(await store.listAnnotations(sessionId)).toSorted(
        (a, b) => b.createdAt - a.createdAt,
      );
    },
  };
}
