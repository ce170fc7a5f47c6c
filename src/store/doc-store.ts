/**
 * A small keyed store beside SessionStore for what is not a session: keys, the audit log, pending
 * deletes. Collections and ids are id-shaped; documents are JSON.
 */
export interface DocStore {
  put(collection: string, id: string, document: unknown): Promise<void>;
  /** Inserts only if absent; false when the id is taken. */
  add(collection: string, id: string, document: unknown): Promise<boolean>;
  /** Null when absent. */
  get(collection: string, id: string): Promise<unknown>;
  /** Absent ids are fine. */
  delete(collection: string, id: string): Promise<void>;
  /** In order of id; `after` is exclusive; `limit` 1 to 1000, default 100. */
  list(
    collection: string,
    options?: { after?: string; limit?: number },
  ): Promise<{ id: string; document: unknown }[]>;
  close(): Promise<void>;
}
