import { EventType, type RecordedEvent } from "../../format/events.ts";
import type { Sanitized } from "../../format/sanitized.ts";
import { checkTailBatch } from "../../format/schemas.ts";
import type { TailBatch } from "../../format/session.ts";
import {
  PAGE_IS_BUSY,
  PAGE_IS_CALM,
  readSignal,
  type SignalPayload,
} from "../../format/signals/signals.ts";
import { addHits, type Hits, hit } from "../hits.ts";
import { mint } from "../mint.ts";
import { DEFAULT_SITE_POLICY, type PagePolicy, type SitePolicy } from "../policy.ts";
import { createRedactor, type Redactor } from "../redaction/redactor.ts";
import type { Around } from "../sanitize/around.ts";
import { createSanitizer } from "../sanitize/sanitizer.ts";
import { hasOwnIds } from "./frame-ids.ts";
import { createFrameStream, type FramePlace } from "./frame-stream.ts";
import { isOfOtherTool, sanitizeOtherTool } from "./other-tool.ts";
import { shapeEvent } from "./shape.ts";
import { stringify } from "../../format/stringify.ts";
import { type Adds, tally } from "./tally.ts";

/** Batches are far smaller; the first snapshot of a huge page travels alone and may be this long. */
export const LARGEST_PIECE = 32_000_000;
export const MOST_EVENTS = 50_000;

export interface Passed {
  /** JSON array of what may be stored. */
  json: Sanitized<string>;
  /** 0 when nothing of the batch may be stored; then there is no batch to store. */
  eventCount: number;
  firstEventAt: number;
  lastEventAt: number;
  adds: Adds;
  hits: Hits;
}

export interface Gate2 {
  /**
   * Passes one batch of a document, ready for the store: parses, checks, sanitizes. Null when nothing
   * of it may be kept. Never throws for what a page sends: that is dropped and counted under
   * `malformed` or `too-large`. Throws `invalid-input` for a bad address, which is ours.
   */
  pass(json: string, address: BatchAddress): Sanitized<TailBatch> | null;
  /** As `pass`, for events that are on their way to something else than a tail (imports). */
  sanitize(json: string): Passed;
  /**
   * Learns the document's nodes from what is already stored of it (see `eventsOf`), after the
   * service worker died.
   */
  restore(events: readonly RecordedEvent[]): void;
  /** What the document told of its frames since the last call, in batches that passed. */
  takeNews(): FrameNews;
  /** What the place of this node, by the document's own id, means for a document in it. */
  aroundNode(id: number): Around;
  /** Of a frame's gate: what the place of its iframe means for all that comes from now on. */
  setPlace(around: Around): void;
  /**
   * Whether canvas pixels may pass from now on; without a word, none do. Its caller judges by the
   * address that the browser knows: what a stream says of its own address, a page can forge.
   */
  setCanvas(passes: boolean): void;
}

export type FrameLink = SignalPayload<"waymark.link">;

export interface FrameNews {
  /** It took a full snapshot: frames in it are to be found, and attached, anew. */
  snapshot: boolean;
  /** Iframes that it found, by its own ids. */
  links: FrameLink[];
  /** It paused because the page is under load (true), or goes on after that (false). */
  busy: boolean | null;
  /** What the tab's own document says of the session, and what it is like; null where it said nothing. */
  metadata: SignalPayload<"waymark.identify">["metadata"] | null;
  circumstances: SignalPayload<"waymark.circumstances"> | null;
}

const NO_NEWS: Readonly<Omit<FrameNews, "links">> = {
  snapshot: false,
  busy: null,
  metadata: null,
  circumstances: null,
};

/** How far clocks may be set while something is recorded. */
const DAY_MS = 86_400_000;

export interface Gate2Options {
  policy: PagePolicy | SitePolicy;
  /**
   * When the session began, in epoch milliseconds. Events from a day before, or a day from now, are
   * forged or broken, and one of them would stretch the session over centuries. Default: any time.
   */
  startedAt?: number;
  /** For a frame of another origin: what passes is made part of its tab's stream there. */
  frame?: FramePlace;
  /**
   * Adds to an event, before it is judged, what the browser knows of the same thing. False where that
   * has been told already, so that the event goes.
   */
  join?: (event: RecordedEvent) => boolean;
  /** The background itself speaks, which may name any node of the tab. Default: a document does. */
  isBackground?: boolean;
  /** Of an import: what other tools tell in events of their own is kept, looked through. Default: it goes. */
  isImport?: boolean;
}

