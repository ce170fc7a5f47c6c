import { messageOf, WaymarkError } from "../format/errors.ts";
import type { RecordedEvent } from "../format/events.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import { FORMAT_VERSION } from "../format/version.ts";
import { standing } from "../format/marks.ts";
import { scanEvents, scanRecord } from "../privacy/accept.ts";
import { type Cleared, leakRefusal } from "../privacy/cleared.ts";
import { encodeUtf8, gunzipText } from "../store/bytes.ts";
import type { SessionStore } from "../store/session-store.ts";
import { type ExportRun, withMarks } from "./rrweb-marks.ts";

export interface RrwebExport {
  fileName: string;
  /** UTF-8. One tab: a plain array of events. Several: `{format, sessionId, tabs: {tabId: events}}`. */
  json: Uint8Array;
  events: number;
  /** Segments that could not be read and were left out, as sentences (rule R7). */
  leftOut: string[];
}

/**
 * A session that is cleared to leave, as rrweb's own players read it, tail included; marks are custom events in it. What came since
 * it was looked through is looked through here. Throws `not-found`, and `refused` for what is found.
 */
export async function exportRrweb(
  store: SessionStore,
  cleared: Cleared,
  onProgress?: (done: number, what: string) => void,
): Promise<RrwebExport> {
  const id = cleared.sessionId;
  const session = await store.getSession(id);
  if (!session) throw new WaymarkError("not-found", `There is no session "${id}".`);
  const infos = await store.listSegments(id);
  const tails = store.lacks.tail === undefined ? await store.listTails(id) : [];
  const tabIds = new Set([
    ...session.tabs.map((tab) => tab.id),
    ...infos.map((info) => info.tabId),
  ]);
  for (const tabId of tails) tabIds.add(tabId);

  const leftOut: string[] = [];
  const tabs: [TabId, ExportRun[]][] = [];
  let read = 0;
  for (const tabId of tabIds) {
    const runs: ExportRun[] = [];
    for (const { index, sha256 } of infos.filter((info) => info.tabId === tabId)) {
      onProgress?.(read / infos.length, `Reading segment ${++read} of ${infos.length}`);
      try {
        const run = await readSegment(store, id, tabId, index);
        if (!cleared.covers(sha256)) scan(run.json, `segment ${index} of tab ${tabId}`);
        runs.push(run);
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
        leftOut.push(`Segment ${index} of tab ${tabId}: ${messageOf(error)}`);
      }
    }
    for (const batch of tails.includes(tabId) ? await store.readTail(id, tabId) : []) {
      try {
        scan(batch.json, `the unsealed end of tab ${tabId}`);
        runs.push({ ...batch });
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        leftOut.push(`A batch of tab ${tabId} that was not sealed yet cannot be read.`);
      }
    }
    if (runs.length > 0) tabs.push([tabId, runs]);
  }

  const marks = store.lacks.annotations ? [] : standing(await store.listAnnotations(id));
  for (const mark of marks) {
    const hits = scanRecord(mark);
    if (hits[0]) throw leakRefusal({ ...hits[0], where: `the mark ${mark.id}` }, hits.length);
  }
  if (withMarks(tabs, marks, session.startedAt) < marks.length) {
    leftOut.push("Marks: there are no events that they could stand among.");
  }

  const arrays = tabs.map(([tabId, runs]) => [tabId, arrayOf(runs)] as const);
  const [only] = arrays;
  const json =
    arrays.length <= 1
      ? (only?.[1] ?? "[]")
      : `{"format":${FORMAT_VERSION},"sessionId":${JSON.stringify(id)},"tabs":{${arrays
          .map(([tabId, array]) => `${JSON.stringify(tabId)}:${array}`)
          .join(",")}}}`;
  const events = tabs.flatMap(([, runs]) => runs).reduce((sum, run) => sum + run.eventCount, 0);
  return { fileName: `waymark-${id}.json`, json: encodeUtf8(json), events, leftOut };
}

function scan(json: string, where: string): void {
  const hits = scanEvents(json);
  if (hits[0]) throw leakRefusal({ ...hits[0], where }, hits.length);
}

async function readSegment(
  store: SessionStore,
  id: SessionId,
  tabId: TabId,
  index: number,
): Promise<ExportRun> {
  const segment = await store.getSegment(id, tabId, index);
  if (!segment) throw new WaymarkError("damaged", "it is listed but not there.");
  const { firstEventAt, lastEventAt, eventCount, bytes } = segment;
  try {
    const json = await gunzipText(segment.gzip, bytes);
    return { firstEventAt, lastEventAt, eventCount, json };
  } catch (cause) {
    throw new WaymarkError("damaged", "it cannot be unpacked.", { cause });
  }
}

/** Players take events in time order. Neighbouring runs may overlap (late batches); only then is anything parsed. */
function arrayOf(runs: readonly ExportRun[]): string {
  const overlap = runs.some(
    (run, i) => i > 0 && run.firstEventAt < (runs[i - 1]?.lastEventAt ?? 0),
  );
  if (!overlap) return `[${runs.map((run) => run.json.slice(1, -1)).join(",")}]`;
  const events = runs.flatMap((run) => JSON.parse(run.json) as RecordedEvent[]);
  return JSON.stringify(events.sort((a, b) => a.timestamp - b.timestamp));
}
