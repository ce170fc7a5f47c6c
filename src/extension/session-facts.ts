import { MOST_METADATA } from "../format/signals/tracking.ts";
import type { FrameNews } from "../privacy/gate2/gate2.ts";
import { redactorFor } from "../privacy/gate2/gate2.ts";
import { sanitizePatch } from "../privacy/gate2/sessions.ts";
import type { SessionStore } from "../store/session-store.ts";
import type { Recording, Recordings, RunningSession } from "./recordings.ts";

type Told = Pick<FrameNews, "metadata" | "circumstances">;

export interface SessionFacts {
  /** Writes what a document told of itself, and of the session, into the session's record. */
  note(recording: Recording, told: Told): Promise<void>;
}

/**
 * What the pages of a session say of it. One after the other, since how much metadata it may have
 * depends on how much it has. What the session is like is said by its first document.
 */
export function createSessionFacts(store: SessionStore, recordings: Recordings): SessionFacts {
  let chain: Promise<void> = Promise.resolve();

  async function write(recording: Recording, { metadata, circumstances }: Told): Promise<void> {
    const running = recordings.sessions[recording.sessionId];
    const environment = circumstances && news(running, circumstances);
    const session = metadata && (await store.getSession(recording.sessionId));
    const said = metadata && session && merged(session.metadata, metadata);
    if (!environment && !said) return;
    const patch = { ...(environment && { environment }), ...(said && { metadata: said }) };
    await store.patchSession(
      recording.sessionId,
      sanitizePatch(patch, redactorFor(recording.policy)),
    );
    if (!environment || !running) return;
    running.described = true;
    if (environment.serverBuild) running.serverBuild = true;
    await recordings.save();
  }

  return {
    note(recording, told) {
      if (!told.metadata && !told.circumstances) return Promise.resolve();
      const written = chain.then(() => write(recording, told));
      // A write that failed is its sender's to repeat; those behind it must still run.
      chain = written.catch(() => {});
      return written;
    },
  };
}

/** All of the first document; of later ones the server's word for its build, until one has it. */
function news(
  running: RunningSession | undefined,
  circumstances: NonNullable<Told["circumstances"]>,
): Told["circumstances"] {
  if (!running?.described) return circumstances;
  const { serverBuild } = circumstances;
  return serverBuild && !running.serverBuild ? { serverBuild } : null;
}

/** What is told anew, as texts, as far as there is room for its names. */
export function merged(
  held: Readonly<Record<string, string>>,
  told: NonNullable<Told["metadata"]>,
): Record<string, string> {
  let room = MOST_METADATA - Object.keys(held).length;
  const next: Record<string, string> = {};
  for (const [name, value] of Object.entries(told)) {
    const isNew = !Object.hasOwn(held, name);
    if (name === "" || name === "__proto__" || (isNew && room-- <= 0)) continue;
    next[name] = String(value);
  }
  return next;
}
