import { WaymarkError } from "../format/errors.ts";
import type { SessionId } from "../format/ids.ts";
import { scanValue } from "../privacy/accept.ts";
import { clearTextToLeave } from "../privacy/clear-to-leave.ts";
import type { ClearedText, Leak } from "../privacy/cleared.ts";
import { noteAct } from "../store/audit-log.ts";
import type { DocStore } from "../store/doc-store.ts";

/** A text made of a session, which leaves in its place: what a language model is asked. */
export interface TextLeaving {
  sessionId: SessionId;
  site: string;
  text: string;
  /** What it is and where to, for the log: `its narrative to api.example.com for a language model`. */
  what: string;
  /** Shows what leaves; true lets it go. */
  ask: () => boolean | Promise<boolean>;
  /** Where it is noted; null where there is no log beside the session. */
  docs: DocStore | null;
  now(): number;
}

/** What stands in a text that must not leave, by line. */
export const leaksIn = (text: string): Leak[] =>
  scanValue({ lines: text.split("\n") }).map((hit) => ({ ...hit, where: "the text" }));

/**
 * The way out for a text, with the steps of `letLeave` (rule P10): asks, looks through it once more, notes it, and only
 * then lets `send` have it. Throws `refused` where something was found, `cancelled` where the answer was no.
 */
export async function letTextLeave<T>(
  { sessionId, site, text, what, ask, docs, now }: TextLeaving,
  send: (cleared: ClearedText) => Promise<T>,
): Promise<T> {
  const goes = await ask();
  const cleared = clearTextToLeave(text, leaksIn(text));
  if (!goes) throw new WaymarkError("cancelled", "Cancelled. Nothing has left.");
  if (docs) {
    const size = `${text.split("\n").length} lines, ${text.length} characters`;
    await noteAct(docs, {
      at: now(),
      act: "export",
      sessionId,
      ...(site && { site: site.slice(0, 260) }),
      detail: `Sent ${what}: ${size}.`,
    });
  }
  return send(cleared);
}
