import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAdaptorServer } from "@hono/node-server";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { openSqliteDocs } from "../src/store/node/sqlite-docs.ts";
import { openSqliteStore } from "../src/store/node/sqlite-store.ts";
import { createApp } from "./app.ts";
import type { Log } from "./context.ts";
import { makeFirstKeys, type NewKeys } from "./keys.ts";
import { listen, shut } from "./listen.ts";

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
