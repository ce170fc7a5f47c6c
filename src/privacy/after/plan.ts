import type { TextMatcher } from "./text-matcher.ts";

export interface Size {
  width: number;
  height: number;
}

/** What goes of one document of a tab's stream. All ids are those of its nodes. */
export interface DocumentRemoval {
  /** Every node that goes, with the removed element that it is in: itself for the element. */
  readonly nodes: Map<number, number>;
  /** How large a removed element was shown, where that is known. */
  readonly sizes: Map<number, Size>;
  /** Attributes that go, by element. */
  readonly attributes: Map<number, Set<string>>;
  /** Text nodes that hold a part of a split text: what each held, and what is left of it. */
  readonly texts: Map<number, Map<string, string>>;
}

/** What goes of one tab's stream. */
export interface TabRemoval {
  /** By number: how many full snapshots the stream had so far, the document's own included. */
  readonly documents: Map<number, DocumentRemoval>;
  /** Events that go wholly, by `frameKey`. */
  readonly frames: Set<string>;
  /** Requests of which both sides go, by the id in their signals. */
  readonly requests: Set<string>;
  readonly text: TextMatcher | null;
}

export const frameKey = (segmentIndex: number, frameIndex: number): string =>
  `${segmentIndex}/${frameIndex}`;

export function emptyRemoval(text: TextMatcher | null): TabRemoval {
  return { documents: new Map(), frames: new Set(), requests: new Set(), text };
}

/** The removal of a document, made where there is none yet. */
export function documentOf({ documents }: TabRemoval, number: number): DocumentRemoval {
  let document = documents.get(number);
  if (!document) {
    document = { nodes: new Map(), sizes: new Map(), attributes: new Map(), texts: new Map() };
    documents.set(number, document);
  }
  return document;
}
