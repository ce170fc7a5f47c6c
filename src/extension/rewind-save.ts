import { WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";
import { newSessionId, type SessionId } from "../format/ids.ts";
import type { Environment, Segment, SegmentInfo, Session } from "../format/session.ts";
import { readSignal, type SignalPayload } from "../format/signals/signals.ts";
import { acceptSegment } from "../privacy/accept.ts";
import { redactorFor } from "../privacy/gate2/gate2.ts";
import { sanitizeSession } from "../privacy/gate2/sessions.ts";
import { type Adds, tally } from "../privacy/gate2/tally.ts";
import type { Redactor } from "../privacy/redaction/redactor.ts";
import { gunzipText } from "../store/bytes.ts";
import { createMemoryStore } from "../store/memory/store.ts";
import type { SessionStore } from "../store/session-store.ts";
import { copyWithin } from "../sync/copy-session.ts";
import { type NamedPage, tabOf } from "./fresh-session.ts";
import type { Recording } from "./recordings.ts";
import { merged } from "./session-facts.ts";

export const REWIND_LABEL = "rewind";

export interface SavedRewind {
  id: SessionId;
  title: string;
  events: number;
}

/**
 * Copies what is kept of a tab, all of it sealed, into the library as a finished session of its own;
 * the rewind itself goes on untouched. Throws `not-found` when nothing is there, `damaged` when not all
 * of it can be read (then nothing is saved), and as `copyWithin`.
 */
export async function saveRewind(
  from: SessionStore,
  library: SessionStore,
  recording: Recording,
  { page, minutes }: { page: NamedPage; minutes: number },
  onProgress: (done: number) => void,
): Promise<SavedRewind> {
  const { sessionId, tabId } = recording;
  const kept = await from.getSession(sessionId);
  const infos = await from.listSegments(sessionId, tabId);
  const first = infos[0];
  if (!kept || !first) {
    throw new WaymarkError("not-found", "Nothing has happened in this tab that could be saved.");
  }
  const now = Date.now();
  const id = newSessionId(now, crypto.getRandomValues(new Uint8Array(16)));
  const { adds, metadata, circumstances } = await readAgain(from, infos);
  const tab = tabOf({ ...recording, openedAt: first.firstEventAt }, page);
  const session: Session = {
    ...kept,
    id,
    title: `Rewind: ${tab.title || kept.site || "untitled page"}`,
    startedAt: first.firstEventAt,
    endedAt: Math.max(now, ...infos.map(({ lastEventAt }) => lastEventAt)),
    state: "finished",
    endReason: `Saved as the last ${minutes} min by the user.`,
    labels: [REWIND_LABEL],
    metadata: merged({}, metadata),
    environment: { ...withoutPage(kept.environment), ...circumstances },
    tabs: [tab],
    counts: {
      ...kept.counts,
      ...adds,
      events: infos.reduce((sum, { eventCount }) => sum + eventCount, 0),
      bytes: infos.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    rev: 0,
  };
  const view = await underNewName(from, infos, session, redactorFor(recording.policy));
  // Nothing leaves the machine, and each segment is looked through as it gets its new name.
  const { segments } = await copyWithin(view, library, id, {
    onProgress: ({ done }) => onProgress(done),
  });
  if (segments.damaged.length > 0) {
    await library.deleteSession(id);
    throw new WaymarkError(
      "damaged",
      "A part of what was kept could not be read, so nothing was saved. Try again.",
    );
  }
  return { id, title: session.title, events: session.counts.events };
}

/** What the session's record says of what is kept: what was dropped is neither to count nor to speak. */
async function readAgain(store: SessionStore, infos: readonly SegmentInfo[]) {
  const adds: Adds = { clicks: 0, navigations: 0, errors: 0 };
  let metadata: SignalPayload<"waymark.identify">["metadata"] = {};
  let circumstances: SignalPayload<"waymark.circumstances"> | null = null;
  for (const { sessionId, tabId, index } of infos) {
    const segment = await store.getSegment(sessionId, tabId, index);
    if (!segment) continue;
    for (const event of JSON.parse(await textOf(segment)) as RecordedEvent[]) {
      tally(adds, event);
      circumstances ??= readSignal(event, "waymark.circumstances");
      const told = readSignal(event, "waymark.identify");
      if (told && told.frame === undefined) metadata = { ...metadata, ...told.metadata };
    }
  }
  return { adds, metadata, circumstances };
}

/** The browser stays the same; the page that it was first at may not be kept. */
function withoutPage({
  url: _url,
  referrer: _from,
  build: _build,
  ...rest
}: Environment): Environment {
  return rest;
}

const textOf = ({ gzip, bytes }: Segment) => gunzipText(gzip, bytes);

/**
 * What is kept as the session that it becomes, for reading: its segments count from 0. They pass the
 * door for what comes from elsewhere, as nothing else may give them another name (rule P1).
 */
async function underNewName(
  store: SessionStore,
  infos: readonly SegmentInfo[],
  session: Session,
  redactor: Redactor,
): Promise<SessionStore> {
  const view = createMemoryStore();
  await view.putSession(sanitizeSession(session, redactor));
  const offset = infos[0]?.index ?? 0;
  return {
    ...view,
    listSegments: async () =>
      infos.map((info) => ({ ...info, sessionId: session.id, index: info.index - offset })),
    async getSegment(sessionId, tabId, index) {
      const held = infos.find((info) => info.index === index + offset);
      const segment = held && (await store.getSegment(held.sessionId, tabId, held.index));
      if (!segment) return null;
      return acceptSegment({ ...segment, sessionId, index }, await textOf(segment));
    },
  };
}
