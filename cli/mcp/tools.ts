import { KINDS } from "../../src/analysis/event.ts";
import { askDom, askHistory, DOM_FORMS, type DomForm } from "../../src/ask/dom.ts";
import { askEvents } from "../../src/ask/events.ts";
import { askNarrative } from "../../src/ask/narrative.ts";
import { askReport } from "../../src/ask/report.ts";
import { askSearch } from "../../src/ask/search.ts";
import type { SessionSource } from "../../src/ask/source.ts";
import { askStats } from "../../src/ask/stats.ts";
import { askStruggles } from "../../src/ask/struggles.ts";
import type { AskOptions } from "../../src/ask/walk.ts";
import { askWindow } from "../../src/ask/window.ts";
import type { SessionId } from "../../src/format/ids.ts";
import { type ArgumentDefs, type Arguments, list, number, text, time } from "./arguments.ts";

/** A question as a tool. `list_sessions` is beside these, as it is about no session. */
export interface Tool {
  name: string;
  description: string;
  args: ArgumentDefs;
  required: readonly string[];
  ask(source: SessionSource, id: SessionId, args: Arguments, options: AskOptions): Promise<unknown>;
}

const TIME = "since the session's start: 83000ms, 83s, 01:23 or 1:02:03";
const RANGE = {
  from: { type: "string", description: `From this time on, ${TIME}` },
  to: { type: "string", description: "Up to this time" },
  tab: { type: "string", description: "Only this tab" },
} as const satisfies ArgumentDefs;
const FILTER = {
  kind: { type: "string", description: `Only these kinds, by commas: ${KINDS.join(", ")}` },
  contains: { type: "string", description: "Holds this text, in whatever case" },
  selector: { type: "string", description: "About an element that this CSS selector means" },
  url: { type: "string", description: "On this page or a request to it: address, /path or part" },
} as const satisfies ArgumentDefs;
const AROUND = {
  at: { type: "string", description: `Around this time, ${TIME}` },
  before: { type: "string", description: "So long before it, e.g. 10s" },
  after: { type: "string", description: "So long after it, e.g. 30s" },
} as const satisfies ArgumentDefs;
const CURSOR = {
  cursor: { type: "string", description: "nextCursor of the answer before" },
} as const satisfies ArgumentDefs;

const limit = (most: number, byDefault: number) => ({
  limit: {
    type: "integer" as const,
    description: `At most so many (${byDefault})`,
    minimum: 1,
    maximum: most,
  },
});

const rangeOf = (args: Arguments) => ({
  fromOffsetMs: time(args["from"]),
  toOffsetMs: time(args["to"]),
  tabId: text(args["tab"]),
});
const aroundOf = (args: Arguments) => ({
  atMs: time(args["at"]),
  beforeMs: time(args["before"]),
  afterMs: time(args["after"]),
});
const filterOf = (args: Arguments) => ({
  kinds: list(args["kind"]),
  contains: text(args["contains"]),
  selector: text(args["selector"]),
  url: text(args["url"]),
});

