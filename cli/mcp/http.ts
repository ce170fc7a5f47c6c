import { randomUUID } from "node:crypto";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport as Transport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { createAdaptorServer } from "@hono/node-server";
import { messageOf } from "../../src/format/errors.ts";
import { listen, shut } from "../../sync-server/listen.ts";
import { printable } from "../text.ts";
import { type GuardOptions, makeGuard, refusal } from "./guard.ts";

export interface ServeMcpOptions extends GuardOptions {
  /** 0 takes any free port. */
  port: number;
  /** A server of the protocol for a client that begins. */
  createServer(): Server;
  log(line: string): void;
  now?: () => number;
}

export interface ServedMcp {
  /** Of the endpoint, path included. */
  url: string;
  /** Breaks off what is being answered, then stops. */
  close(): Promise<void>;
}

export const MCP_PATH = "/mcp";
/** Ten times what the longest arguments of a tool take. */
const MOST_BYTES = 200_000;
const MOST_CLIENTS = 32;
const IDLE_MS = 30 * 60_000;
const MOST_LOGGED = 300;

/** One client's session of the protocol. */
interface Client {
  server: Server;
  transport: Transport;
  usedAt: number;
}

/** Serves the protocol over streamable HTTP. Throws as `listen` does. */
export async function serveMcp(options: ServeMcpOptions): Promise<ServedMcp> {
  const { host, port, log } = options;
  const guard = makeGuard(options);
  const clients = makeClients(options);
  const fetch = async (request: Request): Promise<Response> => {
    const refused = guard(request);
    if (refused) return refused;
    if (new URL(request.url).pathname !== MCP_PATH) return refusal(404, `Ask ${MCP_PATH}.`);
    // A GET would open a stream for what the server says unasked, which is nothing.
    if (request.method !== "POST" && request.method !== "DELETE") {
      return refusal(405, "Only POST and DELETE are taken.", { allow: "POST, DELETE" });
    }
    const id = request.headers.get("mcp-session-id");
    const transport = id === null ? await clients.begin() : clients.find(id);
    if (!transport) return refusal(404, "There is no such session any more. Begin a new one.");
    return transport.handleRequest(request);
  };
  const server = createAdaptorServer({
    fetch: (request) =>
      fetch(request).catch((error: unknown) => {
        log(`MCP: a request failed: ${logged(error)}`);
        return refusal(500, "The server failed. Its log says more.");
      }),
  });
  const url = await listen(server, port, host);
  return {
    url: `${url}${MCP_PATH}`,
    async close() {
      await clients.closeAll();
      await shut(server);
    },
  };
}

/** At most so many at once: the one that was quiet for longest gives way, and those that are gone for good. */
function makeClients({ createServer, log, now = Date.now }: ServeMcpOptions) {
  const clients = new Map<string, Client>();

  async function end(id: string): Promise<void> {
    const client = clients.get(id);
    clients.delete(id);
    await client?.server.close();
  }

  async function makeRoom(): Promise<void> {
    const byUse = [...clients].toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    const tooMany = clients.size - MOST_CLIENTS + 1;
    for (const [i, [id, { usedAt }]] of byUse.entries()) {
      if (i < tooMany || now() - usedAt > IDLE_MS) await end(id);
    }
  }

  return {
    /** A session begins once its first message says so; until then nothing is kept. */
    async begin(): Promise<Transport> {
      const server = createServer();
      const transport: Transport = new Transport({
        sessionIdGenerator: randomUUID,
        maxRequestBodySize: MOST_BYTES,
        async onsessioninitialized(id) {
          await makeRoom();
          clients.set(id, { server, transport, usedAt: now() });
        },
        onsessionclosed: (id) => void clients.delete(id),
      });
      await server.connect(transport);
      server.onerror = (error) => log(`MCP: ${logged(error)}`);
      return transport;
    },
    find(id: string): Transport | undefined {
      const client = clients.get(id);
      if (client) client.usedAt = now();
      return client?.transport;
    },
    closeAll: async () => {
      for (const id of clients.keys()) await end(id);
    },
  };
}

/** It may quote what a client sent. */
const logged = (error: unknown) =>
  printable(messageOf(error)).replaceAll("\n", " ").slice(0, MOST_LOGGED);
