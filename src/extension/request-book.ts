import { MOST_REDIRECTS } from "../format/signals/network.ts";
import type { SignalPayload } from "../format/signals/signals.ts";
import { cleanUrl } from "../privacy/sanitize/clean-url.ts";
import { namesLoad, originOnly } from "../privacy/request-rules.ts";
import { createRedactor } from "../privacy/redaction/redactor.ts";

type Network = SignalPayload<"waymark.network">;

/** A request as the browser tells of it. */
export interface BrowserRequest {
  /** The browser's own number. */
  readonly requestId: string;
  /** The document that made it, and the one around that; null where the browser does not say. */
  readonly documentId: string | null;
  readonly parentDocumentId: string | null;
  /** The address, as it was loaded, of the document that made it: Firefox's word. */
  readonly documentUrl: string | null;
  readonly frameId: number;
  /** The browser's word for its kind, e.g. `main_frame`. */
  readonly type: string;
  readonly method: string;
  readonly url: string;
  /** Where its redirects led. */
  endUrl: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** What its end says. */
  facts: Partial<Network>;
  redirects: NonNullable<Network["redirects"]>;
  endedAt: number | null;
}

interface Entry extends BrowserRequest {
  /** How a page names it: gate 1 has cleaned what it says. */
  named: string;
  /** The page's own id of it, once it said that it began. */
  pageId: string | null;
  how: Network["how"];
  state: "open" | "joined" | "told";
}

/** A record of its own, of what no page told. */
export interface Telling {
  request: BrowserRequest;
  /** A script asked for it: its page, which counts what it leaves out, may have left it out. */
  isCall: boolean;
  payload: Network;
  at: number;
}

/** The requests of one tab, as the browser sees them, until they are told. */
export interface RequestBook {
  began(request: BrowserRequest): void;
  /** A request that is under way; undefined for one that began before anybody listened. */
  get(requestId: string): BrowserRequest | undefined;
  /**
   * Adds what the browser knows to what a page tells of a request, in place: one record of both. False
   * where it has been told of without the page, so that this must not be told a second time.
   */
  join(payload: Network, at: number): boolean;
  /** Takes what is over and no page told of; all of it when the session ends. */
  due(now: number, all?: boolean): Telling[];
  /** Whether there is anything to wait for. */
  readonly isWaiting: boolean;
}

/** A page may say later that a request began than the browser does, and the browser later than the page. */
const APART_MS = { before: 2_500, after: 250 };
/** A page's batch comes within this; of one whose start it told, its end. */
const PAGE_SPEAKS_MS = 3_000;
const PAGE_ENDS_MS = 15_000;
/** What was told stays known for so long, for a page in a hidden tab, which speaks once a minute. */
const KNOWN_MS = 90_000;
const MOST_ENTRIES = 2_000;
/** Further away than any request that is near enough in time. */
const OTHER_KIND = 1e6;

const HOWS: Readonly<Record<string, readonly Network["how"][]>> = {
  xmlhttprequest: ["fetch", "xhr", "eventsource"],
  ping: ["beacon", "fetch", "load"],
  beacon: ["beacon"],
  websocket: ["websocket"],
  other: ["fetch", "eventsource", "load"],
};
/** Kinds of requests that scripts make. */
const CALLS: ReadonlySet<string> = new Set(["xmlhttprequest", "ping", "beacon", "websocket"]);
/** A page's words for what can be no script, style sheet or font. */
const SHOWN: ReadonlySet<Network["what"]> = new Set(["frame", "image", "media"]);
const WHATS: Readonly<Record<string, string>> = { main_frame: "document", sub_frame: "frame" };

/** As gate 1 cleans what a page says: the patterns that hold for everyone. */
const plain = createRedactor();
const namedByPage = (url: string): string =>
  cleanUrl(url.split("#", 1)[0] ?? "", "link", plain, {});

