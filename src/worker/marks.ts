import { WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { makeMark, type MarkDraft, removedMark } from "../format/marks.ts";
import type { Annotation } from "../format/session.ts";
import { sanitizeAnnotation } from "../privacy/gate2/sessions.ts";
import { createRedactor, type RedactionOptions } from "../privacy/redaction/redactor.ts";
import type { SessionStore } from "../store/session-store.ts";

export interface MarksApi {
  /**
   * Adds a mark or changes the one whose id is given, and returns it as it is stored: what the
   * patterns find in its note is taken out before. Throws `refused` for patterns that cannot be used.
   */
  putMark(id: SessionId, draft: MarkDraft, patterns?: RedactionOptions): Promise<Annotation>;
  /** Takes a mark away; `putMark` with its id and words brings it back. */
  removeMark(id: SessionId, markId: string): Promise<void>;
}

/** The team server's viewer may have come without TLS, where there is no `randomUUID`. */
const newMarkId = () => `m-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;

export function createMarks(connected: () => { store: SessionStore }, now: () => number): MarksApi {
  async function find(id: SessionId, markId: string): Promise<Annotation> {
    const held = (await connected().store.listAnnotations(id)).find((mark) => mark.id === markId);
    if (held) return held;
    throw new WaymarkError("not-found", "This mark is gone. Open the session again.");
  }

  return {
    async putMark(id, draft, patterns) {
      const held = draft.id === undefined ? undefined : await find(id, draft.id);
      const mark = makeMark(id, { ...draft, id: draft.id ?? newMarkId() }, held, now());
      const clean = sanitizeAnnotation(mark, createRedactor(patterns));
      await connected().store.putAnnotation(clean);
      return clean;
    },

    async removeMark(id, markId) {
      const gone = removedMark(await find(id, markId), now());
      await connected().store.putAnnotation(sanitizeAnnotation(gone));
    },
  };
}
