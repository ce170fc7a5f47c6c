import type { Context } from "hono";
import { assertId, type SessionId, type TabId } from "../../src/format/ids.ts";
import { wholeNumber } from "../../src/store/http/protocol.ts";

/** The ids in an address, checked before anything else happens with them. */
export function sessionIdOf(c: Context): SessionId {
  const id: unknown = c.req.param("id");
  assertId(id, "The session id");
  return id;
}

export function tabIdOf(c: Context): TabId {
  const id: unknown = c.req.param("tab");
  assertId(id, "The tab id");
  return id;
}

export function segmentPlaceOf(c: Context): { sessionId: SessionId; tabId: TabId; index: number } {
  return {
    sessionId: sessionIdOf(c),
    tabId: tabIdOf(c),
    index: wholeNumber(c.req.param("index"), "The segment index"),
  };
}
