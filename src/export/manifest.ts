import { messageOf, WaymarkError } from "../format/errors.ts";
import { EventType, type RecordedEvent } from "../format/events.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import { standing } from "../format/marks.ts";
import type { SegmentInfo, Session, TailBatch } from "../format/session.ts";
import { originOf, visitedUrls } from "../format/visited.ts";
import { scanBlob, scanRecord, scanValue } from "../privacy/accept.ts";
import type { Leak } from "../privacy/cleared.ts";
import { gunzipText, utf8Length } from "../store/bytes.ts";
import { assertEnded } from "../store/checks.ts";
import type { SessionStore } from "../store/session-store.ts";

/** How a session leaves: its events as a file for rrweb's players, all of it as a file, or into another store. */
export type LeaveForm = "rrweb-json" | "bundle" | "copy";

/** With its record and its files. */
const isWhole = (form: LeaveForm): boolean => form !== "rrweb-json";

export interface ManifestTab {
  tabId: TabId;
  /** Of every page and frame that was visited in it, sorted. */
  origins: string[];
  /** Sealed ones; what is not sealed yet counts in `events` and `bytes` only. */
  segments: number;
  events: number;
  /** Of event JSON. */
  bytes: number;
}

/** Everything that is about to leave, what of it was found that must not, and what stays (rule P10). */
export interface Manifest {
  sessionId: SessionId;
  form: LeaveForm;
  /** Absent where the record does not leave. */
  title?: string;
  site: string;
  startedAt: number;
  endedAt: number | null;
  level: Session["privacy"]["level"];
  tabs: ManifestTab[];
  /** Marks and comments. */
  annotations: number;
  blobs: { count: number; bytes: number };
  /** Page and browser signals by kind, e.g. `{"network": 12, "error": 1}`; a request counts once. */
  signals: Record<string, number>;
  /** How often each rule masked or redacted something while it was recorded. */
  masked: Record<string, number>;
  /** What stays here, as sentences. */
  notIncluded: string[];
  /** Places where something stands that must not leave; at most a hundred. Nothing leaves unless there is none. */
  leaks: Leak[];
}

export interface Inspection {
  manifest: Manifest;
  /** Hashes of the segments that were looked through. */
  seen: ReadonlySet<string>;
}

export interface InspectOptions {
  signal?: AbortSignal;
  /** @param done 0 to 1 */
  onProgress?: (done: number, what: string) => void;
}

const MOST_LEAKS = 100;

/**
 * Lists and looks through what of a session would leave in this form, segment by segment. Changes
 * nothing. Throws `not-found`, `cancelled`, and `refused` for the whole of what is still being recorded.
 */
export async function inspect(
  store: SessionStore,
  id: SessionId,
  form: LeaveForm,
  { signal, onProgress }: InspectOptions = {},
): Promise<Inspection> {
  const session = await store.getSession(id);
  if (!session)
    throw new WaymarkError("not-found", `There is no session "${id}" in ${store.name}.`);
  if (isWhole(form)) assertEnded(session);
  const infos = await store.listSegments(id);
  const seen = new Set<string>();
  const tally = createTally(session);
  const leftOut: string[] = [];

  for (const [at, info] of infos.entries()) {
    if (signal?.aborted) throw cancelled(signal);
    onProgress?.(at / infos.length, `Looking through segment ${at + 1} of ${infos.length}`);
    try {
      tally.addSegment(info, await readEvents(store, info));
      seen.add(info.sha256);
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      leftOut.push(`Segment ${info.index} of tab ${info.tabId}: ${messageOf(error)}`);
    }
  }
  for (const tabId of store.lacks.tail === undefined ? await store.listTails(id) : []) {
    for (const batch of await store.readTail(id, tabId)) {
      if (!tally.addBatch(batch)) {
        leftOut.push(`A batch of tab ${tabId} that was not sealed yet cannot be read.`);
      }
    }
  }

  const belongings = await inspectBelongings(store, session, form);
  const manifest: Manifest = {
    sessionId: id,
    form,
    ...(isWhole(form) ? { title: session.title } : {}),
    site: session.site,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
    level: session.privacy.level,
    tabs: tally.tabs(),
    annotations: belongings.annotations,
    blobs: isWhole(form) ? belongings.blobs : { count: 0, bytes: 0 },
    signals: tally.signals,
    masked: { ...session.privacy.hits },
    notIncluded: [...leftOut, ...staysHere(form, belongings)],
    leaks: [...tally.leaks, ...belongings.leaks].slice(0, MOST_LEAKS),
  };
  onProgress?.(1, "Looked through");
  return { manifest, seen };
}

async function readEvents(store: SessionStore, info: SegmentInfo): Promise<RecordedEvent[]> {
  const segment = await store.getSegment(info.sessionId, info.tabId, info.index);
  if (!segment) throw new WaymarkError("damaged", "it is listed but not there.");
  try {
    return parseEvents(await gunzipText(segment.gzip, segment.bytes));
  } catch (cause) {
    throw new WaymarkError("damaged", "it cannot be unpacked.", { cause });
  }
}

