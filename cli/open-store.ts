import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { ID_PATTERN } from "../src/format/ids.ts";
import type { DocStore } from "../src/store/doc-store.ts";
import { openHttpStore } from "../src/store/http/open.ts";
import { openSqliteDocs } from "../src/store/node/sqlite-docs.ts";
import { openSqliteStore } from "../src/store/node/sqlite-store.ts";
import type { SessionStore } from "../src/store/session-store.ts";
import { UsageError } from "./command.ts";

type Env = Readonly<Record<string, string | undefined>>;

interface StoreArgs {
  store?: string | undefined;
  "key-file"?: string | undefined;
}

/** A store, and where what is done with its sessions is noted. */
export interface Library {
  store: SessionStore;
  /** Null over HTTP: there the server keeps the log. */
  docs: DocStore | null;
  close(): Promise<void>;
}

export const STORE_ARGS = {
  store: {
    type: "string",
    description:
      "A server's folder, sqlite:FILE, or the http(s) URL of a server (else WAYMARK_STORE)",
    valueHint: "STORE",
  },
  "key-file": {
    type: "string",
    description: "File with the server's key (else WAYMARK_KEY)",
    valueHint: "FILE",
  },
} as const;

/**
 * Opens what `--store` names. A key never stands on the command line, where other users and the
 * shell's history see it. Throws UsageError, and `not-found` for a file that is not there.
 */
export function openStore(args: StoreArgs, env: Env, create = false): SessionStore {
  return openNamed(nameOf(args, env), "--store", args["key-file"], env, create);
}

/** As `openStore`, with the documents beside it. */
export function openLibrary(args: StoreArgs, env: Env, create = false): Library {
  const store = openStore(args, env, create);
  const file = fileOf(nameOf(args, env));
  const docs = file === null ? null : openSqliteDocs(file);
  return {
    store,
    docs,
    async close() {
      await docs?.close();
      await store.close();
    },
  };
}

/** The log beside the store that a session is in, to be closed; null where there is none: of a file, and over HTTP. */
export function openLog(args: StoreArgs & { session: string }, env: Env): DocStore | null {
  const file = ID_PATTERN.test(args.session) ? fileOf(nameOf(args, env)) : null;
  return file === null ? null : openSqliteDocs(file);
}

function nameOf(args: StoreArgs, env: Env): string {
  const name = args.store ?? env["WAYMARK_STORE"];
  if (!name)
    throw new UsageError(
      "Say which store: --store FOLDER, --store sqlite:FILE or --store http://HOST:PORT.",
    );
  return name;
}

/** A folder is one that `waymark serve` keeps. */
function fileOf(name: string): string | null {
  if (name.startsWith("sqlite:")) return name.slice("sqlite:".length);
  const isFolder = existsSync(name) && statSync(name).isDirectory();
  return isFolder ? join(name, "waymark.db") : null;
}

/** As `openStore`, for any flag; `create` lets a SQLite file begin here. */
export function openNamed(
  name: string,
  flag: string,
  keyFile: string | undefined,
  env: Env,
  create = false,
): SessionStore {
  const file = fileOf(name);
  if (file !== null) {
    if (!create && !existsSync(file)) {
      throw new WaymarkError("not-found", `There is no file "${file}".`);
    }
    return openSqliteStore(file);
  }
  if (/^https?:\/\//.test(name)) {
    return openHttpStore({ baseUrl: name, key: keyOf(keyFile, env) });
  }
  const isPath = /[./\\]/.test(name) && !/^\w{2,}:/.test(name);
  if (isPath) {
    throw new WaymarkError(
      "not-found",
      `There is no folder "${name}". waymark serve makes one; waymark import makes a file for sqlite:FILE.`,
    );
  }
  throw new UsageError(`${flag} takes a folder, sqlite:FILE or an http(s) URL, not "${name}".`);
}

function keyOf(file: string | undefined, env: Env): string {
  if (file !== undefined) {
    try {
      return readFileSync(file, "utf8").trim();
    } catch (cause) {
      const message = `The key file cannot be read: ${messageOf(cause)}`;
      throw new WaymarkError("not-found", message, { cause });
    }
  }
  const key = env["WAYMARK_KEY"];
  if (!key) throw new UsageError("A server needs a key: set WAYMARK_KEY or give --key-file FILE.");
  return key;
}
