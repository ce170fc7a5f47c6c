import type { RecordedEvent } from "../../../src/format/events.ts";
import { readBack } from "../../../src/format/sanitized.ts";
import { NO_COUNTS, type Session } from "../../../src/format/session.ts";
import { encodeUtf8, gzip, sha256Hex } from "../../../src/store/bytes.ts";
import { T0 } from "../dom/page.ts";

/** A session of one tab, which has ended. */
export const SMALL_SESSION: Session = {
  id: "a",
  format: 1,
  title: "",
  site: "shop.test",
  startedAt: T0,
  endedAt: T0 + 9_000,
  state: "finished",
  origin: "extension",
  metadata: {},
  tabs: [{ id: "t1", title: "", url: "", startedAt: T0 }],
  environment: {},
  privacy: { level: "balanced", hits: {} },
  labels: [],
  counts: { ...NO_COUNTS },
  rev: 0,
};

/** A segment of its tab. */
export async function smallSegment(index: number, events: readonly RecordedEvent[], rev = 0) {
  const bytes = encodeUtf8(JSON.stringify(events));
  return readBack({
    sessionId: "a",
    tabId: "t1",
    index,
    rev,
    firstEventAt: events[0]!.timestamp,
    lastEventAt: events.at(-1)!.timestamp,
    eventCount: events.length,
    bytes: bytes.length,
    sha256: await sha256Hex(bytes),
    gzip: await gzip(bytes),
  });
}
