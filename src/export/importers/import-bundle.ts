import { messageOf, WaymarkError } from "../../format/errors.ts";
import type { SessionId } from "../../format/ids.ts";
import type { Segment, SegmentInfo } from "../../format/session.ts";
import {
  acceptAnnotation,
  acceptBlob,
  acceptSegment,
  acceptSession,
} from "../../privacy/accept.ts";
import { gunzipText } from "../../store/bytes.ts";
import { segmentToPut } from "../../store/segment.ts";
import type { SessionStore } from "../../store/session-store.ts";

export interface BundleCheck {
  /** The bundle without what cannot be read. */
  sound: SessionStore;
  sessionId: SessionId;
  tabs: number;
  segments: number;
  events: number;
  /** Segments and files that cannot be read, as sentences; the rest can be stored (rule R7). */
  leftOut: string[];
}

/**
 * Looks at all that a bundle holds as the doors do that see what was recorded elsewhere (rule P1), before any of it is
 * stored. Throws `refused` and `invalid-input`, naming the place. The store checks each hash again as it takes it, so
 * what is stored is what was seen here.
 */
export async function checkBundle(
  bundle: SessionStore,
  onProgress?: (done: number, what: string) => void,
): Promise<BundleCheck> {
  const { sessions } = await bundle.listSessions({ limit: 1 });
  const session = acceptSession(sessions[0]);
  const infos = await bundle.listSegments(session.id);
  const leftOut: string[] = [];
  const segments: SegmentInfo[] = [];
  const blobs: string[] = [];
  const attempt = async (place: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      leftOut.push(`${place}: ${messageOf(error)}`);
    }
  };
  for (const annotation of await bundle.listAnnotations(session.id)) acceptAnnotation(annotation);
  for (const [at, info] of infos.entries()) {
    onProgress?.(at / infos.length, `Checking segment ${at + 1} of ${infos.length}`);
    await attempt(`Segment ${info.index} of tab ${info.tabId}`, async () => {
      const segment = await readSegment(bundle, info);
      acceptSegment(segment, await gunzipText(segment.gzip, segment.bytes));
      segments.push(info);
    });
  }
  for (const sha256 of await bundle.listBlobs(session.id)) {
    await attempt(`The file ${sha256.slice(0, 12)}`, async () => {
      const bytes = await bundle.getBlob(sha256);
      if (bytes) acceptBlob(bytes);
      blobs.push(sha256);
    });
  }
  if (infos.length > 0 && segments.length === 0) {
    throw new WaymarkError("damaged", `None of its segments can be read. ${leftOut[0] ?? ""}`);
  }
  return {
    sound: { ...bundle, listSegments: async () => segments, listBlobs: async () => blobs },
    sessionId: session.id,
    tabs: session.tabs.length,
    segments: segments.length,
    events: segments.reduce((sum, { eventCount }) => sum + eventCount, 0),
    leftOut,
  };
}

/** Whatever is wrong with a segment, it costs that one only. */
async function readSegment(bundle: SessionStore, info: SegmentInfo): Promise<Segment> {
  const segment = await bundle.getSegment(info.sessionId, info.tabId, info.index);
  if (!segment) throw new WaymarkError("damaged", "It is listed but not there.");
  try {
    return await segmentToPut(segment);
  } catch (cause) {
    throw new WaymarkError("damaged", messageOf(cause), { cause });
  }
}
