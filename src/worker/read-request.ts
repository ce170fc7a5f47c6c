import type { NormalizedEvent } from "../analysis/event.ts";
import { createNormalizer } from "../analysis/normalize/normalizer.ts";
import type { TabId } from "../format/ids.ts";
import type { RecordedEvent } from "../format/events.ts";
import { readSignal } from "../format/signals/signals.ts";
import type { SessionStore } from "../store/session-store.ts";
import { decodeUtf8 } from "../store/bytes.ts";
import { type Contents, readTab } from "../ask/session-reader.ts";

const ONLY_REQUESTS = new Set(["network"] as const);

/**
 * All that is recorded of the request whose first event stands there: lists hold no headers and
 * bodies. Null where there is none any more.
 */
export async function readRequest(
  store: SessionStore,
  contents: Contents,
  tabId: TabId,
  place: { segmentIndex: number; frameIndex: number },
): Promise<NormalizedEvent | null> {
  const { id: sessionId, startedAt } = contents.session;
  const normalizer = createNormalizer({
    sessionId,
    tabId,
    startedAt,
    kinds: ONLY_REQUESTS,
    requestContent: true,
  });
  let requestId: string | null = null;
  for await (const part of readTab(store, contents, tabId)) {
    if (part.kind === "gap" || part.index < place.segmentIndex) continue;
    const events = JSON.parse(decodeUtf8(part.run.json)) as RecordedEvent[];
    for (const [frame, event] of events.entries()) {
      const request = readSignal(event, "waymark.network");
      if (part.index === place.segmentIndex && frame === place.frameIndex) {
        requestId = request?.id ?? null;
      }
      if (!request || request.id !== requestId) continue;
      const [made] = normalizer.push(event, part.index, frame);
      if (made) return made;
    }
    if (requestId === null) return null;
  }
  return normalizer.finish()[0] ?? null;
}
