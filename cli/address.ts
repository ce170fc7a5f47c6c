import { existsSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { readRecording, sourceOf } from "../src/ask/recording.ts";
import type { SessionSource } from "../src/ask/source.ts";
import { messageOf, WaymarkError } from "../src/format/errors.ts";
import { assertId, ID_PATTERN, type SessionId } from "../src/format/ids.ts";
import type { SessionStore } from "../src/store/session-store.ts";
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
} as const;

export interface AddressArgs {
  session: string;
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
  const word = args.session;
  if (/^https?:\/\//i.test(word)) {
    const { base, id } = readPageAddress(word);
    return opened(openNamed(base, "The address", args["key-file"], io.env), id);
  }
  if (isFileName(word)) return openFile(word, io);
  return opened(openStore(args, io.env), word);
}

async function opened(store: SessionStore, word: string): Promise<Addressed> {
  try {
    return { id: await resolveSession(store, word), source: store, close: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Ids have no dots and no slashes, so nothing is both. */
const isFileName = (word: string): boolean => !ID_PATTERN.test(word) && /[./\\]/.test(word);

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
    io.err(`Left out of ${file}: ${recording.dropped} entries that are no events.`);
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
