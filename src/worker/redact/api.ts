import type { TabId } from "../../format/ids.ts";
import type { Pointer } from "../../format/pointer.ts";

/** An element as a person points at it: a node of the page of a tab at a moment. */
export interface PointedElement {
  tabId: TabId;
  /** The node's recorded id; of a text, its element is meant. */
  nodeId: number;
  /** Epoch milliseconds. */
  at: number;
  /** In every document of every tab by its selector; otherwise this node in its document only. */
  everywhere: boolean;
}

/** One thing that is to be removed from a session. */
export type RedactionTarget =
  | ({ kind: "element"; size?: { width: number; height: number } } & PointedElement)
  | ({ kind: "attribute"; name: string } & PointedElement)
  | { kind: "event"; tabId: TabId; segmentIndex: number; frameIndex: number }
  | { kind: "text"; text: string }
  | { kind: "pattern"; pattern: string };

/** What a raw event is, for counts that a person reads. */
export type RawKind =
  | "snapshot"
  | "change"
  | "input"
  | "act"
  | "pointer"
  | "scroll"
  | "style"
  | "selection"
  | "media"
  | "address"
  | "error"
  | "request"
  | "console"
  | "told"
  | "browser"
  | "picture"
  | "other";

/** A text of what is pointed at, and how often it stands elsewhere in the session. */
export interface TextCopy {
  text: string;
  count: number;
}

/** What a redaction would change. */
export interface RedactionPreview {
  /** Events that it changes, or replaces by one that says so. */
  events: number;
  kinds: Partial<Record<RawKind, number>>;
  segments: number;
  /** Elements that it empties, in all documents together. */
  elements: number;
  annotations: number;
  blobs: number;
  /** Whether the session's record (title, tabs, labels, metadata) holds something of it. */
  record: boolean;
  /** Some of the places, in order. */
  places: (Pointer & { kind: RawKind })[];
  /** How what is pointed at is named, one a target that points at something. */
  named: string[];
  copies: TextCopy[];
}

export interface RedactionResult {
  events: number;
  segments: number;
}
