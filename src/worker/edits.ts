import { acceptPatch } from "../privacy/accept.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { WaymarkWorker } from "./api.ts";
import { createMarks } from "./marks.ts";

type EditPart = Pick<WaymarkWorker, "putMark" | "removeMark" | "renameSession" | "setPinned">;

/** What a person writes into a session. */
export function createEdits(connected: () => { store: SessionStore }, now: () => number): EditPart {
  return {
    ...createMarks(connected, now),
    async renameSession(id, title) {
      return connected().store.patchSession(id, acceptPatch({ title }));
    },

    async setPinned(id, pinned) {
      return connected().store.patchSession(id, acceptPatch({ pinned }));
    },
  };
}
