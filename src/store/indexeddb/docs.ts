import { type DBSchema, openDB } from "idb";
import { checkDocIds, listWindow, toJson } from "../doc-checks.ts";
import type { DocStore } from "../doc-store.ts";
import { translate } from "./transaction.ts";

interface DocSchema extends DBSchema {
  /** JSON text, so that what is stored is what every other driver stores. */
  docs: { key: [collection: string, id: string]; value: string };
}

/** A full disk gets its own code. */
function fail(error: unknown): never {
  throw translate(error, null);
}

/** Documents in a database of their own, so that the two schemas change apart. @param name default `waymark-docs` */
export async function openIndexedDbDocs(name = "waymark-docs"): Promise<DocStore> {
  const db = await openDB<DocSchema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("docs");
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });

  return {
    async put(collection, id, document) {
      checkDocIds(collection, id);
      const json = toJson(document);
      await db.put("docs", json, [collection, id]).catch(fail);
    },

    async add(collection, id, document) {
      checkDocIds(collection, id);
      const json = toJson(document);
      const tx = db.transaction("docs", "readwrite");
      const adding = async () => {
        const isFree = (await tx.store.getKey([collection, id])) === undefined;
        if (isFree) await tx.store.put(json, [collection, id]);
        return isFree;
      };
      const [isFree] = await Promise.all([adding(), tx.done]).catch(fail);
      return isFree;
    },

    async get(collection, id) {
      checkDocIds(collection, id);
      const json = await db.get("docs", [collection, id]);
      return json === undefined ? null : (JSON.parse(json) as unknown);
    },

    async delete(collection, id) {
      checkDocIds(collection, id);
      await db.delete("docs", [collection, id]);
    },

    async list(collection, options) {
      const { after, limit } = listWindow(collection, options);
      const range = IDBKeyRange.bound([collection, after], [collection, []], true);
      const tx = db.transaction("docs");
      const [keys, values] = await Promise.all([
        tx.store.getAllKeys(range, limit),
        tx.store.getAll(range, limit),
      ]);
      return keys.map(([, id], i) => ({
        id,
        document: JSON.parse(values[i] ?? "null") as unknown,
      }));
    },

    async close() {
      db.close();
    },
  };
}
