import { plural } from "../format/count.ts";
import { WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { bytesText } from "../format/size.ts";
import { clearToLeave } from "../privacy/clear-to-leave.ts";
import type { Cleared } from "../privacy/cleared.ts";
import { noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";
import type { SessionStore } from "../store/session-store.ts";
import { inspect, type InspectOptions, type LeaveForm, type Manifest } from "./manifest.ts";

/** Shown the list of what leaves; true lets it go. Where something was found, it stays whatever is said. */
export type AskToLeave = (manifest: Manifest) => boolean | Promise<boolean>;

export interface LeaveOptions extends InspectOptions {
  form: LeaveForm;
  /** Where to, for the log: `as rrweb JSON`, `as a bundle`, `to team.example`. */
  where: string;
  ask: AskToLeave;
  /** Where it is noted; null where there is no log beside the store. */
  docs: DocStore | null;
  now(): number;
}

/**
 * The one way out (rule P10): lists what leaves, looks through it once more, asks, notes it in the audit
 * log, and only then lets `send` have it. Throws `refused` where something was found, `cancelled`
 * where the answer was no, and what `inspect` and `send` throw.
 */
export async function letLeave<T>(
  store: SessionStore,
  id: SessionId,
  options: LeaveOptions,
  send: (cleared: Cleared, manifest: Manifest) => Promise<T>,
): Promise<T> {
  const { manifest, seen } = await inspect(store, id, options.form, options);
  const goes = await options.ask(manifest);
  const cleared = clearToLeave(id, seen, manifest.leaks);
  if (!goes) throw new WaymarkError("cancelled", "Cancelled. Nothing has left.");
  // Before it leaves: what cannot be noted stays.
  await note(options, manifest, `${BEFORE[options.form]} ${options.where}: ${sumText(manifest)}.`);
  if (options.form !== "copy") return send(cleared, manifest);
  try {
    const sent = await send(cleared, manifest);
    await note(options, manifest, `Pushed ${options.where}.`);
    return sent;
  } catch (error) {
    const code = error instanceof WaymarkError ? error.code : "unexpected";
    await note(
      options,
      manifest,
      `The push ${options.where} stopped (${code}); a part may be there.`,
    );
    throw error;
  }
}

const BEFORE: Readonly<Record<LeaveForm, string>> = {
  "rrweb-json": "Exported",
  bundle: "Exported",
  copy: "A push begins",
};

async function note(
  { docs, form, now }: LeaveOptions,
  { sessionId, site }: Manifest,
  detail: string,
): Promise<void> {
  if (!docs) return;
  const act = form === "copy" ? "push" : "export";
  await noteAct(docs, {
    at: now(),
    act,
    sessionId,
    ...(site && { site: site.slice(0, 260) }),
    detail,
  });
}

/** `3 segments, 412 events, 1.2 MB`. */
export function sumText({ tabs, annotations, blobs }: Manifest): string {
  const sum = (of: "segments" | "events" | "bytes") => tabs.reduce((all, tab) => all + tab[of], 0);
  const parts = [
    plural(sum("segments"), "segment"),
    plural(sum("events"), "event"),
    bytesText(sum("bytes") + blobs.bytes),
  ];
  if (annotations > 0) parts.push(plural(annotations, "mark"));
  if (blobs.count > 0) parts.push(plural(blobs.count, "file"));
  return parts.join(", ");
}
