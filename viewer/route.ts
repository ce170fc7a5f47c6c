import { isId, type SessionId, type TabId } from "../src/format/ids.ts";
import { parseOffset } from "../src/format/time.ts";

/** Where the viewer is; the whole of it stands in the address, so that it can be shared. */
export type Route =
  | { page: "library" }
  | { page: "privacy"; session: SessionId | null }
  | { page: "session"; id: SessionId; offsetMs: number | null; tabId: TabId | null }
  | { page: "unknown"; address: string };

export type SessionRoute = Extract<Route, { page: "session" }>;

/** Reads `location.hash`. A malformed time or tab is left out: the session still opens, at its start. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  if (path === "" || path === "/") return { page: "library" };
  if (/^\/privacy\/?$/.test(path)) {
    const session = new URLSearchParams(query).get("session");
    return { page: "privacy", session: isId(session) ? session : null };
  }
  const match = /^\/sessions\/([^/]+)\/?$/.exec(path);
  const id = match?.[1];
  if (!isId(id)) return { page: "unknown", address: path };
  const params = new URLSearchParams(query);
  const tabId = params.get("tab");
  return {
    page: "session",
    id,
    offsetMs: readOffset(params.get("t")),
    tabId: isId(tabId) ? tabId : null,
  };
}

export function sessionHash(id: SessionId, offsetMs?: number, tabId?: TabId | null): string {
  const params = new URLSearchParams();
  if (offsetMs !== undefined) params.set("t", String(Math.round(offsetMs)));
  if (tabId) params.set("tab", tabId);
  const query = params.toString();
  return `#/sessions/${id}${query ? `?${query}` : ""}`;
}

/** The audit log, of all sessions or of one. */
export function privacyHash(session?: SessionId): string {
  return session === undefined ? "#/privacy" : `#/privacy?session=${session}`;
}

function readOffset(text: string | null): number | null {
  if (text === null) return null;
  try {
    return parseOffset(text);
  } catch {
    // A time that cannot be read is no reason to refuse the session; the page opens at 0:00.
    return null;
  }
}