/** One gate for each document (or frame): node ids mean something within a document only. */
export function createGate2(options: Gate2Options): Gate2 {
  const { policy, startedAt, frame, join, isBackground, isImport = false } = options;
  const site: SitePolicy = { ...DEFAULT_SITE_POLICY, ...policy };
  const redactor = redactorFor(site);
  const sanitizer = createSanitizer({
    level: site.level,
    redactor,
    requests: site,
    leftOut: site.leftOut,
  });

  const frameStream = frame ? createFrameStream(frame) : null;
  let news: FrameNews = { ...NO_NEWS, links: [] };

  /** Hits of batches of which nothing was kept, until one is. */
  const pending: Hits = {};

  /** What the tab's stream gets of a sanitized event of its document or frame. */
  function intoStream(event: RecordedEvent): RecordedEvent[] {
    const link = readSignal(event, "waymark.link");
    if (link) {
      news.links.push(link);
      return [];
    }
    if (event.type === EventType.FullSnapshot) news.snapshot = true;
    const lifecycle = readSignal(event, "waymark.lifecycle");
    if (lifecycle?.reason === PAGE_IS_BUSY) news.busy = true;
    else if (lifecycle?.reason === PAGE_IS_CALM) news.busy = false;
    if (frameStream) return frameStream.convert(event);
    noteTold(event);
    return [event];
  }

  function noteTold(event: RecordedEvent): void {
    const told = readSignal(event, "waymark.identify");
    if (told) news.metadata = { ...news.metadata, ...told.metadata };
    news.circumstances ??= readSignal(event, "waymark.circumstances");
  }

  function sanitize(
    json: string,
    checksIds = false,
    place: (event: RecordedEvent) => RecordedEvent[] = (event) => [event],
  ): Passed {
    const dropped: Hits = {};
    const kept: RecordedEvent[] = [];
    const adds: Adds = { clicks: 0, navigations: 0, errors: 0 };
    for (const raw of parse(json, dropped)) {
      const event = passOne(raw, dropped, checksIds);
      for (const one of event ? place(event) : []) {
        kept.push(one);
        tally(adds, one);
      }
    }
    addHits(dropped, sanitizer.takeHits());
    let firstEventAt = kept[0]?.timestamp ?? 0;
    let lastEventAt = firstEventAt;
    for (const { timestamp } of kept) {
      if (timestamp < firstEventAt) firstEventAt = timestamp;
      if (timestamp > lastEventAt) lastEventAt = timestamp;
    }
    return {
      json: mint(stringify(kept)),
      eventCount: kept.length,
      firstEventAt,
      lastEventAt,
      adds,
      hits: dropped,
    };
  }

  function isOutside(timestamp: number): boolean {
    if (startedAt === undefined) return false;
    return timestamp < startedAt - DAY_MS || timestamp > Math.max(startedAt, Date.now()) + DAY_MS;
  }

  function passOne(raw: unknown, dropped: Hits, checksIds = false): RecordedEvent | null {
    if (isImport && isOfOtherTool(raw)) return sanitizeOtherTool(raw, redactor, dropped);
    const event = shapeEvent(raw);
    // Foreign ids are refused before the sanitizer learns nodes from them.
    const isForeign = event !== null && checksIds && !hasOwnIds(event);
    if (event === null || isForeign || isOutside(event.timestamp)) {
      hit(dropped, "malformed");
      return null;
    }
    try {
      if (checksIds && join && !join(event)) return null;
      return sanitizer.sanitize(event);
    } catch {
      // What the shapes let through and the sanitizer cannot judge is not stored; the count shows it.
      hit(dropped, "malformed");
      return null;
    }
  }

  function pass(json: string, address: BatchAddress): Sanitized<TailBatch> | null {
    const { pageHits, ...place } = address;
    const passed = sanitize(json, !isBackground, intoStream);
    addHits(passed.hits, soundHits(pageHits));
    if (passed.eventCount === 0) {
      addHits(pending, passed.hits);
      return null;
    }
    addHits(passed.hits, pending);
    for (const rule of Object.keys(pending)) delete pending[rule];
    return mint(checkTailBatch({ ...place, ...passed }));
  }

  return {
    pass,
    sanitize: (json) => sanitize(json),
    restore(events) {
      for (const stored of events) {
        // A copy, because sanitizing works in place; what it finds again was counted before.
        const event = passOne(stored, {});
        if (event) frameStream?.learn(event);
      }
      sanitizer.takeHits();
    },
    takeNews() {
      const taken = news;
      news = { ...NO_NEWS, links: [] };
      return taken;
    },
    aroundNode: sanitizer.aroundNode,
    setPlace: sanitizer.setPlace,
    setCanvas: sanitizer.setCanvas,
  };
}

/** The redactor of a site's policy, for sessions and marks as well as events. Throws `refused` for a bad pattern. */
export function redactorFor(site: SitePolicy): Redactor {
  return createRedactor({
    urls: site.urls,
    phone: site.phone,
    ssn: site.ssn,
    custom: site.patterns,
  });
}

function parse(json: string, dropped: Hits): unknown[] {
  if (typeof json !== "string" || json.length > LARGEST_PIECE) {
    hit(dropped, "too-large");
    return [];
  }
  let events: unknown;
  try {
    events = JSON.parse(json);
  } catch {
    hit(dropped, "malformed"); // not JSON: nothing to keep, and the session's hits say so
    return [];
  }
  if (!Array.isArray(events)) {
    hit(dropped, "malformed");
    return [];
  }
  if (events.length > MOST_EVENTS) {
    hit(dropped, "too-large", events.length - MOST_EVENTS);
    return events.slice(0, MOST_EVENTS);
  }
  return events;
}

/** Who sent a batch, from the browser's `sender`, never from the payload. */
export type BatchAddress = Pick<TailBatch, "sessionId" | "tabId" | "producer" | "seq"> & {
  /** What gate 1 says it masked. A page can forge it: it is only shown, and only where it is sound. */
  pageHits?: unknown;
};

const RULE_NAME = /^[a-z][a-z-]{0,39}$/;
const MOST_RULES = 50;
const MOST_HITS = 1_000_000;

function soundHits(hits: unknown): Hits {
  if (typeof hits !== "object" || hits === null) return {};
  return Object.fromEntries(
    Object.entries(hits as Record<string, unknown>)
      .filter(
        (entry): entry is [string, number] =>
          RULE_NAME.test(entry[0]) && Number.isSafeInteger(entry[1]) && (entry[1] as number) > 0,
      )
      .slice(0, MOST_RULES)
      .map(([rule, count]) => [rule, Math.min(count, MOST_HITS)]),
  );
}
