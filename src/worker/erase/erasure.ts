import type { SessionId } from "../../format/ids.ts";

/** What is to be erased: these sessions, or all that were on a site, in a time, or both. */
export interface ErasureQuery {
  ids?: SessionId[];
  /** `shop.example`, `*.example.com`, with a port where it is not the usual one. */
  site?: string;
  /** Epoch milliseconds; whatever was recorded within them, both inclusive. */
  from?: number;
  to?: number;
}

export interface ErasureItem {
  id: SessionId;
  /** In the library, or among the last minutes that rewind keeps. */
  where: "library" | "rewind";
  /** "" when its record cannot be read; then times and site are not known either. */
  title: string;
  site: string;
  startedAt: number | null;
  /** What it takes in the store, or its events before compression where that is not measured. */
  bytes: number;
}

/** What would go, what would stay although it was asked for, and why. */
export interface ErasurePreview {
  query: ErasureQuery;
  /** Oldest first. */
  items: ErasureItem[];
  /** Still being recorded: to be stopped first. */
  recording: { id: SessionId; title: string }[];
  /** Whether they were on the site cannot be told. */
  unsure: { id: SessionId; why: string }[];
}

export interface ErasureResult {
  erased: SessionId[];
  bytes: number;
  /** All that went was read back, and nothing of it is left. */
  verified: boolean;
  /** What was still there when it was read back. */
  left: { id: SessionId; what: string[] }[];
  /** Began to be recorded since the preview: left as it is. */
  recording: SessionId[];
  /** It was cancelled with these still to come. */
  notReached: SessionId[];
}
