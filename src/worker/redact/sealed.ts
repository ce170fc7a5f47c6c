import { WaymarkError } from "../../format/errors.ts";
import type { SessionId, TabId } from "../../format/ids.ts";
import type { Annotation, SegmentInfo, Session } from "../../format/session.ts";
import type { SessionStore } from "../../store/session-store.ts";

/** A session of which nothing is in a tail any more: only segments can be replaced. */
export interface Sealed {
  store: SessionStore;
  session: Session;
  segments: SegmentInfo[];
  tabIds: TabId[];
  annotations: Annotation[];
}

/** Throws `not-found`; `refused` while it is recorded; `unsupported` where the store takes no redaction. */
export async function readSealed(store: SessionStore, id: SessionId): Promise<Sealed> {
  const why = store.lacks.writes ?? store.lacks.redaction;
  if (why !== undefined) throw new WaymarkError("unsupported", why);
  const found = await store.getSession(id);
  if (!found) throw new WaymarkError("not-found", `There is no session "${id}".`);
  if (found.state === "recording" || found.state === "paused") {
    throw new WaymarkError(
      "refused",
      "This session is still being recorded. Stop the recording, then redact it.",
    );
  }
  if (store.lacks.tail === undefined) {
    for (const tabId of await store.listTails(id)) await store.seal(id, tabId, { all: true });
  }
  // Read after sealing, so that the record's revision is the one to replace.
  const session = (await store.getSession(id)) ?? found;
  const segments = await store.listSegments(id);
  const annotations = store.lacks.annotations === undefined ? await store.listAnnotations(id) : [];
  return {
    store,
    session,
    segments,
    tabIds: [...new Set(segments.map((info) => info.tabId))],
    annotations,
  };
}

export const segmentsOf = ({ segments }: Sealed, tabId: TabId): SegmentInfo[] =>
  segments.filter((info) => info.tabId === tabId);
