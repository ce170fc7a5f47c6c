import type { Session, SessionState } from "../../src/format/session.ts";
import { formatOffset } from "../../src/format/time.ts";
import { queryFromParams } from "../../src/store/http/protocol.ts";
import { SESSION_SORTS, type SessionQuery } from "../../src/store/session-store.ts";
import { command, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { wholeNumberOf } from "../numbers.ts";
import { openStore, STORE_ARGS } from "../open-store.ts";
import { cut, table } from "../table.ts";

export const sessionsCommand = command({
  name: "sessions",
  description: "List sessions, newest first",
  args: {
    ...STORE_ARGS,
    limit: { type: "string", default: "20", description: "1 to 500" },
    cursor: { type: "string", description: "From the page before" },
    text: { type: "string", description: "Words in title, site, labels, metadata, pages" },
    site: { type: "string", description: "Host of the first page" },
    project: { type: "string", description: "Of this project" },
    label: { type: "string", description: "With this label" },
    state: { type: "string", description: "recording, paused, finished or interrupted" },
    errors: { type: "boolean", description: "Only with errors" },
    findings: { type: "boolean", description: "Only with findings" },
    sort: {
      type: "string",
      description: "startedAt, durationMs, events, errors, findings or title",
    },
  },
  examples: [
    "waymark sessions --store http://127.0.0.1:4820",
    "waymark sessions --store sqlite:waymark-data/waymark.db --text checkout --errors",
    "waymark sessions --site shop.example --sort findings --limit 5 --json",
  ],
  async run(args, io) {
    const query = queryOf(args);
    const store = openStore(args, io.env);
    try {
      const { sessions, nextCursor, damaged } = await store.listSessions(query);
      return {
        sessions,
        ...(nextCursor === null ? {} : { nextCursor }),
        ...(damaged.length === 0 ? {} : { damaged }),
      };
    } finally {
      await store.close();
    }
  },
  human({ sessions, nextCursor, damaged }, io) {
    const lines = [];
    if (sessions.length === 0) lines.push("No sessions.");
    else
      lines.push(
        table(
          HEAD,
          sessions.map((session) => rowOf(session, io.terminal)),
        ),
      );
    if (damaged) lines.push(`Not readable: ${damaged.join(", ")}`);
    if (nextCursor !== undefined) lines.push(`More: --cursor ${nextCursor}`);
    return lines.join("\n");
  },
  exitCode: ({ damaged }) => (damaged ? EXIT.inPart : EXIT.ok),
});

const HEAD = ["id", "started", "length", "state", "events", "errors", "findings", "site", "title"];

/** On a terminal titles are cut to keep the row on a line; in a pipe they are whole. */
function rowOf(session: Session, terminal: boolean): string[] {
  const { counts, startedAt, endedAt } = session;
  return [
    session.id,
    new Date(startedAt).toISOString().slice(0, 16).replace("T", " "),
    endedAt === null ? "-" : formatOffset(endedAt - startedAt),
    session.state,
    String(counts.events),
    String(counts.errors),
    String(counts.findings),
    session.site,
    terminal ? cut(session.title, 40) : session.title,
  ];
}

interface Filters {
  limit: string;
  errors?: boolean | undefined;
  findings?: boolean | undefined;
  [name: string]: unknown;
}

const PASSED = ["cursor", "text", "site", "project", "label", "state", "sort"] as const;

const STATES: readonly SessionState[] = ["recording", "paused", "finished", "interrupted"];

function oneOf(value: unknown, flag: string, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(String(value))) return;
  throw new UsageError(`${flag} takes one of ${allowed.join(", ")}, not "${String(value)}".`);
}

/** Through the same check as a query that comes over HTTP. */
function queryOf(args: Filters): SessionQuery {
  const params = new URLSearchParams({
    limit: String(wholeNumberOf(args.limit, "--limit", 1, 500)),
  });
  oneOf(args["state"], "--state", STATES);
  oneOf(args["sort"], "--sort", SESSION_SORTS);
  for (const name of PASSED) {
    const value = args[name];
    if (typeof value === "string") params.set(name, value);
  }
  if (args.errors) params.set("hasErrors", "true");
  if (args.findings) params.set("hasFindings", "true");
  return queryFromParams(params);
}
