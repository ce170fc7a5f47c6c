import type { Pointer } from "../../../format/pointer.ts";
import type { ControlSign } from "../../../dom/control.ts";
import type { NormalizedEvent } from "../../event.ts";
import type { Miss } from "../../../format/signals/interactions.ts";
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
  /** What the page's half saw at it; null where that is not recorded. */
  facts: ClickFacts | null;
  /** A request that was sent before and had no answer by the time that one was due. */
  pending: string | null;
}

/** What was under the pointer, in words of the moment: the page may change afterwards. */
export interface ClickFacts {
  /** The control that the click did not reach. */
  missed: { why: Miss; name: string } | null;
  /** The element on top. */
  by: string | null;
  prevented: boolean;
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
  /** When that load came. */
  loadedAt: number | null;
}

/** Something that happened, and where it stands. */
export interface Seen {
  /** Epoch milliseconds. */
  at: number;
  pointer: Pointer;
}

/** The pointer or the page went to and fro, quickly and often. */
export interface Thrash {
  /** Each time the direction changed, the first of them first; at most as many as a finding holds. */
  turns: Seen[];
  count: number;
  endAt: number;
}

/** Many nodes came and went in a short time. */
export interface Flood {
  /** The first mutation of it and the largest. */
  first: Seen;
  largest: Seen;
  nodes: number;
  endAt: number;
}

/** A form that was begun and left without being sent. */
export interface LeftForm {
  selector: string | null;
  nodeId: number;
  name: string;
  /** The first keystroke in each field, in order of time. */
  fields: (Seen & { label: string })[];
  left: Seen;
}

/** A field that was filled again and again while the page refused it, or a form that had to be filled anew. */
export interface Refill {
  selector: string | null;
  nodeId: number;
  label: string;
  /** The first keystroke of each time; where other fields are meant too, of each field's second time. */
  fills: Seen[];
  /** How many fills of this field followed a refusal. */
  refused: number;
  /** Fields of the same form that were filled again with it. */
  others: number;
}

/** A request as detectors see it. */
export interface RequestRecord extends Seen {
  /** Null while it is open. */
  endAt: number | null;
  /** From its start to its end, or to the end of the recording. */
  lasted: number;
  method: string;
  url: string;
  /** Without query, and with numbers and ids taken out: the same for the same question. */
  path: string;
  status: number | null;
  failed: boolean;
  by: Starter;
}

/**
 * What a request is due to: a click or the sending of a form, with the run of clicks where there is one;
 * the loading of a page; or nothing that the user did.
 */
export type Starter =
  | { what: "act"; act: Seen; run: ClickRun | null }
  | { what: "load"; act: Seen }
  | { what: "noise" }
  | { what: "background" };

/** All occurrences of what is the same error. */
export interface Problem {
  kind: "error" | "console";
  message: string;
  count: number;
  /** The first ones. */
  seen: Seen[];
  url: string;
}

/** An error that nothing caught. */
export interface ErrorEvent extends Seen {
  message: string;
  /** The same for the same error. */
  key: string;
}

/** Clicks on one control whose handler failed. */
export interface ErrorClick {
  run: ClickRun;
  /** In order of time. */
  errors: ErrorEvent[];
}

/** What the detectors of one tab read. */
export interface TabEvidence {
  tabId: string;
  sessionId: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** The last moment that is known of the tab. */
  endAt: number;
  runs: ClickRun[];
  /** In order of time. */
  events: readonly NormalizedEvent[];
  requests: RequestRecord[];
  requestsOfRun: ReadonlyMap<ClickRun, readonly RequestRecord[]>;
  problems: Problem[];
  errorClicks: ErrorClick[];
  scrolling: Thrash[];
  pointing: Thrash[];
  floods: Flood[];
  leftForms: LeftForm[];
  refills: Refill[];
}
