import { WaymarkError } from "../format/errors.ts";
import type { Segment } from "../format/session.ts";
import { scanEvents } from "../privacy/scan-events.ts";
import { gunzipText } from "../store/bytes.ts";

/**
 * Looks through a segment that is about to leave. Throws `refused` naming rule and place,
 * `damaged` for a segment that cannot be read.
 */
export async function scanSegment(segment: Segment): Promise<void> {
  const { tabId, index } = segment;
  const [first] = scanEvents(await textOf(segment));
  if (!first) return;
  throw new WaymarkError(
    "refused",
    `Segment ${index} of tab ${tabId} was not sent: it still holds ${first.rule} at ${first.path}. Redact it, then send the session again.`,
  );
}

async function textOf(segment: Segment): Promise<string> {
  try {
    return await gunzipText(segment.gzip, segment.bytes);
  } catch (cause) {
    const message = `Segment ${segment.index} of tab ${segment.tabId} cannot be unpacked.`;
    throw new WaymarkError("damaged", message, { cause });
  }
}
