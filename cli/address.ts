import { plural } from "../src/format/count.ts";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { readRecording, type Recording, sourceOf } from "../src/ask/recording.ts";
import type { SessionSource } from "../src/ask/source.ts";
import { readForeignFile } from "../src/export/importers/read-file.ts";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { assertId, ID_PATTERN, type SessionId } from "../src/format/ids.ts";
import { openBundleStore } from "../src/store/bundle/open.ts";
import { looksLikeZip } from "../src/store/bundle/zip.ts";
import { openFileSource } from "../src/store/node/file-source.ts";
import type { SessionStore } from "../src/store/session-store.ts";
import { openCached } from "./cache/fetch-session.ts";
import { cachedFile, cacheFolder, removeCached } from "./cache/folder.ts";
import { type Io, UsageError } from "./command.ts";
import { type Library, openLibrary, openNamed, openStore, STORE_ARGS } from "./open-store.ts";
import { resolveSession } from "./session-id.ts";

export const ADDRESS_ARGS = {
  session: {
    type: "positional",
    required: true,
    description:
      "Session id, latest, a file (.waymark.zip, or events as JSON), or the address of its page",
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
  const opened = await openRecordingFile(file);
  if ("bundle" in opened) {
    const { bundle, id } = opened;
    return { id, source: bundle, close: () => bundle.close() };
  }
  const { recording } = opened;
  tellLeftOut(file, opened, io);
  const source = sourceOf(recording, file);
  return { id: recording.session.id, source, close: async () => {} };
}

/** What of a file was left out, as far as it is named, on standard error. */
export function tellLeftOut(
  file: string,
  { leftOut, dropped }: Pick<OpenedRecording, "leftOut" | "dropped">,
  io: Io,
): void {
  if (dropped === 0) return;
  io.err(
    `Left out of ${file}: ${plural(dropped, "entry that is no event", "entries that are no events")}.`,
  );
  for (const line of leftOut) io.err(`  ${line}`);
}

export interface OpenedRecording {
  recording: Recording;
  /** Places of what was left out, as far as they are named, and all of it as a number. */
  leftOut: string[];
  dropped: number;
}

/**
 * A bundle, or a recording of whatever tool: told by what stands in the file. Throws `not-found`,
 * and `invalid-input` or `damaged` for what is neither.
 */
export async function openRecordingFile(
  file: string,
): Promise<OpenedRecording | { bundle: SessionStore; id: SessionId }> {
  if (!existsSync(file)) throw new WaymarkError("not-found", `There is no file "${file}".`);
  if (!statSync(file).isFile()) {
    throw new WaymarkError(
      "invalid-input",
      `"${file}" is no file: give one, or an id and --store.`,
    );
  }
  const source = await openFileSource(file);
  if (looksLikeZip(await source.read(0, Math.min(4, source.size)))) {
    const bundle = await openBundleStore(source, `"${file}"`);
    const { sessions } = await bundle.listSessions({ limit: 1 });
    return { bundle, id: sessions[0]!.id };
  }
  await source.close();
  if (source.size > MOST_BYTES) {
    throw new WaymarkError(
      "invalid-input",
      `"${file}" is larger than ${MOST_BYTES} bytes. Split it by session.`,
    );
  }
  try {
    const { recording: value, leftOut, dropped } = await readForeignFile(readFileSync(file));
    const title = basename(file);
    const recording = await readRecording(value, { id: idFor(title), title });
    return { recording, leftOut, dropped: dropped + recording.dropped };
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    throw new WaymarkError(error.code, `"${file}" cannot be read. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** A store to send or export from: a bundle file, or what `--store` names. */
export async function openLeaving(
  args: AddressArgs,
  io: Io,
): Promise<{ library: Library; id: SessionId }> {
  if (isFileName(args.session) && /\.(?:zip|jsonl?)$/i.test(args.session)) {
    const opened = await openRecordingFile(args.session);
    if (!("bundle" in opened)) {
      throw new UsageError(
        `"${args.session}" is no .waymark.zip: import it into a store first, then name its id.`,
      );
    }
    const { bundle: store, id } = opened;
    return { library: { store, docs: null, close: () => store.close() }, id };
  }
  const library = openLibrary(args, io.env);
  try {
    return { library, id: await resolveSession(library.store, args.session) };
  } catch (error) {
    await library.close();
    throw error;
  }
}

/** An id from a file's name: the same file is the same session. */
function idFor(name: string): SessionId {
  const id = name
    .replace(/\.(?:jsonl?|gz|zlib)$/i, "")
    .replace(/\.jsonl?$/i, "")
    .replace(/^waymark-/, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .slice(0, 128);
  return id === "" || id === "latest" ? "recording" : id;
}
