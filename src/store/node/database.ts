import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { messageOf, WaymarkError, type ErrorCode } from "../../format/errors.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";

export type Row = Record<string, unknown>;

/** A connection with its statements kept. All calls are synchronous, so nothing comes between two of them. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): void;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** Rows as they are asked for, for a reader that stops early. */
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  /** All of `work` or none of it. `work` must not await. */
  transaction<T>(work: () => T): T;
  /**
   * Takes what was deleted or replaced out of the log beside the file, where it would stay until
   * somebody's writes come round to it. While another connection reads there, it is done at the next
   * call, or when the last connection closes.
   */
  forget(): void;
  close(): void;
}

/**
 * WAL, so that readers and a writer do not wait for each other. `synchronous = FULL`: a client drops
 * what the server says it has, so an answer must outlive a power cut; NORMAL may lose the last
 * commits there. Another process that writes is waited for. `secure_delete`: what is deleted is
 * overwritten in the file, and not only marked as free.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 5000;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = ON;
`;

/**
 * Opens a file (or `:memory:`), made when absent and readable by this user only, and brings its
 * schema up to date. Throws `from-the-future` for a newer schema, `invalid-input` for a file of
 * another program, `damaged` when SQLite cannot read it.
 */
export function openDatabase(file: string): Database {
  const db = translated(() => {
    if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
    return new DatabaseSync(file);
  }, file);
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string) => {
    let known = statements.get(sql);
    if (!known) statements.set(sql, (known = db.prepare(sql)));
    return known;
  };
  const transaction = <T>(work: () => T): T => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      db.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may have rolled back already.
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
  };

  translated(() => {
    try {
      db.exec(PRAGMAS);
      transaction(() => migrate(db, file));
    } catch (error) {
      db.close();
      throw error;
    }
  }, file);

  return {
    run: (sql, ...values) => translated(() => void statement(sql).run(...values), file),
    get: (sql, ...values) =>
      translated(() => statement(sql).get(...values) as Row | undefined, file),
    all: (sql, ...values) => translated(() => statement(sql).all(...values) as Row[], file),
    // Not from the kept ones: a reader that stops early would leave it in use.
    iterate: (sql, ...values) =>
      translated(() => db.prepare(sql).iterate(...values) as Iterable<Row>, file),
    transaction: (work) => translated(() => transaction(work), file),
    forget: () => translated(() => db.exec("PRAGMA wal_checkpoint(TRUNCATE)"), file),
    close() {
      if (db.isOpen) db.close();
    },
  };
}

function migrate(db: DatabaseSync, file: string): void {
  const number = (pragma: string) => Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  const version = Number(number("user_version"));
  const tables = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get();
  if (tables && number("application_id") !== APPLICATION_ID) {
    throw new WaymarkError("invalid-input", `${file} is a database of another program.`);
  }
  if (version > MIGRATIONS.length) {
    throw new WaymarkError(
      "from-the-future",
      `${file} was written by a newer Waymark (schema ${version}; this one knows ${MIGRATIONS.length}). Update Waymark to open it.`,
    );
  }
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
}

/** SQLite's primary result codes (sqlite.org/rescode.html) that have a meaning of their own to us. */
const CODES: Readonly<Record<number, [ErrorCode, string]>> = {
  5: ["network", "is locked by another process that does not finish"],
  8: ["not-allowed", "may not be written"],
  11: ["damaged", "is damaged"],
  13: ["quota", "cannot grow: the disk is full"],
  14: ["not-found", "cannot be opened"],
  26: ["damaged", "is not a SQLite database"],
};

function translated<T>(work: () => T, file: string): T {
  try {
    return work();
  } catch (error) {
    const { errcode, code } = error as { errcode?: number; code?: string };
    if (typeof errcode === "number") {
      const [ours, what] = CODES[errcode & 0xff] ?? [];
      if (ours)
        throw new WaymarkError(ours, `${file} ${what}: ${messageOf(error)}`, { cause: error });
    }
    if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") {
      const ours = code === "EACCES" ? "not-allowed" : "not-found";
      throw new WaymarkError(ours, `${file} cannot be opened: ${messageOf(error)}`, {
        cause: error,
      });
    }
    throw error;
  }
}
