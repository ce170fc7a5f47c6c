import { expose } from "comlink";
import type { SessionId } from "../format/ids.ts";
import { openIndexedDbStore } from "../store/indexeddb/store.ts";
import { countLiveFindings, type LiveFindings } from "./live-findings.ts";

export interface LiveWorker {
  countFindings(id: SessionId): Promise<LiveFindings>;
}

const store = openIndexedDbStore();

/** The entry of the popup's worker: it looks at what is recorded, so that the background need not. */
const api: LiveWorker = {
  countFindings: async (id) => countLiveFindings(await store, id),
};

expose(api);
