import type { DocStore } from "../doc-store.ts";
import { checkDocIds, listWindow, toJson } from "../doc-checks.ts";

/** Documents that live as long as the page or process. */
export function createMemoryDocs(): DocStore {
  const collections = new Map<string, Map<string, string>>();
  const of = (collection: string) => {
    const held = collections.get(collection) ?? new Map<string, string>();
    collections.set(collection, held);
    return held;
  };

  return {
    async put(collection, id, document) {
      checkDocIds(collection, id);
      of(collection).set(id, toJson(document));
    },

    async add(collection, id, document) {
      checkDocIds(collection, id);
      const json = toJson(document);
      if (of(collection).has(id)) return false;
      of(collection).set(id, json);
      return true;
    },

    async get(collection, id) {
      checkDocIds(collection, id);
      const json = of(collection).get(id);
      return json === undefined ? null : (JSON.parse(json) as unknown);
    },

    async delete(collection, id) {
      checkDocIds(collection, id);
      of(collection).delete(id);
    },

    async list(collection, options) {
      const { after, limit } = listWindow(collection, options);
      return [...of(collection)]
        .filter(([id]) => id > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([id, json]) => ({ id, document: JSON.parse(json) as unknown }));
    },

    async close() {},
  };
}
