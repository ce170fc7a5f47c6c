import { messageOf, WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import type { Sanitized } from "../format/sanitized.ts";
import type { Annotation, Segment, SegmentInfo, Session } from "../format/session.ts";
import { acceptAnnotation, acceptBlob, acceptSession } from "../privacy/accept.ts";
import type { Cleared } from "../privacy/cleared.ts";
import { assertEnded } from "../store/checks.ts";
import type { SessionStore } from "../store/session-store.ts";
import { cancelled, withRetry, type RetryOptions } from "./retry.ts";
import { scanSegment } from "./scan.ts";

export interface CopyProgress {
  /** 0 to 1, by segments. */
  done: number;
  /** e.g. `Sending segment 3 of 9`. */
  what: string;
}

export interface CopyOptions extends RetryOptions {
  onProgress?: (progress: CopyProgress) => void;
}

export interface CopyReport {
  sessionId: SessionId;
  segments: {
    sent: number;
    /** Were at the destination already. */
    skipped: number;
    /** Could not be read at the source; the rest was copied without them (rule R7). */
    damaged: { tabId: string; index: number; why: string }[];
  };
  annotations: number;
  blobs: number;
  /** Gzip bytes of the segments sent. */
  bytes: number;
}

/** What a session says of itself while only part of it has arrived. */
export const PARTLY_SENT = "Only a part of this session has been sent so far.";

/**
 * Copies a session with all that belongs to it out of this store's hands, once it is cleared to leave
 * (rule P10). What was not looked through then, because it came since, is looked through as it is sent.
 * Can be called again at any time: it asks what the destination has and sends the rest. Until
 * everything has arrived the destination's record says `interrupted`, so a copy that stops half way
 * leaves a valid session that does not claim to be whole.
 *
 * Throws `not-found`, `refused` (still being recorded, or something was found), `conflict`
 * (the destination has other content under the same revision), `network` when retries ran out,
 * `cancelled`, and what the stores throw.
 */
export function copySession(
  from: SessionStore,
  to: SessionStore,
  cleared: Cleared,
  options: CopyOptions = {},
): Promise<CopyReport> {
  return copy(from, to, cleared.sessionId, leaving(cleared), options);
}

/** As `copySession`, from one store of this machine into another: nothing leaves. */
export function copyWithin(
  from: SessionStore,
  to: SessionStore,
  id: SessionId,
  options: CopyOptions = {},
): Promise<CopyReport> {
  return copy(from, to, id, STAYING, options);
}

/** Looks at each thing on its way and throws `refused` for what must not go. */
interface Customs {
  segment(segment: Segment): Promise<void>;
  annotation(annotation: Annotation): void;
  blob(bytes: Uint8Array): void;
}

const STAYING: Customs = { segment: async () => {}, annotation() {}, blob() {} };

/** The session's record passes the same door in `partly`. */
const leaving = ({ covers }: Cleared): Customs => ({
  segment: async (segment) => {
    if (!covers(segment.sha256)) await scanSegment(segment);
  },
  annotation: acceptAnnotation,
  blob: acceptBlob,
});

async function copy(
  from: SessionStore,
  to: SessionStore,
  id: SessionId,
  customs: Customs,
  options: CopyOptions,
): Promise<CopyReport> {
  const { onProgress, signal } = options;
  const send = <T>(work: () => Promise<T>) => withRetry(work, options);

  const session = await sealedSession(from, id, send);
  const infos = await send(() => from.listSegments(id));
  const report: CopyReport = {
    sessionId: id,
    segments: { sent: 0, skipped: 0, damaged: [] },
    annotations: 0,
    blobs: 0,
    bytes: 0,
  };

  const exists = (await send(() => to.getSession(id))) !== null;
  const there = exists ? await send(() => to.listSegments(id)) : [];
  const missing = missingSegments(infos, there);
  report.segments.skipped = infos.length - missing.length;
  const blobs = await missingBlobs(from, exists ? to : null, id, send);
  if (blobs.length > 0 && to.lacks.blobs) throw new WaymarkError("unsupported", to.lacks.blobs);
  const unfinished = partly(session);
  if (!exists || missing.length > 0 || blobs.length > 0) {
    await send(() => to.putSession(unfinished));
  }

  for (const [at, info] of missing.entries()) {
    onProgress?.({
      done: at / missing.length,
      what: `Sending segment ${at + 1} of ${missing.length}`,
    });
    await sendSegment(info);
  }
  for (const sha256 of blobs) {
    const bytes = await send(() => from.getBlob(sha256));
    if (!bytes) throw new WaymarkError("damaged", `The blob ${sha256} of this session is gone.`);
    customs.blob(bytes);
    await send(() => to.putBlob(id, bytes));
    report.blobs++;
  }
  if (isRedaction(missing, there)) await letBlobsGo();
  if (!from.lacks.annotations) {
    for (const annotation of await send(() => from.listAnnotations(id))) {
      customs.annotation(annotation);
      await send(() => to.putAnnotation(annotation));
      report.annotations++;
    }
  }
  if (isRedaction(await send(() => from.listSegments(id)), infos)) return again();
  // The record may have been redacted meanwhile, too.
  const latest = (await send(() => from.getSession(id))) ?? session;
  acceptSession(latest);
  await send(() => to.putSession(latest));
  onProgress?.({ done: 1, what: "Sent" });
  return report;

  /** What a redaction replaced here since it was sent is replaced there, before it is called sent. */
  async function again(): Promise<CopyReport> {
    const next = await copy(from, to, id, customs, options);
    next.segments.sent += report.segments.sent;
    next.bytes += report.bytes;
    return next;
  }

  /** What a redaction took away here must not stay there. */
  async function letBlobsGo(): Promise<void> {
    if (from.lacks.blobs || to.lacks.blobs) return;
    const kept = new Set(await send(() => from.listBlobs(id)));
    for (const sha256 of await send(() => to.listBlobs(id))) {
      if (!kept.has(sha256)) await send(() => to.dropBlob(id, sha256));
    }
  }

  async function sendSegment(info: SegmentInfo): Promise<void> {
    if (signal?.aborted) throw cancelled(signal);
    let segment;
    try {
      segment = await send(() => from.getSegment(id, info.tabId, info.index));
      if (!segment) throw new WaymarkError("damaged", "It is listed but not there.");
      await customs.segment(segment);
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      const { tabId, index } = info;
      report.segments.damaged.push({ tabId, index, why: messageOf(error) });
      return;
    }
    const whole = segment;
    await send(() => to.putSegment(whole));
    report.segments.sent++;
    report.bytes += segment.gzip.byteLength;
  }
}

type Send = <T>(work: () => Promise<T>) => Promise<T>;

/** The session once nothing of it is in a tail any more: sync carries segments only. */
async function sealedSession(
  from: SessionStore,
  id: SessionId,
  send: Send,
): Promise<Sanitized<Session>> {
  const session = await send(() => from.getSession(id));
  if (!session) {
    throw new WaymarkError("not-found", `There is no session "${id}" in ${from.name}.`);
  }
  assertEnded(session);
  if (from.lacks.tail) return session;
  for (const tabId of await send(() => from.listTails(id))) {
    await send(() => from.seal(id, tabId, { all: true }));
  }
  return session;
}

/** Segments that the destination lacks, or has in an older revision or with other content. */
function missingSegments(infos: SegmentInfo[], there: SegmentInfo[]): SegmentInfo[] {
  const byPlace = new Map(there.map((info) => [`${info.tabId}/${info.index}`, info]));
  return infos.filter((info) => {
    const other = byPlace.get(`${info.tabId}/${info.index}`);
    if (!other || other.rev < info.rev) return true;
    return other.rev === info.rev && other.sha256 !== info.sha256;
  });
}

/** Only a redaction replaces what the destination has by a later revision. */
function isRedaction(missing: SegmentInfo[], there: SegmentInfo[]): boolean {
  const revs = new Map(there.map(({ tabId, index, rev }) => [`${tabId}/${index}`, rev]));
  return missing.some(({ tabId, index, rev }) => (revs.get(`${tabId}/${index}`) ?? rev) < rev);
}

/** `to` is null when the session is not there yet. */
async function missingBlobs(
  from: SessionStore,
  to: SessionStore | null,
  id: SessionId,
  send: Send,
): Promise<string[]> {
  if (from.lacks.blobs) return [];
  const have = await send(() => from.listBlobs(id));
  if (have.length === 0 || !to || to.lacks.blobs) return have;
  const there = new Set(await send(() => to.listBlobs(id)));
  return have.filter((sha256) => !there.has(sha256));
}

function partly(session: Session): Sanitized<Session> {
  return acceptSession({ ...session, state: "interrupted", endReason: PARTLY_SENT });
}
