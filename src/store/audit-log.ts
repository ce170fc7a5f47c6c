import * as v from "valibot";
import { WaymarkError } from "../format/errors.ts";
import { ID_PATTERN } from "../format/ids.ts";
import type { DocStore } from "./doc-store.ts";

const COLLECTION = "audit-log";
/** Entries read at a time. */
const PAGE = 1_000;

/**
 * What is written down of a session's life, for whoever must answer for it. `consent` is what a page
 * or its user said, `refuse` that a page under Global Privacy Control or an opt-out is not recorded, `settings` a change of the privacy settings, `erase` a removal that was asked for
 * by session, site or time, `purge` one by retention. `report` is a file about what was done, a privacy report or this
 * log: nothing that was recorded left with it.
 */
export const AUDIT_ACTS = [
  "consent",
  "refuse",
  "start",
  "stop",
  "import",
  "export",
  "report",
  "push",
  "delete",
  "redact",
  "erase",
  "purge",
  "settings",
] as const;
export type AuditAct = (typeof AUDIT_ACTS)[number];

/**
 * One act. It says what was done, how much and where, never what a session was called: what has been
 * erased must not live on here.
 */
export interface AuditEntry {
  /** Epoch milliseconds. */
  at: number;
  act: AuditAct;
  /** The session that it was done to, where it was one. */
  sessionId?: string;
  /** Host of the page, where it was about one. */
  site?: string;
  /** A sentence for people, e.g. `Exported as rrweb JSON: 3 segments, 1.2 MB as JSON.` */
  detail: string;
}

const EntrySchema = v.strictObject({
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  act: v.picklist(AUDIT_ACTS),
  sessionId: v.optional(v.pipe(v.string(), v.regex(ID_PATTERN))),
  site: v.optional(v.pipe(v.string(), v.maxLength(260))),
  detail: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
});

/**
 * Adds an entry; entries are never changed nor removed. The very same one told twice, by two pages
 * of which neither knows of the other, is one. Throws `invalid-input` for a wrong shape, and what the
 * store throws.
 */
export async function noteAct(docs: DocStore, entry: AuditEntry): Promise<void> {
  if (!v.is(EntrySchema, entry)) {
    throw new WaymarkError("invalid-input", "This is not an entry of the audit log.");
  }
  // Two of one millisecond keep their order, as ids sort by it.
  for (let turn = 0; ; turn++) {
    const id = idOf(entry.at, turn);
    if (await docs.add(COLLECTION, id, entry)) return;
    if (isSame(await docs.get(COLLECTION, id), entry)) return;
  }
}

function isSame(stored: unknown, entry: AuditEntry): boolean {
  const fields = Object.keys(EntrySchema.entries) as (keyof AuditEntry)[];
  return v.is(EntrySchema, stored) && fields.every((name) => stored[name] === entry[name]);
}

/** Sorts as text as it does as a number, for the next thousands of years. */
const idOf = (at: number, turn: number) =>
  `${String(at).padStart(15, "0")}-${String(turn).padStart(6, "0")}`;

/** All entries in order of time. An entry that cannot be read throws `damaged`: a log with holes proves nothing. */
export async function listAudit(docs: DocStore): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let after: string | undefined; ;) {
    const page = await docs.list(COLLECTION, { limit: PAGE, ...(after && { after }) });
    for (const { id, document } of page) {
      if (!v.is(EntrySchema, document)) {
        throw new WaymarkError("damaged", `The entry ${id} of the audit log cannot be read.`);
      }
      entries.push(document);
    }
    if (page.length < PAGE) return entries;
    after = page.at(-1)!.id;
  }
}
