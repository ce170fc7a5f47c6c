import type { Pointer } from "../../../format/pointer.ts";
import type { ControlSign } from "../../../dom/control.ts";
import type { ClickData } from "../../normalize/clicks.ts";

export type ResponseKind =
  | "change"
  | "style"
  | "canvas"
  | "scroll"
  | "selection"
  | "media"
  | "value"
  | "focus"
  | "navigation"
  | "browser"
  | "left"
  | "request";

/** Something that happened after a press and may be its answer. */
export interface Response {
  /** Epoch milliseconds. */
  at: number;
  kind: ResponseKind;
  /** Who did it, for telling what happens on its own: see ambient.ts. */
  sources: readonly Source[];
  /** When the same source did it before; null for the first time. */
  previousAt: number | null;
  /** When the document began that it happened in. */
  documentAt: number;
  /** It answers only clicks at most this long before it. */
  reachMs: number;
}

/** Keys of one mutating place: within its document, and over documents by its path. */
export interface Source {
  epoch: number;
  key: number;
  path: string | null;
}

/** What a click was aimed at, and why it may rightly stay without a visible answer. */
export interface ClickTarget {
  nodeId: number;
  selector: string | null;
  label: string;
  sign: ControlSign | "layer";
  /** No answer can be expected or none could be seen, e.g. "it opens a new tab". */
  excuse: string | null;
  disabled: boolean;
}

export interface ClickRecord extends Pick<ClickData, "downAt" | "upAt" | "clickAt"> {
  pointer: Pointer;
  /** Null for clicks that are not judged: on background, by keyboard or script, secondary, dragged. */
  target: ClickTarget | null;
  /** Same for clicks on the same control of the same document. */
  controlKey: string | null;
  /** Part of the control's own text got selected by it. */
  selectedText: boolean;
}

/** An answer, after it was decided whose it is. */
export interface Answer {
  at: number;
  kind: ResponseKind;
}

/** Clicks on one control in quick succession, with the answers that they got. */
export interface ClickRun {
  target: ClickTarget;
  clicks: ClickRecord[];
  /** In time order. */
  answers: Answer[];
  /** The page was watched without a break from the first click until then. */
  watchedUntil: number;
  /** A page load came later than the window, with no other act in between. */
  loadedLater: boolean;
}

/** What the detectors of one tab read. */
export interface TabEvidence {
  tabId: string;
  sessionId: string;
  runs: ClickRun[];
}
