import { randomBytes } from "node:crypto";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ID_PATTERN } from "../../src/format/ids.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import { openAddress } from "../address.ts";
import { aborted, command, type Io, UsageError } from "../command.ts";
import { isLoopback } from "../loopback.ts";
import type { McpSessions } from "../mcp/server.ts";
import { portOf } from "../numbers.ts";
import { openStore, STORE_ARGS } from "../open-store.ts";
import { VERSION } from "../version.ts";

interface McpArgs {
  session?: string | undefined;
  store?: string | undefined;
  "key-file"?: string | undefined;
  host?: string | undefined;
  port?: string | undefined;
  "allow-host"?: string | undefined;
}

export const mcpCommand = command({
  name: "mcp",
  description:
    "Answer a coding agent's questions over the Model Context Protocol, on standard input and output or over HTTP",
  args: {
    session: {
      type: "positional",
      required: false,
      description: "Only this session: id, file or address; else all of the store",
    },
    ...STORE_ARGS,
    http: {
      type: "boolean",
      description: "Over HTTP, with the key in WAYMARK_MCP_KEY, else one that is shown once",
    },
    host: {
      type: "string",
      description: "With --http: address to listen on (127.0.0.1); another needs WAYMARK_MCP_KEY",
    },
    port: { type: "string", description: "With --http: 0 takes any free port (4821)" },
    "allow-host": {
      type: "string",
      description: "With --http: other names by which clients reach it, by commas",
      valueHint: "NAMES",
    },
  },
  examples: [
    "waymark mcp --store http://127.0.0.1:4820 --key-file read.key",
    "waymark mcp recording.json",
    "waymark mcp --http --store ./waymark-data",
  ],
  async run(args, io, afterwards) {
    const http = args.http === true ? httpArgsOf(args, io.env) : null;
    if (http === null) assertStdio(args);
    // What cannot be opened is said now, not at the first question.
    if (args.session === undefined) await openStore(args, io.env).close();
    else await (await openAddress({ ...args, session: args.session }, io)).close();
    // Only here, as loading it takes longer than most questions.
    const { createMcpServer } = await import("../mcp/server.ts");
    const createServer = () =>
      createMcpServer({ sessions: sessionsOf(args, io), version: VERSION });
    return http
      ? overHttp(http, createServer, io, afterwards)
      : overStdio(createServer(), io, afterwards);
  },
  human(result) {
    // Standard output is the protocol's.
    if (!("url" in result)) return "";
    const { url, key } = result;
    const lines = [`Waymark answers at ${url}. Ctrl+C stops it.`];
    if (key) lines.push("", "Its key, shown this once and kept nowhere:", `  ${key}`);
    lines.push("", "Clients send it as the header Authorization: Bearer <key>.");
    return lines.join("\n");
  },
});

interface HttpArgs {
  host: string;
  port: number;
  names: string[];
  key: string;
  /** The key was made here, so whoever started this must be shown it. */
  isNewKey: boolean;
}

/** Shorter keys can be guessed. */
const SHORTEST_KEY = 32;

function httpArgsOf(args: McpArgs, env: Io["env"]): HttpArgs {
  const host = args.host ?? "127.0.0.1";
  const port = portOf(args.port ?? "4821");
  const names = (args["allow-host"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const wrong = names.find(
    (name) => name !== "" && !/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(name),
  );
  if (wrong !== undefined) {
    throw new UsageError(
      `--allow-host takes names without a port, like team.example, not "${wrong}".`,
    );
  }
  const given = env["WAYMARK_MCP_KEY"];
  if (given !== undefined && !/^[\x21-\x7e]{32,512}$/.test(given)) {
    throw new UsageError(
      `WAYMARK_MCP_KEY takes ${SHORTEST_KEY} to 512 characters without spaces, e.g. of: openssl rand -hex 32`,
    );
  }
  if (given === undefined && !isLoopback(host)) {
    throw new WaymarkError(
      "not-allowed",
      `--host ${host} lets the network in: choose a key first and set WAYMARK_MCP_KEY to it.`,
    );
  }
  const key = given ?? randomBytes(32).toString("hex");
  return { host, port, names: names.filter(Boolean), key, isNewKey: given === undefined };
}

function assertStdio(args: McpArgs & { json?: unknown }): void {
  if (args.json === true) throw new UsageError("mcp speaks its protocol, without --json.");
  const spare = (["host", "port", "allow-host"] as const).find((name) => args[name] !== undefined);
  if (spare) throw new UsageError(`--${spare} is for --http.`);
}

type Afterwards = (work: () => Promise<void>) => void;

async function overHttp(
  { isNewKey, ...http }: HttpArgs,
  createServer: () => Server,
  io: Io,
  afterwards: Afterwards,
) {
  const { serveMcp } = await import("../mcp/http.ts");
  const { url, close } = await serveMcp({ ...http, createServer, log: io.err });
  afterwards(async () => {
    await aborted(io.signal);
    await close();
  });
  return { url, ...(isNewKey && { key: http.key }) };
}

async function overStdio(server: Server, io: Io, afterwards: Afterwards) {
  const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
  const ended = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once("end", resolve);
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  afterwards(async () => {
    await ended;
    await server.close();
  });
  return { name: "waymark" };
}

function sessionsOf(args: McpArgs, io: Io): McpSessions {
  const only = args.session;
  if (only !== undefined) return onlyOne(args, only, io);
  return {
    async list(query) {
      const store = openStore(args, io.env);
      try {
        return await store.listSessions(query);
      } finally {
        await store.close();
      }
    },
    async open(session) {
      // A model names sessions of the store, never files or other servers.
      if (!ID_PATTERN.test(session)) {
        throw new WaymarkError("invalid-id", "A session is named by its id, or by latest.");
      }
      return openAddress({ ...args, session }, io);
    },
  };
}

function onlyOne(args: McpArgs, only: string, io: Io): McpSessions {
  const open = () => openAddress({ ...args, session: only }, io);
  return {
    async list() {
      const { source, id, close } = await open();
      try {
        const session = await source.getSession(id);
        return { sessions: session ? [session] : [], nextCursor: null, damaged: [] };
      } finally {
        await close();
      }
    },
    async open(session) {
      const addressed = await open();
      if (session === "latest" || session === addressed.id) return addressed;
      await addressed.close();
      throw new WaymarkError("not-found", `Only session "${addressed.id}" is here.`);
    },
  };
}
