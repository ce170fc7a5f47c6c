import { DomMirror } from "../../dom/mirror.ts";
import { snapshotOf } from "../../dom/snapshot.ts";
import { WaymarkError } from "../../format/errors.ts";
import { EventType, type RecordedEvent } from "../../format/events.ts";
import type { Sanitized } from "../../format/sanitized.ts";
import type { Segment, SegmentInfo } from "../../format/session.ts";
import { signalEvent } from "../../format/signals/signals.ts";
import { acceptSegment } from "../../privacy/accept.ts";
import { createGate2, type Gate2Options } from "../../privacy/gate2/gate2.ts";
import { encodeUtf8 } from "../../store/bytes.ts";
import { buildSegment } from "../../store/segment.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { joinTail, readSegmentEvents } from "../../ask/session-reader.ts";
import { planRuns, type Run } from "../../ask/runs.ts";

export interface Evicting extends Pick<Gate2Options, "policy"> {
  sessionId: string;
  tabId: string;
}

/**
 * Drops the leading segments of a tab that are over at `cutAt` (epoch ms), and writes in their place
 * the page as it then stood, so that what is kept replays by itself from its first moment on. Only
 * what no later segment reaches into is dropped. Returns since when the tab is kept now; null when
 * nothing was to be dropped. Throws `damaged` when a segment that goes cannot be read, or the page
 * does not pass gate 2 as a whole; nothing has changed then.
 */
export async function evictBefore(
  store: SessionStore,
  { sessionId, tabId, ...gate }: Evicting,
  cutAt: number,
): Promise<number | null> {
  const segments = await store.listSegments(sessionId, tabId);
  const tail = joinTail(await store.readTail(sessionId, tabId)).run;
  const runs = planRuns(segments, tail);
  const over = runs.findIndex(({ hasTail, lastEventAt }) => hasTail || lastEventAt > cutAt);
  const leading = over < 0 ? runs : runs.slice(0, over);
  const gone = leading.flatMap((run) => run.segments);
  const last = gone.at(-1);
  if (!last) return null;
  // Before anything that is kept happens, and after all that is in it.
  const at = Math.min(cutAt, runs[leading.length]?.firstEventAt ?? cutAt);
  if (gone.length === 1 && last.firstEventAt === at && last.lastEventAt === at) return null;
  const page = await pageAfter(store, leading, at);
  await store.cutLeading(await baseSegment(page, last, gate));
  return at;
}

/** The page once all runs have happened, as events of one moment. */
async function pageAfter(
  store: SessionStore,
  runs: readonly Run[],
  at: number,
): Promise<RecordedEvent[]> {
  const mirror = new DomMirror();
  for (const { segments } of runs) {
    const parts: RecordedEvent[][] = [];
    for (const info of segments) {
      parts.push((await readSegmentEvents(store, info)) as RecordedEvent[]);
    }
    const events = parts.length === 1 ? parts[0]! : parts.flat();
    // Stable: what happened at one time stays in the order in which it was stored.
    for (const event of events.sort((a, b) => a.timestamp - b.timestamp)) mirror.apply(event);
  }
  return snapshotOf(mirror, at);
}

/**
 * Rule P1: what is written anew goes through gate 2 like what a page sends, though all that is in it
 * has passed before. A page that the gate would keep only in part must not replace what there is.
 */
async function baseSegment(
  page: readonly RecordedEvent[],
  { sessionId, tabId, index, rev, lastEventAt }: SegmentInfo,
  options: Pick<Gate2Options, "policy">,
): Promise<Sanitized<Segment>> {
  // Before its first snapshot a tab has no page; a segment holds something all the same.
  const nothing = signalEvent("waymark.lifecycle", { what: "start" }, lastEventAt);
  const gate = createGate2(options);
  // Each picture that is stored passed by the address of its document, of which no address is known
  // here: it may be of a frame.
  gate.setCanvas(true);
  const passed = gate.sanitize(JSON.stringify(page.length > 0 ? page : [nothing]));
  const kept = JSON.parse(passed.json) as RecordedEvent[];
  const isPage = ({ type }: RecordedEvent) => type === EventType.FullSnapshot;
  if (kept.length === 0 || kept.some(isPage) !== page.some(isPage)) {
    throw new WaymarkError("damaged", `The page of tab ${tabId} is too large to be kept at a cut.`);
  }
  const { json, firstEventAt, eventCount } = passed;
  const run = {
    firstEventAt,
    lastEventAt: passed.lastEventAt,
    eventCount,
    json: encodeUtf8(json),
  };
  const segment = await buildSegment({ sessionId, tabId, index }, run);
  return acceptSegment({ ...segment, rev: rev + 1 }, json);
}
