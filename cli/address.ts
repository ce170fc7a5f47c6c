import { plural } from "../src/format/count.ts";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { readRecording, sourceOf } from "../src/ask/recording.ts";
import type { SessionSource } from "../src/ask/source.ts";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { assertId, ID_PATTERN, type SessionId } from "../src/format/ids.ts";
import type { SessionStore } from "../src/store/session-store.ts";
import { openCached } from "./cache/fetch-session.ts";
import { cachedFile, cacheFolder, removeCached } from "./cache/folder.ts";
import { type Io, UsageError } from "./command.ts";
import { openNamed, openStore, STORE_ARGS } from "./open-store.ts";
import { resolveSession } from "./session-id.ts";

export const ADDRESS_ARGS = {
  session: {
    type: "positional",
    required: true,
    description: "Session id, latest, a file of rrweb events (.json), or the address of its page",
  },
  ...STORE_ARGS,
  cache: {
    type: "boolean",
    default: true,
    description: "Use what fetch keeps on this machine",
    negativeDescription: "Neither read nor write what fetch keeps on this machine",
  },
} as const;

export interface AddressArgs {
  session: string;
  cache?: boolean | undefined;
  store?: string | undefined;
  "key-file"?: string | undefined;
}

/** A session that can be asked, until it is closed. */
export interface Addressed {
  id: SessionId;
  source: SessionSource;
  close(): Promise<void>;
}

/** Opens what is said of a session. Throws UsageError, `not-found` and `invalid-input`. */
export async function openAddress(args: AddressArgs, io: Io): Promise<Addressed> {
  if (isFileName(args.session)) return openFile(args.session, io);
  const { store, id } = await openStoreOf(args, io);
  try {
    const cached = args.cache === false ? null : await readCached(store, id, io);
    if (cached) await store.close();
    return cached ?? { id, source: store, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The store that an address means, and the session's id in it. */
export async function openStoreOf(
  args: AddressArgs,
  io: Io,
): Promise<{ store: SessionStore; id: SessionId }> {
  const isPage = /^https?:\/\//i.test(args.session);
  const page = isPage ? readPageAddress(args.session) : null;
  const store = page
    ? openNamed(page.base, "The address", args["key-file"], io.env)
    : openStore(args, io.env);
  try {
    return { store, id: await resolveSession(store, page?.id ?? args.session) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * What `fetch` keeps of a server's session, as long as the server says that it is still the same: so
 * what was deleted or redacted there is not answered from here. Where the server cannot be reached, the
 * copy answers, and that is said.
 */
async function readCached(store: SessionStore, id: SessionId, io: Io): Promise<Addressed | null> {
  const file = cachedFile(cacheFolder(io), store.name, id);
  if (!existsSync(file)) return null;
  let rev: number | null = null;
  try {
    const session = await store.getSession(id);
    if (!session) {
      removeCached(file);
      return null;
    }
    if (session.state === "recording" || session.state === "paused") return null;
    rev = session.rev;
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== "network") throw error;
    io.err(`${store.name} cannot be reached: this is the copy in the cache.`);
  }
  const cached = await openCached(file, id, rev);
  return cached && { id, ...cached };
}

/** Ids have no dots and no slashes, so nothing is both. */
const isFileName = (word: string): boolean =>
  !/^https?:\/\//i.test(word) && !ID_PATTERN.test(word) && /[./\\]/.test(word);

/**
 * `http://host/#/sessions/ID?t=1`, as the viewer shows it, or `http://host/v1/sessions/ID`: the server and the
 * session. Throws UsageError for an address without a session.
 */
export function readPageAddress(text: string): { base: string; id: SessionId } {
  const found =
    /^([^#?]*?)(?:viewer\.html)?#\/sessions\/([^/?#]+)/.exec(text) ??
    /^([^#?]*?\/)v1\/sessions\/([^/?#]+)/.exec(text);
  if (!found?.[1] || !found[2]) {
    throw new UsageError(
      `"${text.slice(0, 200)}" names no session: give http://HOST/#/sessions/ID, or an id and --store http://HOST.`,
    );
  }
  assertId(found[2], "The session id");
  return { base: found[1], id: found[2] };
}

/** What Node can hold as one text. */
const MOST_BYTES = 500_000_000;

async function openFile(file: string, io: Io): Promise<Addressed> {
  const recording = await readRecordingFile(file);
  if (recording.dropped > 0)
    io.err(
      `Left out of ${file}: ${plural(recording.dropped, "entry that is no event", "entries that are no events")}.`,
    );
  const source = sourceOf(recording, file);
  return { id: recording.session.id, source, close: async () => {} };
}

/** Throws `not-found`, and `invalid-input` for what is no recording. */
export async function readRecordingFile(file: string) {
  if (!existsSync(file)) throw new WaymarkError("not-found", `There is no file "${file}".`);
  if (!statSync(file).isFile()) {
    throw new WaymarkError(
      "invalid-input",
      `"${file}" is no file: give one, or an id and --store.`,
    );
  }
  if (statSync(file).size > MOST_BYTES) {
    throw new WaymarkError(
      "invalid-input",
      `"${file}" is larger than ${MOST_BYTES} bytes. Import it in parts into a store.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const message = `"${file}" is not JSON: ${messageOf(cause)}`;
    throw new WaymarkError("invalid-input", message, { cause });
  }
  const title = basename(file);
  return readRecording(value, { id: idFor(title), title });
}

/** An id from a file's name: the same file is the same session. */
function idFor(name: string): SessionId {
  const id = name
    .replace(/\.json$/i, "")
    .replace(/^waymark-/, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .slice(0, 128);
  return id === "" || id === "latest" ? "recording" : id;
}
