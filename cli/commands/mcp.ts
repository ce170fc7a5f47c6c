import { ID_PATTERN } from "../../src/format/ids.ts";
import { WaymarkError } from "../../src/format/errors.ts";
import { openAddress } from "../address.ts";
import { command, type Io, UsageError } from "../command.ts";
import type { McpSessions } from "../mcp/server.ts";
import { openStore, STORE_ARGS } from "../open-store.ts";

interface McpArgs {
  session?: string | undefined;
  store?: string | undefined;
  "key-file"?: string | undefined;
}

export const mcpCommand = command({
  name: "mcp",
  description:
    "Answer a coding agent's questions over the Model Context Protocol, on standard input and output",
  args: {
    session: {
      type: "positional",
      required: false,
      description: "Only this session: id, file or address; else all of the store",
    },
    ...STORE_ARGS,
  },
  examples: [
    "waymark mcp --store http://127.0.0.1:4820 --key-file read.key",
    "waymark mcp recording.json",
  ],
  async run(args, io, afterwards) {
    if (args["json"] === true) throw new UsageError("mcp speaks its protocol, without --json.");
    // What cannot be opened is said now, not at the first question.
    if (args.session === undefined) await openStore(args, io.env).close();
    else await (await openAddress({ ...args, session: args.session }, io)).close();
    // Only here, as loading them takes longer than most questions.
    const { createMcpServer } = await import("../mcp/server.ts");
    const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js");
    const server = createMcpServer({ sessions: sessionsOf(args, io), version: "0.1.0" });
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
  },
  // Standard output is the protocol's.
  human: () => "",
});

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
