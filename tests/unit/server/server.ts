import { createMemoryDocs } from "../../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../../src/store/memory/store.ts";
import type { DocStore } from "../../../src/store/doc-store.ts";
import { openHttpStore } from "../../../src/store/http/open.ts";
import type { SessionStore } from "../../../src/store/session-store.ts";
import { createApp } from "../../../sync-server/app.ts";
import { makeFirstKeys, type NewKeys, type Scope } from "../../../sync-server/keys.ts";

export interface TestServer {
  store: SessionStore;
  docs: DocStore;
  keys: NewKeys;
  log: string[];
  /** The raw fetch handler with the key of a scope, or any text as the key, or none. */
  ask: (path: string, as: Scope | { key: string } | null, init?: RequestInit) => Promise<Answer>;
  /** The same server through the HTTP driver. */
  as: (scope: Scope) => SessionStore;
  fetch: typeof fetch;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Of an error body, else undefined. */
  code: string | undefined;
  message: string | undefined;
}

export const NOW = 1_760_000_500_000;

/** A server in this process: no socket. */
export async function aServer(options: { viewerDir?: string } = {}): Promise<TestServer> {
  const store = createMemoryStore();
  const docs = createMemoryDocs();
  const log: string[] = [];
  const app = createApp({
    store,
    docs,
    clock: () => NOW,
    log: (line) => log.push(line),
    ...options,
  });
  const keys = await makeFirstKeys(docs, NOW);
  if (!keys) throw new Error("A new server has keys already.");
  const over: typeof fetch = async (input, init) => app.fetch(new Request(input, init));
  return {
    store,
    docs,
    keys,
    log,
    fetch: over,
    as: (scope) => openHttpStore({ baseUrl: "http://server.test", key: keys[scope], fetch: over }),
    async ask(path, as, init = {}) {
      const headers = new Headers(init.headers);
      const key = as === null ? null : typeof as === "string" ? keys[as] : as.key;
      if (key !== null) headers.set("authorization", `Bearer ${key}`);
      const response = await over(`http://server.test${path}`, { ...init, headers });
      return answerOf(response);
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json");
  const body = json ? (JSON.parse(text) as { error?: { code: string; message: string } }) : {};
  return {
    status: response.status,
    headers: response.headers,
    text,
    code: body.error?.code,
    message: body.error?.message,
  };
}

/** What makes a JSON request of `value`. */
export const json = (method: string, value: unknown): RequestInit => ({
  method,
  body: typeof value === "string" ? value : JSON.stringify(value),
  headers: { "content-type": "application/json" },
});
