import { afterAll } from "vitest";
import type { DocStore } from "../../src/store/doc-store.ts";
import { openHttpStore } from "../../src/store/http/open.ts";
import { createMemoryDocs } from "../../src/store/memory/docs.ts";
import { createMemoryStore } from "../../src/store/memory/store.ts";
import { openSqliteStore } from "../../src/store/node/sqlite-store.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { createApp } from "../../sync-server/app.ts";
import { makeFirstKeys } from "../../sync-server/keys.ts";
import { describeSessionStore } from "./session-store.ts";

const opened: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(opened.map((each) => each.close())));

/** A server in this process over `behind`, seen through the HTTP driver: no socket in between. */
function overHttp(behind: () => SessionStore) {
  const doors = new Map<SessionStore, () => SessionStore>();
  const open = async () => {
    const docs: DocStore = createMemoryDocs();
    const store = behind();
    opened.push(store);
    const app = createApp({ store, docs, clock: Date.now, log: () => undefined });
    const keys = await makeFirstKeys(docs, 0);
    const door = () => {
      const client = openHttpStore({
        baseUrl: "http://server.test",
        key: keys?.admin ?? "",
        fetch: async (url, init) => app.fetch(new Request(url as URL, init)),
      });
      doors.set(client, door);
      return client;
    };
    return door();
  };
  const another = async (first: SessionStore) => {
    const door = doors.get(first);
    if (!door) throw new Error("Opened elsewhere.");
    return door();
  };
  return { open, another };
}

for (const [name, behind] of [
  ["memory", createMemoryStore],
  ["sqlite", () => openSqliteStore(":memory:")],
] as const) {
  const { open, another } = overHttp(behind);
  describeSessionStore(`http over ${name}`, open, {
    another,
    damage: "the server's own driver has this case",
    modelRuns: 10,
  });
}
