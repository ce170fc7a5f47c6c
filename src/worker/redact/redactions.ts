import { messageOf, WaymarkError } from "../../format/errors.ts";
import type { SessionId } from "../../format/ids.ts";
import { noteAct } from "../../store/audit-log.ts";
import type { DocStore } from "../../store/doc-store.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { WaymarkWorker } from "../api.ts";
import type { RedactionResult, RedactionTarget } from "./api.ts";
import { previewRedaction, redactSession } from "./redact-session.ts";

type RedactionPart = Pick<WaymarkWorker, "previewRedaction" | "applyRedaction" | "cancelRedaction">;

/** The worker's redactions: one at a time a session, a newer one cancels an older one. */
export function createRedactions(
  connected: () => { store: SessionStore; docs: DocStore },
  { now, note }: { now(): number; note(message: string): void },
  onRedacted: (id: SessionId) => void,
): RedactionPart {
  const running = new Map<SessionId, AbortController>();

  async function run<T>(id: SessionId, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    running.get(id)?.abort();
    const mine = new AbortController();
    running.set(id, mine);
    try {
      return await work(mine.signal);
    } finally {
      if (running.get(id) === mine) running.delete(id);
    }
  }

  return {
    previewRedaction: (id, targets, onProgress) =>
      run(id, (signal) =>
        previewRedaction(connected().store, id, targets, {
          signal,
          ...(onProgress && { onProgress }),
        }),
      ),

    applyRedaction: (id, targets, onProgress) =>
      run(id, async (signal) => {
        const { store, docs } = connected();
        const options = { signal, now, ...(onProgress && { onProgress }) };
        const result = await redactSession(store, id, targets, options);
        onRedacted(id);
        const session = await store.getSession(id);
        try {
          await noteAct(docs, {
            at: now(),
            act: "redact",
            sessionId: id,
            ...(session?.site && { site: session.site.slice(0, 260) }),
            detail: sentenceOf(targets, result),
          });
        } catch (error) {
          // It is done and cannot be undone; only its entry is missing.
          note(`The redaction of session ${id} is not in the audit log: ${messageOf(error)}`);
        }
        return result;
      }),

    async cancelRedaction(id) {
      running.get(id)?.abort(new WaymarkError("cancelled", "Cancelled."));
    },
  };
}

const WORDS: Record<RedactionTarget["kind"], readonly [one: string, many: string]> = {
  element: ["an element", "elements"],
  attribute: ["an attribute", "attributes"],
  event: ["an event", "events"],
  text: ["a text", "texts"],
  pattern: ["a pattern", "patterns"],
};

/** What was removed, never its words: they must not live on here. */
function sentenceOf(
  targets: readonly RedactionTarget[],
  { events, segments }: RedactionResult,
): string {
  const parts = Object.entries(WORDS).flatMap(([kind, [one, many]]) => {
    const count = targets.filter((target) => target.kind === kind).length;
    return count === 0 ? [] : [count === 1 ? one : `${count} ${many}`];
  });
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  return `Redacted ${parts.join(", ")}: ${counted(events, "event")} in ${counted(segments, "segment")} changed.`;
}
