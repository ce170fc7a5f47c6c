import { checkDocIds, listWindow, toJson } from "../doc-checks.ts";
import type { DocStore } from "../doc-store.ts";
import { openDatabase, type Row } from "./database.ts";

/** Documents in a SQLite file, which may be the one that sessions are in. Throws as `openDatabase` does. */
export function openSqliteDocs(file: string): DocStore {
  const db = openDatabase(file);

  return {
    async put(collection, id, document) {
      checkDocIds(collection, id);
      db.run(
        `${INSERT} ON CONFLICT (collection, id) DO UPDATE SET document = excluded.document`,
        collection,
        id,
        toJson(document),
      );
    },

    async add(collection, id, document) {
      checkDocIds(collection, id);
      const sql = `${INSERT} ON CONFLICT DO NOTHING RETURNING 1`;
      return db.get(sql, collection, id, toJson(document)) !== undefined;
    },

    async get(collection, id) {
      checkDocIds(collection, id);
      const row = db.get(
        "SELECT document FROM docs WHERE collection = ? AND id = ?",
        collection,
        id,
      );
      return row ? documentOf(row) : null;
    },

    async delete(collection, id) {
      checkDocIds(collection, id);
      db.run("DELETE FROM docs WHERE collection = ? AND id = ?", collection, id);
    },

    async list(collection, options) {
      const { after, limit } = listWindow(collection, options);
      const rows = db.all(
        "SELECT id, document FROM docs WHERE collection = ? AND id > ? ORDER BY id LIMIT ?",
        collection,
        after,
        limit,
      );
      return rows.map((row) => ({ id: row["id"] as string, document: documentOf(row) }));
    },

    async close() {
      db.close();
    },
  };
}

const INSERT = "INSERT INTO docs (collection, id, document) VALUES (?, ?, ?)";

const documentOf = (row: Row): unknown => JSON.parse(row["document"] as string);