export function createRequestBook(): RequestBook {
  const entries = new Map<string, Entry>();
  /** The request that a page's word may be about: of the same kind before any other, then the nearest in time. */
  function find(payload: Network, startedAt: number): Entry | null {
    let best: Entry | null = null;
    let least = Infinity;
    for (const entry of entries.values()) {
      if (entry.state === "joined" || entry.pageId !== null || !fits(entry, payload)) continue;
      const apart = entry.startedAt - startedAt;
      if (apart > APART_MS.before || apart < -APART_MS.after) continue;
      const isOther = payload.how === "load" && whatOf(entry.type) !== payload.what;
      const distance = Math.abs(apart) + (isOther ? OTHER_KIND : 0);
      if (distance >= least) continue;
      best = entry;
      least = distance;
    }
    return best;
  }

  function fits(entry: Entry, { how, what, method, url }: Network): boolean {
    const isNamed = how !== "load" || namesLoad(what);
    if ((isNamed ? entry.named : originOnly(entry.named)) !== url) return false;
    // All loads from one origin fit a word without an address; what can have one is told with it.
    if (!isNamed && SHOWN.has(what) && namesLoad(whatOf(entry.type))) return false;
    const hows = HOWS[entry.type] ?? ["load"];
    return (
      hows.includes(how) && (method === undefined || how === "load" || method === entry.method)
    );
  }

  function ofPage(id: string): Entry | null {
    for (const entry of entries.values()) if (entry.pageId === id) return entry;
    return null;
  }

  function joinEnd(payload: Network, at: number): boolean {
    const entry = ofPage(payload.id) ?? find(payload, at - (payload.durationMs ?? 0));
    if (!entry) return true;
    if (entry.state === "told") return false;
    entry.state = "joined";
    if (entry.endedAt !== null) entries.delete(entry.requestId);
    Object.assign(payload, joined(payload, entry));
    return true;
  }

  return {
    began(request) {
      const entry: Entry = {
        ...request,
        named: namedByPage(request.url),
        pageId: null,
        how: "load",
        state: "open",
      };
      entries.set(request.requestId, entry);
      const [oldest] = entries;
      if (entries.size <= MOST_ENTRIES || !oldest) return;
      entries.delete(oldest[0]);
    },
    get: (requestId) => entries.get(requestId),
    join(payload, at) {
      if (payload.phase === "end") return joinEnd(payload, at);
      const known = ofPage(payload.id);
      if (payload.phase !== "start") return known?.state !== "told";
      const entry = find(payload, at);
      if (!entry) return true;
      entry.pageId = payload.id;
      entry.how = payload.how;
      return entry.state !== "told";
    },
    due(now, all = false) {
      const tellings: Telling[] = [];
      for (const entry of entries.values()) {
        const { requestId, endedAt, pageId, state } = entry;
        if (endedAt === null) continue;
        const age = now - endedAt;
        if (state === "joined" || (state === "told" && age > KNOWN_MS)) entries.delete(requestId);
        if (state !== "open") continue;
        if (!all && age < (pageId === null ? PAGE_SPEAKS_MS : PAGE_ENDS_MS)) continue;
        entry.state = "told";
        const isCall = pageId === null && CALLS.has(entry.type);
        tellings.push({ request: entry, isCall, payload: tellingOf(entry), at: endedAt });
      }
      return tellings;
    },
    get isWaiting() {
      return entries.size > 0;
    },
  };
}

/** What the browser says holds; what it does not say, stays as the page said it. */
function joined(payload: Network, entry: Entry): Partial<Network> {
  // To the browser, a line that the page closes itself is one that broke.
  if (payload.how === "eventsource" && payload.failed !== true) {
    entry.facts.failed = false;
    delete entry.facts.error;
  }
  const { status = payload.status ?? 0 } = entry.facts;
  const sizes = { ...entry.facts.sizes, ...payload.sizes };
  return {
    ...factsOf(entry),
    // What may be told of a load hangs on its kind: the stricter word of the two holds.
    ...(payload.how === "load" && namesLoad(payload.what) && { what: whatOf(entry.type) }),
    ...(payload.mime !== undefined && { mime: payload.mime }),
    ...(Object.keys(sizes).length > 0 && { sizes }),
    failed: payload.failed === true || entry.facts.failed === true || status >= 400,
  };
}

const whatOf = (type: string): string => WHATS[type] ?? type.slice(0, 40);

function factsOf({ facts, redirects }: Entry): Partial<Network> {
  return {
    ...facts,
    ...(redirects.length > 0 && { redirects: redirects.slice(0, MOST_REDIRECTS) }),
  };
}

function tellingOf(entry: Entry): Network {
  const { pageId, how, type, method, url, startedAt, endedAt } = entry;
  const whole = { id: `w${entry.requestId}`, whole: true as const };
  return {
    ...(pageId === null ? whole : { id: pageId }),
    phase: "end",
    how,
    ...(how === "load" && { what: whatOf(type) }),
    method,
    url,
    durationMs: Math.max(0, Math.round((endedAt ?? startedAt) - startedAt)),
    ...factsOf(entry),
  };
}
