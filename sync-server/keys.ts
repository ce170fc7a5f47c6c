import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { WaymarkError } from "../src/format/errors.ts";
import type { DocStore } from "../src/store/doc-store.ts";

export const SCOPES = ["ingest", "read", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** A key as presented: `wmk_<scope>_<id>_<secret>`. The id finds the record, the secret proves it. */
const KEY_PATTERN = /^wmk_(?:ingest|read|admin)_([0-9a-f]{16})_[0-9a-f]{64}$/;
const COLLECTION = "keys";

const KeySchema = v.strictObject({
  scope: v.picklist(SCOPES),
  /** Hex SHA-256 of the whole key: it has 256 random bits, so a slow hash would add nothing. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  createdAt: v.number(),
});

/** Who asks: the id of a key and what it may do. */
export interface Caller {
  keyId: string;
  scope: Scope;
}

export type NewKeys = Record<Scope, string>;

/**
 * Makes one key of each scope when there are none at all. Returns them in clear, the only time
 * that anyone can see them, or null when keys exist.
 */
export async function makeFirstKeys(docs: DocStore, now: number): Promise<NewKeys | null> {
  if ((await docs.list(COLLECTION, { limit: 1 })).length > 0) return null;
  return {
    ingest: await makeKey(docs, "ingest", now),
    read: await makeKey(docs, "read", now),
    admin: await makeKey(docs, "admin", now),
  };
}

async function makeKey(docs: DocStore, scope: Scope, now: number): Promise<string> {
  const id = randomBytes(8).toString("hex");
  const key = `wmk_${scope}_${id}_${randomBytes(32).toString("hex")}`;
  const document: v.InferOutput<typeof KeySchema> = {
    scope,
    sha256: sha256(key).toString("hex"),
    createdAt: now,
  };
  if (!(await docs.add(COLLECTION, id, document))) {
    throw new WaymarkError("conflict", "Two keys drew the same id. Start again.");
  }
  return key;
}

/** Null for anything that is no valid key. Takes the same time whichever part is wrong. */
export async function findCaller(docs: DocStore, presented: string): Promise<Caller | null> {
  const keyId = KEY_PATTERN.exec(presented)?.[1] ?? "0".repeat(16);
  const stored = await docs.get(COLLECTION, keyId);
  const record = v.safeParse(KeySchema, stored);
  const expected = record.success ? Buffer.from(record.output.sha256, "hex") : Buffer.alloc(32);
  const same = timingSafeEqual(sha256(presented), expected);
  if (stored !== null && !record.success) {
    throw new WaymarkError("damaged", `The record of key ${keyId} cannot be read.`);
  }
  return same && record.success ? { keyId, scope: record.output.scope } : null;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
