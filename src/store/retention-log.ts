import * as v from "valibot";
import type { DocStore } from "./doc-store.ts";

const COLLECTION = "retention-log";
/** Older entries are dropped. */
const MOST_ENTRIES = 100;

/**
 * One time that retention removed sessions. It says how many and how much, never what they were
 * called: what has aged out is gone.
 */
export interface Removal {
  at: number;
  sessions: number;
  /** `storedBytes` of the sessions. */
  bytes: number;
  /** Whether someone has put the notice about it away. */
  seen: boolean;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const RemovalSchema = v.strictObject({
  at: whole,
  sessions: whole,
  bytes: whole,
  seen: v.boolean(),
});

/** Sorts as text as it does as a number, for the next thousands of years. */
const idOf = ({ at }: Pick<Removal, "at">) => String(at).padStart(15, "0");

export async function noteRemoval(
  docs: DocStore,
  removal: Pick<Removal, "at" | "sessions" | "bytes">,
): Promise<void> {
  await docs.put(COLLECTION, idOf(removal), { ...removal, seen: false });
  const all = await docs.list(COLLECTION, { limit: 1_000 });
  for (const { id } of all.slice(0, Math.max(0, all.length - MOST_ENTRIES))) {
    await docs.delete(COLLECTION, id);
  }
}

/** Newest first. Entries that cannot be read are left out: they only tell of what is gone. */
export async function listRemovals(docs: DocStore): Promise<Removal[]> {
  const all = await docs.list(COLLECTION, { limit: 1_000 });
  return all
    .map(({ document }) => document)
    .filter((document): document is Removal => v.is(RemovalSchema, document))
    .toReversed();
}

export async function markRemovalsSeen(docs: DocStore): Promise<void> {
  for (const removal of await listRemovals(docs)) {
    if (!removal.seen) await docs.put(COLLECTION, idOf(removal), { ...removal, seen: true });
  }
}
