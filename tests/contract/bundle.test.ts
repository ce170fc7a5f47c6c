import { createMemoryStore } from "../../src/store/memory/store.ts";
import type { SessionStore } from "../../src/store/session-store.ts";
import { bundleOf, openBundle } from "./bundle.ts";
import { describeSessionStore } from "./session-store.ts";

/**
 * The bundle driver only reads, so what the suite writes goes into memory, and all that it asks of a session is
 * answered by a bundle that was made of it right then.
 */
function throughBundles(): SessionStore {
  const behind = createMemoryStore();
  const read = async <T>(id: string, ask: (store: SessionStore) => Promise<T>): Promise<T> => {
    const session = await behind.getSession(id);
    const isOpen = session?.state === "recording" || session?.state === "paused";
    // One that is still recorded leaves in no form.
    if (!session || isOpen) return ask(behind);
    const bundle = await openBundle(await bundleOf(behind, id));
    try {
      return await ask(bundle);
    } finally {
      await bundle.close();
    }
  };
  return {
    ...behind,
    name: "bundles over memory",
    lacks: {
      tail: "a bundle holds what was sealed",
      derived: "a bundle holds nothing that was worked out",
      redaction: "a bundle is only read",
      limits: "a bundle is one file",
    },
    getSession: (id) => read(id, (store) => store.getSession(id)),
    listSegments: (id, tabId) => read(id, (store) => store.listSegments(id, tabId)),
    getSegment: (id, tabId, index) => read(id, (store) => store.getSegment(id, tabId, index)),
    listMissing: (id, tabId) => read(id, (store) => store.listMissing(id, tabId)),
    listAnnotations: (id) => read(id, (store) => store.listAnnotations(id)),
    listBlobs: (id) => read(id, (store) => store.listBlobs(id)),
  };
}

describeSessionStore("bundle", async () => throughBundles(), {
  another: "two memory stores share nothing",
  damage: "nobody reaches into memory",
});