function parseEvents(json: string): RecordedEvent[] {
  const events: unknown = JSON.parse(json);
  if (Array.isArray(events)) return events as RecordedEvent[];
  throw new WaymarkError("damaged", "it holds no list of events.");
}

/** Counts events as they are read, and collects what must not leave. */
function createTally(session: Session) {
  const byTab = new Map<TabId, ManifestTab & { all: Set<string> }>();
  const signals: Record<string, number> = {};
  const leaks: Leak[] = [];

  function tabOf(tabId: TabId) {
    const known = byTab.get(tabId);
    if (known) return known;
    const made = { tabId, origins: [], segments: 0, events: 0, bytes: 0, all: new Set<string>() };
    byTab.set(tabId, made);
    return made;
  }

  function look(events: readonly RecordedEvent[], all: Set<string>): void {
    for (const event of events) {
      for (const url of visitedUrls(event)) {
        const origin = originOf(url);
        if (origin !== null) all.add(origin);
      }
      const kind = signalKind(event);
      if (kind !== null) signals[kind] = (signals[kind] ?? 0) + 1;
    }
  }

  function scan(
    events: readonly RecordedEvent[],
    where: string,
    at: { tabId: TabId; segmentIndex: number } | null,
  ): void {
    if (leaks.length >= MOST_LEAKS) return;
    for (const { rule, path } of scanValue(events)) {
      const frameIndex = Number(/^\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
      const event = events[frameIndex];
      const offsetMs = event ? Math.max(0, event.timestamp - session.startedAt) : 0;
      leaks.push({
        rule,
        path,
        where,
        ...(at && event ? { pointer: { ...at, frameIndex, offsetMs } } : {}),
      });
    }
  }

  for (const { id, url } of session.tabs) {
    const origin = originOf(url);
    if (origin !== null) tabOf(id).all.add(origin);
  }
  return {
    signals,
    leaks,
    addSegment({ tabId, index, eventCount, bytes }: SegmentInfo, events: RecordedEvent[]) {
      const tab = tabOf(tabId);
      tab.segments++;
      tab.events += eventCount;
      tab.bytes += bytes;
      look(events, tab.all);
      scan(events, `segment ${index} of tab ${tabId}`, { tabId, segmentIndex: index });
    },
    /** False when it cannot be read. */
    addBatch({ tabId, eventCount, json }: TailBatch): boolean {
      let events;
      try {
        events = parseEvents(json);
      } catch {
        return false; // told to the caller, who names what is left out
      }
      const tab = tabOf(tabId);
      tab.events += eventCount;
      tab.bytes += utf8Length(json);
      look(events, tab.all);
      scan(events, `the unsealed end of tab ${tabId}`, null);
      return true;
    },
    tabs: (): ManifestTab[] =>
      [...byTab.values()].map(({ all, ...tab }) => ({ ...tab, origins: [...all].toSorted() })),
  };
}

/** `network` for `waymark.network`. Of a request only its start counts, or the one event that is all of it. */
function signalKind({ type, data }: RecordedEvent): string | null {
  const tag = data["tag"];
  if (type !== EventType.Custom || typeof tag !== "string") return null;
  if (!tag.startsWith("waymark.")) return "other";
  const { phase, whole } = (data["payload"] ?? {}) as { phase?: unknown; whole?: unknown };
  return tag === "waymark.network" && phase !== "start" && whole !== true
    ? null
    : tag.slice("waymark.".length);
}

interface Belongings {
  annotations: number;
  blobs: { count: number; bytes: number };
  leaks: Leak[];
}

/** The marks, the record and the files; looked through where they leave. */
async function inspectBelongings(
  store: SessionStore,
  session: Session,
  form: LeaveForm,
): Promise<Belongings> {
  const { id } = session;
  const annotations = store.lacks.annotations ? [] : await store.listAnnotations(id);
  const hashes = store.lacks.blobs ? [] : await store.listBlobs(id);
  const found: Belongings = {
    annotations: standing(annotations).length,
    blobs: { count: hashes.length, bytes: 0 },
    leaks: [],
  };
  const add = (hits: ReturnType<typeof scanRecord>, where: string) => {
    for (const hit of hits) found.leaks.push({ ...hit, where });
  };
  for (const annotation of annotations) add(scanRecord(annotation), `the mark ${annotation.id}`);
  if (!isWhole(form)) return found;
  add(scanRecord(session), "the session's record");
  for (const sha256 of hashes) {
    const bytes = await store.getBlob(sha256);
    if (!bytes) throw new WaymarkError("damaged", `The blob ${sha256} of this session is gone.`);
    found.blobs.bytes += bytes.length;
    add(scanBlob(bytes), `the file ${sha256.slice(0, 12)}`);
  }
  return found;
}

function staysHere(form: LeaveForm, { blobs }: Belongings): string[] {
  const derived = "What was worked out from it: findings, keyframes and thumbnails.";
  if (isWhole(form)) return [derived];
  return [
    "The session's title, charter, labels and metadata.",
    ...(blobs.count > 0 ? [`Archived files: ${blobs.count}.`] : []),
    derived,
  ];
}

function cancelled(signal: AbortSignal): WaymarkError {
  return new WaymarkError("cancelled", "Cancelled. Nothing has left.", { cause: signal.reason });
}