export const TOOLS: readonly Tool[] = [
  {
    name: "get_session_summary",
    description:
      "Start here: what a session is, how long, which pages, how many problems and findings.",
    args: {},
    required: [],
    async ask(source, id, _, options) {
      const { session, stats, score, findings, missing, cut } = await askStats(source, id, options);
      const { durationMs, activeMs, counts, routes, requests, problems, masked } = stats;
      const { total, failed, unanswered } = requests;
      return {
        sessionId: id,
        session,
        score,
        findings,
        durationMs,
        activeMs,
        counts,
        masked,
        routes: routes.slice(0, 10),
        requests: { total, failed, unanswered },
        problems: problems.slice(0, 5),
        ...(missing && { missing }),
        ...(cut && { cut }),
      };
    },
  },
  {
    name: "get_session_narrative",
    description: "The session told in plain sentences, in order of time, each with a pointer.",
    args: { ...AROUND, ...RANGE, ...limit(1_000, 300), ...CURSOR },
    required: [],
    ask: (source, id, args, options) =>
      askNarrative(
        source,
        id,
        {
          ...aroundOf(args),
          ...rangeOf(args),
          limit: number(args["limit"]) ?? 300,
          cursor: text(args["cursor"]),
        },
        options,
      ),
  },
  {
    name: "analyze_session",
    description:
      "A friction report: the worst findings with what led there, failed requests, errors.",
    args: limit(20, 5),
    required: [],
    ask: (source, id, args, options) =>
      askReport(source, id, { limit: number(args["limit"]) }, options),
  },
  {
    name: "get_events",
    description: "Single events in order of time. Mutations only with include: mutation.",
    args: {
      ...FILTER,
      include: { type: "string", description: "Kinds beside those by default, by commas; or all" },
      ...AROUND,
      ...RANGE,
      raw: { type: "boolean", description: "With the stored event of each" },
      ...limit(500, 100),
      ...CURSOR,
    },
    required: [],
    ask: (source, id, args, options) =>
      askEvents(
        source,
        id,
        {
          ...filterOf(args),
          ...aroundOf(args),
          ...rangeOf(args),
          include: list(args["include"]),
          raw: args["raw"] === true,
          limit: number(args["limit"]) ?? 100,
          cursor: text(args["cursor"]),
        },
        options,
      ),
  },
  {
    name: "get_window",
    description:
      "What happened around a moment (at), or around the first event that matches (contains, selector, kind, url), by who did it.",
    args: { ...AROUND, ...FILTER, tab: RANGE.tab, ...limit(500, 100) },
    required: [],
    ask(source, id, args, options) {
      const match = filterOf(args);
      const isMatch = Object.values(match).some((value) => value !== undefined);
      const query = {
        ...aroundOf(args),
        tabId: text(args["tab"]),
        limit: number(args["limit"]) ?? 100,
        ...(isMatch && { match }),
      };
      return askWindow(source, id, query, options);
    },
  },
  {
    name: "search_session",
    description: "Events by words (small slips are forgiven), and when the text stood on the page.",
    args: {
      text: { type: "string", description: "What to look for" },
      ...RANGE,
      ...limit(200, 20),
    },
    required: ["text"],
    ask: (source, id, args, options) =>
      askSearch(
        source,
        id,
        { text: text(args["text"]) ?? "", ...rangeOf(args), limit: number(args["limit"]) },
        options,
      ),
  },
  {
    name: "inspect_dom",
    description:
      "The page, or one element, at a moment; or with history each change of an element and the act and request before it.",
    args: {
      at: { type: "string", description: `The moment, ${TIME}; the end without it` },
      selector: { type: "string", description: "Only this element" },
      node: { type: "integer", description: "The same by node id", minimum: 1 },
      as: { type: "string", description: "outline by default", enum: DOM_FORMS },
      history: { type: "boolean", description: "Each change of the element, from and to" },
      ...RANGE,
      limit: {
        type: "integer",
        description: "Characters (20000), or changes of history (50)",
        minimum: 1,
        maximum: 100_000,
      },
    },
    required: [],
    ask(source, id, args, options) {
      const element = { selector: text(args["selector"]), nodeId: number(args["node"]) };
      const size = { limit: number(args["limit"]) };
      if (args["history"] === true) {
        return askHistory(source, id, { ...element, ...rangeOf(args), ...size }, options);
      }
      const as = text(args["as"]) as DomForm | undefined;
      const query = { ...element, as, atMs: time(args["at"]), tabId: text(args["tab"]), ...size };
      return askDom(source, id, query, options);
    },
  },
  {
    name: "get_stats",
    description:
      "The session in numbers: idle time, pages, clicks, slow and failed requests, errors, speed.",
    args: {},
    required: [],
    ask: (source, id, _, options) => askStats(source, id, options),
  },
  {
    name: "get_struggles",
    description: "Where the user struggled, the worst first, with evidence.",
    args: limit(100, 20),
    required: [],
    ask: (source, id, args, options) =>
      askStruggles(source, id, { limit: number(args["limit"]) }, options),
  },
];
