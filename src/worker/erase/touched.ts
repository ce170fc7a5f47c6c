import { messageOf, WaymarkError } from "../../format/errors.ts";
import type { RecordedEvent } from "../../format/events.ts";
import type { SegmentInfo, Session } from "../../format/session.ts";
import { visitedUrls } from "../../format/visited.ts";
import { isOnSites } from "../../privacy/site-list.ts";
import { decodeUtf8 } from "../../store/bytes.ts";
import type { SessionStore } from "../../store/session-store.ts";
import { readSegment } from "../../ask/session-reader.ts";

/** Whether a session was on a site; `unsure` says why it cannot be told. */
export type Touch = { touched: boolean } | { unsure: string };

/** Called before each segment is read; throws to break off. */
export type OnSegment = (nth: number, of: number) => void;

/**
 * Whether any tab or frame of a session was ever on the site: by its record where that says so, else by its
 * events, segment by segment up to the first that does. @param session null when its record is damaged
 */
export async function touchesSite(
  store: SessionStore,
  id: string,
  session: Session | null,
  site: string,
  onSegment: OnSegment,
): Promise<Touch> {
  const isThere = (url: string) => isOnSites([site], url);
  if (session && (isThere(`https://${session.site}/`) || isThere(`http://${session.site}/`)))
    return { touched: true };
  if (session?.tabs.some(({ url }) => isThere(url))) return { touched: true };

  const says = (json: string) => {
    // Most segments do not name the site at all, and parsing is what takes long.
    if (!json.toLowerCase().includes(nameIn(site))) return false;
    return (JSON.parse(json) as RecordedEvent[]).some((event) => visitedUrls(event).some(isThere));
  };
  const infos = await store.listSegments(id);
  const unread: string[] = [];
  for (const [at, info] of infos.entries()) {
    onSegment(at + 1, infos.length);
    const json = await textOf(store, info).catch((error: unknown) => {
      if (!(error instanceof WaymarkError) || error.code !== "damaged") throw error;
      unread.push(`Segment ${info.index} of tab ${info.tabId} ${messageOf(error)}`);
      return null;
    });
    if (json !== null && says(json)) return { touched: true };
  }
  for (const tabId of store.lacks.tail === undefined ? await store.listTails(id) : []) {
    for (const { json } of await store.readTail(id, tabId))
      if (says(json)) return { touched: true };
  }
  return unread[0] === undefined ? { touched: false } : { unsure: unread[0] };
}

async function textOf(store: SessionStore, info: SegmentInfo): Promise<string> {
  return decodeUtf8((await readSegment(store, info)).json);
}

/** The part of a site's name that stands in every address of it. */
const nameIn = (site: string) => site.replace(/^\*\./, "");
