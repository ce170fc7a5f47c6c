import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { openSqliteDocs } from "../src/store/node/sqlite-docs.ts";
import { openSqliteStore } from "../src/store/node/sqlite-store.ts";
import { createApp } from "./app.ts";
import type { Log } from "./context.ts";
import { makeFirstKeys, type NewKeys } from "./keys.ts";

export interface ServeOptions {
  /** Everything the server keeps: one SQLite file. Made when absent, readable by this user only. */
  folder: string;
  /** 0 takes any free port. */
  port: number;
  /** Default 127.0.0.1: nobody else on the network gets in until asked for. */
  host?: string;
  /** Default: where the checkout's build puts the viewer. */
  viewerDir?: string;
  /** Default: standard error. */
  log?: Log;
}

export interface Served {
  url: string;
  /** In clear at the first start only, else null. */
  keys: NewKeys | null;
  /** Lets running requests end (5 s at most), then closes the stores. */
  close(): Promise<void>;
}

const GRACE_MS = 5_000;
const BUILT_VIEWER = fileURLToPath(new URL("../dist/viewer", import.meta.url));

/** Starts the server. Throws `conflict` when the port is taken, `invalid-input` for a folder or a host that cannot be used. */
export async function serve(options: ServeOptions): Promise<Served> {
  makeFolder(options.folder);
  const file = join(options.folder, "waymark.db");
  const store = openSqliteStore(file);
  const docs = openSqliteDocs(file);
  const closeStores = async () => {
    await store.close();
    await docs.close();
  };
  try {
    const app = createApp({
      store,
      docs,
      clock: Date.now,
      log: options.log ?? ((line) => process.stderr.write(`${line}\n`)),
      viewerDir: options.viewerDir ?? BUILT_VIEWER,
    });
    const server = createAdaptorServer({ fetch: app.fetch });
    const url = await listen(server, options.port, options.host ?? "127.0.0.1");
    const close = async () => {
      await shut(server);
      await closeStores();
    };
    // After listening: only a server that could start may use up the one showing of its keys.
    return { url, keys: await makeFirstKeys(docs, Date.now()), close };
  } catch (error) {
    await closeStores();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = `The folder ${folder} cannot be used: ${messageOf(cause)}.`;
    throw new WaymarkError("invalid-input", message, { cause });
  }
}

async function listen(server: ServerType, port: number, host: string): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE") {
      const message = `Port ${port} on ${host} is taken. Choose another with --port.`;
      throw new WaymarkError("conflict", message, { cause });
    }
    const message = `The server cannot listen on ${host}:${port}: ${messageOf(cause)}.`;
    throw new WaymarkError("invalid-input", message, { cause });
  }
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${(server.address() as AddressInfo).port}`;
}

function shut(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
