import type { SessionId } from "../src/format/ids.ts";
import type { DocStore } from "../src/store/doc-store.ts";
import type { SessionStore } from "../src/store/session-store.ts";

/** One line for the operator. Never recorded content, never a key. */
export type Log = (line: string) => void;

/** What every route works with. */
export interface Services {
  store: SessionStore;
  docs: DocStore;
  /** Epoch milliseconds. */
  clock: () => number;
  log: Log;
}

/**
 * What one caller may do. Each method returns or throws.
 *
 * |                                | ingest | read | admin |
 * | ------------------------------ | ------ | ---- | ----- |
 * | recorded content               | no     | yes  | yes   |
 * | session records, segment lists | own    | yes  | yes   |
 * | create, send, finish           | own    | no   | yes   |
 * | delete, derived data           | no     | no   | yes   |
 */
export interface Access {
  /** Recorded content. */
  read(): void;
  /** A session's record and the list of what the server has of it. */
  see(id: SessionId): Promise<void>;
  /** Any writing at all; asked before a body is read. */
  writer(): void;
  /** Creates a session or replaces its record. Claims the id, so call it once the record is known to be good. */
  create(id: SessionId): Promise<void>;
  /** Adds to a session that exists. */
  write(id: SessionId): Promise<void>;
  /** `what` completes "may not ...". */
  admin(what: string): void;
  /** Whether a listed session is this caller's to see. */
  owns(id: SessionId): Promise<boolean>;
  /** True when lists must be cut down to what `owns` allows. */
  readonly ownOnly: boolean;
}

/** Hono's type of what the middleware leaves for the routes. */
export interface Env {
  Variables: { access: Access };
}
