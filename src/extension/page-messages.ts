import type { Batch, Leaving } from "../record/protocol.ts";
import type { PageFacts, UplinkCommand, Welcome } from "../record/uplink.ts";

/** The wire between the isolated half in a page and the background. */
export type PageMessage =
  | { to: "recorder"; type: "hello"; document: string; page: PageFacts; returningTo: string | null }
  | { to: "recorder"; type: "batches"; document: string; batches: Batch[]; leaving: Leaving }
  | { to: "recorder"; type: "refused"; document: string; code: string; sentence: string };

export type PageAnswer = { ok: true; welcome?: Welcome } | { ok: false; sentence: string };

/** Background to page; answered when the command has taken effect. */
export interface PageCommand {
  to: "page";
  command: UplinkCommand;
}

/** What a page sends is checked by hand here: it is the hot path, and gate 2 judges the events. */
export function isPageMessage(message: unknown): message is PageMessage {
  const { to, type, document, batches } = (message ?? {}) as Partial<
    Extract<PageMessage, { type: "batches" }>
  >;
  if (to !== "recorder" || typeof document !== "string" || document.length > 100) return false;
  if (type !== "batches") return true;
  return (
    Array.isArray(batches) &&
    batches.every(
      (batch) =>
        Number.isSafeInteger(batch?.seq) && batch.seq >= 0 && typeof batch.json === "string",
    )
  );
}

export function isPageCommand(message: unknown): message is PageCommand {
  return (message as Partial<PageCommand> | null)?.to === "page";
}
