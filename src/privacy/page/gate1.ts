import type { RecordedEvent } from "../../format/events.ts";
import { type Hits, hit } from "../hits.ts";
import { checkPolicy } from "../check-policy.ts";
import type { PagePolicy } from "../policy.ts";
import type { NodeCounts } from "../sanitize/node-counts.ts";
import { createSanitizer } from "../sanitize/sanitizer.ts";
import { createLive, type NodeFinder } from "./live.ts";
import { type PrivacyRecordOptions, recordOptions } from "./record-options.ts";

export interface Gate1Options {
  document: Document;
  /** rrweb's `record.mirror`: from a recorded id to the live node. */
  mirror: NodeFinder;
  /** Of the document, whose recording may begin more than once. */
  counts?: NodeCounts;
}

export interface Gate1 {
  /** What `rrweb.record` must be given, so that little of what is secret is even serialized. */
  readonly options: PrivacyRecordOptions;
  /** For rrweb's `emit`: masks the event in place; null when it is not to be recorded. Never throws. */
  filter(event: RecordedEvent): RecordedEvent | null;
  /** The user writes into the element with this recorded id: by a style, or an edit context. */
  noteEdited(id: number): void;
  /** Counts since the last call, for a hint to the user; gate 2 counts what is stored. */
  takeHits(): Hits;
}

/**
 * The gate in the page, before anything is written as text. Throws `refused` when a selector of the
 * policy is not one (rule P8): rrweb would go on and mask nothing.
 */
export function createGate1(policy: PagePolicy, { document, mirror, counts }: Gate1Options): Gate1 {
  checkPolicy(policy, { isSelector: (selector) => isSelector(document, selector) });
  const sanitizer = createSanitizer({
    level: policy.level,
    requests: policy,
    leftOut: policy.leftOut,
    live: createLive(policy, mirror),
    ...(counts && { counts }),
  });
  sanitizer.setCanvas(policy.canvas);
  const failed: Hits = {};

  return {
    options: recordOptions(policy),
    filter(event) {
      try {
        return sanitizer.sanitize(event);
      } catch {
        // An event that cannot be judged is not sent; the count says that one is missing.
        hit(failed, "malformed");
        return null;
      }
    },
    noteEdited: (id) => sanitizer.noteEdited(id),
    takeHits() {
      const hits = sanitizer.takeHits();
      for (const rule of Object.keys(failed)) {
        hit(hits, rule, failed[rule]);
        delete failed[rule];
      }
      return hits;
    },
  };
}

/** True when the browser's own engine takes the selector. */
export function isSelector(document: Document, selector: string): boolean {
  try {
    document.createDocumentFragment().querySelector(selector);
    return true;
  } catch {
    return false; // a SyntaxError: the caller names the selector and refuses
  }
}
