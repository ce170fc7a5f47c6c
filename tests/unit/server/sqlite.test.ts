import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { checkSqliteStore } from "../../../src/store/node/check.ts";
import { openDatabase } from "../../../src/store/node/database.ts";
import { listSql } from "../../../src/store/node/list-sql.ts";
import { APPLICATION_ID, MIGRATIONS } from "../../../src/store/node/schema.ts";
import { openSqliteDocs } from "../../../src/store/node/sqlite-docs.ts";
import { openSqliteStore } from "../../../src/store/node/sqlite-store.ts";
import { planList } from "../../../src/store/query.ts";
import { SESSION_SORTS, type SessionQuery } from "../../../src/store/session-store.ts";
import {
  aBatch,
  aPatch,
  aSegment,
  aSession,
  listAll,
  run,
} from "../../contract/session-store/samples.ts";

const folder = mkdtempSync(join(tmpdir(), "waymark-db-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `${files++}.db`);

async function aFilledFile(): Promise<string> {
  const file = newFile();
  const store = openSqliteStore(file);
  await store.putSession(aSession("s"));
  await store.putSegment(await aSegment("s", 0, run(2_000)));
  await store.appendTail(aBatch("s", 0, run(5, 9_000)));
  await store.close();
  return file;
}

function change(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

/** How SQLite would go about a listing. */
function planOf(db: DatabaseSync, query: SessionQuery): string {
  const { sql, values } = listSql(planList(query));
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  return steps.map((step) => String(step["detail"])).join("; ");
}

describe("opening a file", () => {
  test("keeps what is in it, and documents may live in the same one", async () => {
    const file = await aFilledFile();
    const docs = openSqliteDocs(file);
    await docs.put("keys", "a", 1);
    const store = openSqliteStore(file);
    expect((await store.getSession("s"))?.counts.events).toBe(5);
    expect(await docs.get("keys", "a")).toBe(1);
    await store.close();
    await docs.close();
  });

  test("of the first schema is brought up to date; nothing in it is pinned", async () => {
    const file = newFile();
    change(
      file,
      `${MIGRATIONS[0]}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`,
    );
    const session = aSession("s", { labels: ["a"] });
    change(
      file,
      `INSERT INTO sessions (id, started_at, duration_ms, events, errors, findings, bytes, title_key,
         site, state, origin, search, doc)
       VALUES ('s', ${session.startedAt}, 0, 0, 0, 0, 0, x'', 'shop.example', 'finished', 'extension',
         '', '${JSON.stringify(session)}')`,
    );
    const store = openSqliteStore(file);
    expect(await store.getSession("s")).toEqual(session);
    expect((await store.listSessions({ pinned: true })).sessions).toEqual([]);
    expect((await store.listSessions({ pinned: false })).sessions).toHaveLength(1);
    await store.patchSession("s", aPatch({ pinned: true }));
    expect((await store.listSessions({ pinned: true })).sessions).toHaveLength(1);
    expect(await store.enforceLimits({ maxSessions: 0 }, session.startedAt)).toEqual([]);
    await store.close();
  });

  test("refuses a schema from the future and leaves the file as it was", async () => {
    const file = await aFilledFile();
    change(file, "PRAGMA user_version = 99");
    const before = readFileSync(file);
    expect(() => openSqliteStore(file)).toThrow(
      expect.objectContaining({ code: "from-the-future" }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("refuses another program's database and does not touch it", () => {
    const file = newFile();
    change(file, "CREATE TABLE invoices (id)");
    expect(() => openSqliteStore(file)).toThrow(expect.objectContaining({ code: "invalid-input" }));
    const db = new DatabaseSync(file);
    expect(db.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "invoices" }]);
    db.close();
  });

  test("says in words what a file is that is no database, or not there", () => {
    const file = newFile();
    writeFileSync(file, "this is a text, and long enough to be read as a header".repeat(40));
    expect(() => openSqliteStore(file)).toThrow(expect.objectContaining({ code: "damaged" }));
    const nowhere = join(folder, "no-such-folder", "x.db");
    expect(() => openSqliteStore(nowhere)).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(() => openSqliteStore(folder)).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  test("R2 a full disk is said so, and what was stored stays", async () => {
    const file = await aFilledFile();
    // SQLite answers as on a full disk when it may not take another page.
    const db = openDatabase(file);
    const pages = Object.values(db.get("PRAGMA page_count") ?? {})[0] as number;
    db.get(`PRAGMA max_page_count = ${pages}`);
    const grow = () =>
      db.run("INSERT INTO docs VALUES ('x', 'y', ?)", JSON.stringify("z".repeat(1_000_000)));
    expect(() => db.transaction(grow)).toThrow(expect.objectContaining({ code: "quota" }));
    db.close();
    expect(await checkSqliteStore(file)).toEqual([]);
  });
});

describe("the check", () => {
  test("finds nothing wrong with a file that is sound", async () => {
    expect(await checkSqliteStore(await aFilledFile())).toEqual([]);
  });

  for (const [what, sql, says] of [
    ["a spoilt record", "UPDATE sessions SET doc = '{'", "not JSON"],
    ["a spoilt segment", "UPDATE segments SET gzip = x'00'", "gzip"],
    ["a segment under a wrong hash", `UPDATE segments SET sha256 = '${"0".repeat(64)}'`, "hash"],
    ["a lost numbering", "DELETE FROM producers", "never numbered"],
    ["a lost session", "PRAGMA foreign_keys = OFF; DELETE FROM sessions", "hangs on nothing"],
  ] as const) {
    test(`names ${what}`, async () => {
      const file = await aFilledFile();
      change(file, sql);
      expect((await checkSqliteStore(file)).join()).toContain(says);
    });
  }
});

describe("listing many sessions", () => {
  for (const sort of SESSION_SORTS) {
    test(`by ${sort} walks an index and sorts nothing, on the first page and later`, async () => {
      const file = newFile();
      const store = openSqliteStore(file);
      for (const id of ["a", "b", "c"]) await store.putSession(aSession(id));
      const { nextCursor } = await store.listSessions({ sort, limit: 1 });
      await store.close();
      const db = new DatabaseSync(file);
      const first = planOf(db, { sort });
      const later = planOf(db, { sort, limit: 1, cursor: nextCursor ?? "" });
      expect(first).toMatch(/^SCAN sessions USING INDEX sessions_by_\w+$/);
      expect(later).toMatch(/^SEARCH sessions USING INDEX sessions_by_\w+ \(/);
      expect(later).not.toContain("TEMP B-TREE");
      db.close();
    });
  }

  test("sorts titles by code unit like every other store", async () => {
    const store = openSqliteStore(":memory:");
    const titles = ["z", "\uffee", "😀", "é", "a"];
    for (const [i, title] of titles.entries()) await store.putSession(aSession(`s${i}`, { title }));
    const { ids } = await listAll(store, { sort: "title", limit: 1 });
    expect(ids.map((id) => titles[Number(id.slice(1))])).toEqual(titles.toSorted());
    await store.close();
  });

  test("R7 pages on past damaged records and names each once", async () => {
    const file = newFile();
    const store = openSqliteStore(file);
    const ids = Array.from({ length: 9 }, (_, i) => `s${i}`);
    for (const id of ids) await store.putSession(aSession(id));
    change(file, "UPDATE sessions SET doc = '[]' WHERE id IN ('s0', 's3', 's4', 's8')");
    for (const limit of [1, 2, 3, 5, 50]) {
      const all = await listAll(store, { limit, descending: false });
      expect(all.ids).toEqual(["s1", "s2", "s5", "s6", "s7"]);
      expect(all.damaged).toEqual(["s0", "s3", "s4", "s8"]);
    }
    await store.close();
  });
});
