import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { SessionId } from "../../src/format/ids.ts";
import type { Io } from "../command.ts";

/** What is recorded is private: nobody else on this machine reads the folder or a file in it. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
/** In the folder of each server, to say which one it is. */
const ADDRESS_FILE = "server.txt";
const ENDING = ".db";

/** A session of a server that was fetched. */
export interface CachedFile {
  server: string;
  id: SessionId;
  file: string;
}

/** WAYMARK_CACHE, else the user's own cache folder. */
export function cacheFolder({ env }: Pick<Io, "env">): string {
  if (env["WAYMARK_CACHE"]) return resolve(env["WAYMARK_CACHE"]);
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "waymark");
}

/** Where a session of a server is kept; nothing is made. */
export function cachedFile(folder: string, server: string, id: SessionId): string {
  return join(folder, nameOf(server), `${id}${ENDING}`);
}

/** Makes the folder of a server, and an empty file of that name in it, for this user only. */
export function makePrivate(folder: string, server: string, file: string): void {
  const own = join(folder, nameOf(server));
  for (const path of [folder, own]) {
    mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
    chmodSync(path, PRIVATE_FOLDER);
  }
  writeFileSync(join(own, ADDRESS_FILE), `${server}\n`, { mode: PRIVATE_FILE });
  rmSync(file, { force: true });
  // SQLite gives the files beside it the same mode.
  writeFileSync(file, "", { mode: PRIVATE_FILE, flag: "wx" });
}

export function listCached(folder: string): CachedFile[] {
  const found: CachedFile[] = [];
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const own = join(folder, entry.name);
    const address = join(own, ADDRESS_FILE);
    if (!entry.isDirectory() || !existsSync(address)) continue;
    const server = readFileSync(address, "utf8").trim();
    for (const name of readdirSync(own)) {
      if (!name.endsWith(ENDING)) continue;
      found.push({ server, id: name.slice(0, -ENDING.length), file: join(own, name) });
    }
  }
  return found;
}

/** With the files that SQLite keeps beside it. */
export function removeCached(file: string): void {
  for (const ending of ["", "-wal", "-shm", "-journal"])
    rmSync(`${file}${ending}`, { force: true });
}

const nameOf = (server: string): string =>
  createHash("sha256").update(server).digest("hex").slice(0, 16);
