import { messageOf, WaymarkError } from "../format/errors.ts";
import { assertId } from "../format/ids.ts";
import {
  checkAnnotation,
  checkSession,
  checkSessionPatch,
  checkTailBatch,
} from "../format/schemas.ts";
import type { Annotation, Session, SessionPatch, TailBatch } from "../format/session.ts";
import { upgrade } from "../format/upgrade.ts";
import { utf8Length } from "./bytes.ts";
import { MAX_SEGMENT_BYTES, parseEvents } from "./event-json.ts";
import type { DerivedKey } from "./session-store.ts";

/**
 * The doors of every driver. Each checks what a caller handed in and returns a copy of its own, so
 * that later changes to the caller's object reach nothing stored.
 */
export function sessionToPut(value: unknown): Session {
  idsFirst(value, { id: "Session id" });
  return checkSession(upgrade(value));
}

export function patchToApply(id: unknown, patch: unknown): SessionPatch {
  assertId(id, "Session id");
  return checkSessionPatch(patch);
}

/** A checked batch, and its JSON's length in UTF-8 bytes. */
export function batchToAppend(value: unknown): { batch: TailBatch; bytes: number } {
  const batch = batchShape(value);
  return { batch, bytes: batchBytes(batch) };
}

/** All that can be said of a batch without parsing its events. */
export function batchShape(value: unknown): TailBatch {
  idsFirst(value, { sessionId: "Session id", tabId: "Tab id", producer: "Producer" });
  const batch = checkTailBatch(value);
  if (batch.json.length > MAX_SEGMENT_BYTES) {
    throw new WaymarkError(
      "invalid-input",
      `A batch may hold ${MAX_SEGMENT_BYTES} characters, this one has ${batch.json.length}.`,
    );
  }
  return batch;
}

/** Parses a batch's events, to be sure that they are, and tells the length of their JSON in UTF-8 bytes. */
export function batchBytes(batch: TailBatch): number {
  parseEvents(batch.json, batch.eventCount);
  return utf8Length(batch.json);
}

export function annotationToPut(value: unknown): Annotation {
  idsFirst(value, { id: "Annotation id", sessionId: "Session id" });
  return checkAnnotation(value);
}

/** A malformed id is told apart from other faults of a record; the schema finds one that is no string. */
function idsFirst(value: unknown, names: Readonly<Record<string, string>>): void {
  for (const [field, what] of Object.entries(names)) {
    const id = (value as Record<string, unknown> | null)?.[field];
    if (typeof id === "string") assertId(id, what);
  }
}

export function checkTabIds(sessionId: unknown, tabId: unknown): void {
  assertId(sessionId, "Session id");
  assertId(tabId, "Tab id");
}

export function checkIndex(index: unknown): void {
  if (!Number.isSafeInteger(index) || (index as number) < 0) {
    throw new WaymarkError(
      "invalid-input",
      `Segment index ${String(index)} is not a whole number from 0.`,
    );
  }
}

export function checkDerivedKey(key: DerivedKey): void {
  assertId(key.sessionId, "Session id");
  assertId(key.kind, "Kind of derived data");
  if ((key.tabId === undefined) !== (key.segmentIndex === undefined)) {
    throw new WaymarkError(
      "invalid-input",
      "Derived data hangs on a segment (tab id and index) or on the session (neither).",
    );
  }
  if (key.tabId === undefined) return;
  assertId(key.tabId, "Tab id");
  checkIndex(key.segmentIndex);
}

export function checkHash(sha256: unknown): void {
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new WaymarkError("invalid-input", "A blob is named by 64 lower-case hex digits.");
  }
}

/**
 * A session as it was stored, brought up to this version. Throws `damaged` when it cannot be read,
 * `from-the-future` when a newer Waymark wrote it.
 */
export function readStoredSession(id: string, value: unknown): Session {
  try {
    const session = checkSession(upgrade(value));
    if (session.id !== id) throw new Error(`It says that it is ${session.id}.`);
    return session;
  } catch (cause) {
    if (cause instanceof WaymarkError && cause.code === "from-the-future") throw cause;
    throw new WaymarkError(
      "damaged",
      `The record of session ${id} cannot be read (${messageOf(cause)}). Other sessions are not affected; delete this one to be rid of it.`,
      { cause },
    );
  }
}

/** Throws `refused` for a session that still grows: a copy of it would be out of date at once. */
export function assertEnded({ id, title, state }: Pick<Session, "id" | "title" | "state">): void {
  if (state !== "recording" && state !== "paused") return;
  throw new WaymarkError(
    "refused",
    `"${title || id}" is still being recorded. Stop the recording, then send it.`,
  );
}

export const noSession = (id: string): WaymarkError =>
  new WaymarkError("not-found", `There is no session ${id} here; put it first.`);

export const deletedSession = (id: string): WaymarkError =>
  new WaymarkError("deleted", `Session ${id} was deleted and takes nothing more.`);
