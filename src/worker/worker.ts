import { expose, type ProxyMethods, releaseProxy, transfer, transferHandlers } from "comlink";
import { openIndexedDbDocs } from "../store/indexeddb/docs.ts";
import { openIndexedDbStore } from "../store/indexeddb/store.ts";
import type { WaymarkWorker } from "./api.ts";
import { createWorker } from "./create-worker.ts";

const REWIND = "waymark-rewind";

/** Most viewers read what this browser keeps. */
async function openHttp(baseUrl: string, key: string) {
  const { openHttpStore } = await import("../store/http/open.ts");
  return openHttpStore({ baseUrl, key });
}

/** Null while nothing was ever kept: opening it would make it. */
async function openRewind() {
  const there = (await indexedDB.databases()).some(({ name }) => name === REWIND);
  return there ? openIndexedDbStore({ name: REWIND }) : null;
}

/** The worker's entry: what it needs from the browser, and Comlink around it. */
const worker = createWorker({
  async openSource(source) {
    if (source.kind === "indexeddb") {
      return { store: await openIndexedDbStore(), docs: await openIndexedDbDocs(), openRewind };
    }
    const { baseUrl, key } = source;
    return {
      store: await openHttp(baseUrl, key),
      docs: await openIndexedDbDocs("waymark-docs-http"),
    };
  },
  openServer: ({ url, key }) => openHttp(url, key),
  now: () => Date.now(),
  // A worker has no screen; this is where people look for it.
  note: (message) => console.warn(message),
});

const api: WaymarkWorker = {
  ...worker,
  async seekTab(id, tabId, at, onProgress) {
    try {
      return await worker.seekTab(id, tabId, at, onProgress);
    } finally {
      // Seeks are many; each one's way back would stay open until it is collected.
      (onProgress as Partial<ProxyMethods> | undefined)?.[releaseProxy]?.();
    }
  },
  // Runs are large: their buffers move to the page instead of being copied.
  async readRun(id, tabId, run, after) {
    const read = await worker.readRun(id, tabId, run, after);
    return read && transfer(read, [read.json.buffer]);
  },
  async exportRrweb(id, ask, onProgress) {
    const file = await worker.exportRrweb(id, ask, onProgress);
    return transfer(file, [file.json.buffer]);
  },
};

interface Thrown {
  value: unknown;
}

/** Comlink keeps an error's name, message and stack; ours also carry a code, which its reading side passes on. */
const thrown = transferHandlers.get("throw");
if (thrown) {
  transferHandlers.set("throw", {
    ...thrown,
    serialize(given: unknown) {
      const [serialized, transfers] = thrown.serialize(given);
      const error = (given as Thrown).value;
      const carried = (serialized as { isError: boolean; value: Record<string, unknown> }).value;
      if (error instanceof Error && "code" in error) carried["code"] = error.code;
      return [serialized, transfers];
    },
  });
}

expose(api);
