import { strToU8, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { messageOf, WaymarkError } from "../format/errors.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import type { Segment, SegmentInfo, TailBatch } from "../format/session.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import { scanBlob, scanEvents, scanRecord, type ScanHit } from "../privacy/accept.ts";
import { type Cleared, leakRefusal } from "../privacy/cleared.ts";
import { gunzipText } from "../store/bytes.ts";
import { blobEntry, BUNDLE_END, BUNDLE_KIND, PARTS, segmentEntry } from "../store/bundle/layout.ts";
import { assertEnded } from "../store/checks.ts";
import type { MissingBatches } from "../store/producers.ts";
import { planSeal } from "../store/seal-plan.ts";
import { buildSegment, infoOf } from "../store/segment.ts";
import type { SessionStore } from "../store/session-store.ts";

export interface BundleExport {
  fileName: string;
  segments: number;
  events: number;
  /** Of the file. */
  bytes: number;
  /** What could not be read and was left out, as sentences (rule R7). */
  leftOut: string[];
}

/** Takes the file's bytes as they come; the next ones come once it is done. */
export type BundleSink = (chunk: Uint8Array) => void | Promise<void>;

/** What a zip of the kind without 64-bit places can hold. */
const MOST_BYTES = 0xf000_0000;
const MOST_ENTRIES = 65_000;
/** Zips tell local time: a true one would tell the time zone, and make two exports of one session differ. */
const MTIME = new Date(1980, 0, 1);

/**
 * A session that is cleared to leave, with its record, marks and files, as a `.waymark.zip`: written
 * segment by segment, so a session of any length takes the memory of one. What is not sealed yet is sealed on its way; the store
 * stays as it is. What came since it was looked through is looked through here. Throws `not-found`, and `refused` for
 * what is found or is still being recorded.
 */
export async function exportBundle(
  store: SessionStore,
  cleared: Cleared,
  sink: BundleSink,
  onProgress?: (done: number, what: string) => void,
): Promise<BundleExport> {
  const id = cleared.sessionId;
  const session = await store.getSession(id);
  if (!session) throw new WaymarkError("not-found", `There is no session "${id}".`);
  assertEnded(session);
  refuse(scanRecord(session), "the session's record");
  const marks = store.lacks.annotations ? [] : await store.listAnnotations(id);
  for (const mark of marks) refuse(scanRecord(mark), `the mark ${mark.id}`);

  const zip = makeZip(sink);
  const infos = await store.listSegments(id);
  const leftOut: string[] = [];
  const written: SegmentInfo[] = [];
  const put = async (segment: Segment) => {
    const { tabId, index, sha256 } = segment;
    if (!cleared.covers(sha256)) await scan(segment);
    await zip.add(segmentEntry(tabId, index), segment.gzip, "packed");
    written.push(infoOf(segment));
  };

  await zip.add(PARTS.header, { format: FORMAT_VERSION, kind: BUNDLE_KIND, sessionId: id });
  for (const [at, info] of infos.entries()) {
    onProgress?.(at / infos.length, `Packing segment ${at + 1} of ${infos.length}`);
    try {
      await put(await readSegment(store, info));
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      leftOut.push(`Segment ${info.index} of tab ${info.tabId}: ${messageOf(error)}`);
    }
  }
  for (const tabId of store.lacks.tail ? [] : await store.listTails(id)) {
    const batches = await store.readTail(id, tabId);
    const tail = await sealed(id, tabId, batches, nextIndex(infos, tabId));
    for (const segment of tail.segments) await put(segment);
    if (tail.unreadable > 0) {
      leftOut.push(
        `Of tab ${tabId}, batches not sealed yet that cannot be read: ${tail.unreadable}.`,
      );
    }
  }
  for (const sha256 of store.lacks.blobs ? [] : await store.listBlobs(id)) {
    const bytes = await store.getBlob(sha256);
    if (!bytes) throw new WaymarkError("damaged", `The blob ${sha256} of this session is gone.`);
    refuse(scanBlob(bytes), `the file ${sha256.slice(0, 12)}`);
    await zip.add(blobEntry(sha256), bytes, "packed");
  }

  const tabIds = [...session.tabs.map((tab) => tab.id), ...written.map(({ tabId }) => tabId)];
  await zip.add(PARTS.session, session);
  await zip.add(PARTS.annotations, marks);
  await zip.add(PARTS.missing, await missingOf(store, id, new Set(tabIds)));
  // Last of all: a segment that could not be read is not in it.
  await zip.add(PARTS.segments, written);
  const bytes = await zip.end();
  onProgress?.(1, "Packed");
  const events = written.reduce((sum, { eventCount }) => sum + eventCount, 0);
  return {
    fileName: `waymark-${id}${BUNDLE_END}`,
    segments: written.length,
    events,
    bytes,
    leftOut,
  };
}

async function readSegment(store: SessionStore, info: SegmentInfo): Promise<Segment> {
  const segment = await store.getSegment(info.sessionId, info.tabId, info.index);
  if (segment) return segment;
  throw new WaymarkError("damaged", "it is listed but not there.");
}

/** Throws `damaged` where it cannot be read, `refused` where it holds what must not leave. */
async function scan(segment: Segment): Promise<void> {
  let hits: ScanHit[];
  try {
    hits = scanEvents(await gunzipText(segment.gzip, segment.bytes));
  } catch (cause) {
    throw new WaymarkError("damaged", "it cannot be unpacked.", { cause });
  }
  refuse(hits, `segment ${segment.index} of tab ${segment.tabId}`);
}

function refuse(hits: readonly ScanHit[], where: string): void {
  if (hits[0]) throw leakRefusal({ ...hits[0], where }, hits.length);
}

/** What sealing would make of a tail. */
async function sealed(
  sessionId: SessionId,
  tabId: TabId,
  batches: readonly TailBatch[],
  first: number,
): Promise<{ segments: Segment[]; unreadable: number }> {
  const { runs, taken } = planSeal(batches, true);
  const segments = [];
  for (const [i, run] of runs.entries()) {
    segments.push(await buildSegment({ sessionId, tabId, index: first + i }, run));
  }
  return { segments, unreadable: batches.length - taken.length };
}

const nextIndex = (infos: readonly SegmentInfo[], tabId: TabId): number =>
  infos.reduce((next, info) => (info.tabId === tabId ? Math.max(next, info.index + 1) : next), 0);

async function missingOf(
  store: SessionStore,
  id: SessionId,
  tabIds: ReadonlySet<TabId>,
): Promise<Record<TabId, MissingBatches[]>> {
  const missing: Record<TabId, MissingBatches[]> = {};
  for (const tabId of store.lacks.tail ? [] : tabIds) {
    const holes = await store.listMissing(id, tabId);
    if (holes.length > 0) missing[tabId] = holes;
  }
  return missing;
}

/** A zip whose bytes go to `sink` entry by entry. Values are written as JSON; what is `packed` stays as it is. */
function makeZip(sink: BundleSink) {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  let entries = 0;
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failure ??= error;
    chunks.push(chunk);
  });

  async function flush(): Promise<void> {
    if (failure) throw failure;
    const ready = chunks;
    chunks = [];
    for (const chunk of ready) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw tooLarge(`${MOST_BYTES} bytes`);
      await sink(chunk);
    }
  }

  return {
    async add(name: string, content: object, form: "json" | "packed" = "json"): Promise<void> {
      if (++entries > MOST_ENTRIES) throw tooLarge(`${MOST_ENTRIES} entries`);
      const entry = form === "packed" ? new ZipPassThrough(name) : new ZipDeflate(name);
      entry.mtime = MTIME;
      zip.add(entry);
      entry.push(
        form === "packed" ? (content as Uint8Array) : strToU8(JSON.stringify(content)),
        true,
      );
      await flush();
    },
    /** Resolves to the bytes of all of it. */
    async end(): Promise<number> {
      zip.end();
      await flush();
      return bytes;
    },
  };
}

const tooLarge = (most: string) =>
  new WaymarkError("unsupported", `A bundle has at most ${most}. Push the session instead.`);
