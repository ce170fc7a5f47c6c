import { type Kind, KINDS } from "../analysis/event.ts";
import { READ_KINDS } from "../analysis/analyze.ts";
import { narrate, type NarrativeEntry } from "../analysis/narrative.ts";
import { clock, csvCell, markdownText } from "../analysis/written.ts";
import type { SessionId, TabId } from "../format/ids.ts";
import { pickEvents } from "./events.ts";
import { type Honesty, honesty, limitOf } from "./honest.ts";
import type { RangeInput } from "./range.ts";
import { readContents } from "./session-reader.ts";
import type { SessionSource } from "./source.ts";
import type { AskOptions } from "./walk.ts";

export const NARRATIVE_LIMIT = 500;
export const MOST_NARRATED = 5_000;

export interface NarrativeQuery extends RangeInput {
  tabId?: TabId | undefined;
  /** Events that are told, not sentences. */
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** What happened, as sentences in order of time. */
export interface NarrativeAnswer extends Honesty {
  sessionId: SessionId;
  title: string;
  entries: NarrativeEntry[];
  /** Events that the limit left out. */
  left: number;
  nextCursor?: string;
}

const TOLD: readonly Kind[] = KINDS.filter((kind) => READ_KINDS.has(kind) && kind !== "memory");

export async function askNarrative(
  source: SessionSource,
  id: SessionId,
  query: NarrativeQuery = {},
  options: AskOptions = {},
): Promise<NarrativeAnswer> {
  const limit = limitOf(query.limit, NARRATIVE_LIMIT, MOST_NARRATED);
  const contents = await readContents(source, id);
  const picked = await pickEvents(source, contents, { ...query, kinds: TOLD, limit }, options);
  const { events, left, nextCursor, walked } = picked;
  return {
    sessionId: id,
    title: contents.session.title,
    entries: narrate(events),
    left,
    ...(nextCursor !== undefined && { nextCursor }),
    ...honesty(walked),
  };
}

/** As a list in Markdown, with a pointer behind each sentence. */
export function narrativeMarkdown({ title, sessionId, entries, left }: NarrativeAnswer): string {
  const lines = [`# ${markdownText(title) || sessionId}`, ""];
  for (const { offsetMs, text, tabId, segmentIndex, frameIndex } of entries) {
    lines.push(
      `- **${clock(offsetMs)}** ${markdownText(text)} (\`${tabId}/${segmentIndex}/${frameIndex}\`)`,
    );
  }
  if (entries.length === 0) lines.push("Nothing happened.");
  if (left > 0) lines.push("", `${left} more events are not told here.`);
  return `${lines.join("\n")}\n`;
}

const COLUMNS = ["offset_ms", "time", "category", "text", "tab", "segment", "event"] as const;

/** RFC 4180, with a head. */
export function narrativeCsv({ entries }: NarrativeAnswer): string {
  const rows = entries.map((entry) => [
    entry.offsetMs,
    entry.timestamp,
    entry.category,
    entry.text,
    entry.tabId,
    entry.segmentIndex,
    entry.frameIndex,
  ]);
  return `${[COLUMNS, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
