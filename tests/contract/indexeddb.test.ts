import "fake-indexeddb/auto";
import { openDB } from "idb";
import { openIndexedDbDocs } from "../../src/store/indexeddb/docs.ts";
import { openIndexedDbStore } from "../../src/store/indexeddb/store.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { describeAuditLog } from "./audit-log.ts";
import { describeDocStore } from "./doc-store.ts";
import { describeErasure } from "./erasure.ts";
import { describeSessionStore } from "./session-store.ts";

let databases = 0;
const nameOf = new WeakMap<object, string>();

async function open(name = `waymark-${databases++}`): Promise<SessionStore> {
  const store = await openIndexedDbStore({ name });
  nameOf.set(store, name);
  return store;
}

describeSessionStore("indexeddb", () => open(), {
  another: (first) => open(nameOf.get(first)),
  async damage(store, id) {
    const db = await openDB(nameOf.get(store) ?? "");
    const record = (await db.get("sessions", id)) as { session: object };
    await db.put("sessions", { ...record, session: { ...record.session, title: 7 } });
    db.close();
  },
  modelRuns: 25,
});

describeErasure("indexeddb", async () => openIndexedDbStore({ name: `erase-${databases++}` }));
describeAuditLog("indexeddb", async () => openIndexedDbDocs(`docs-${databases++}`));

const docNameOf = new WeakMap<object, string>();

describeDocStore(
  "indexeddb",
  async () => {
    const name = `docs-${databases++}`;
    const docs = await openIndexedDbDocs(name);
    docNameOf.set(docs, name);
    return docs;
  },
  (first) => openIndexedDbDocs(docNameOf.get(first)),
);
