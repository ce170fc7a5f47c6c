/** rrweb's event numbers (rrweb 2.2), kept here so that the core imports no browser library. */
export const EventType = {
  DomContentLoaded: 0,
  Load: 1,
  FullSnapshot: 2,
  IncrementalSnapshot: 3,
  Meta: 4,
  Custom: 5,
  Plugin: 6,
} as const;

export const IncrementalSource = {
  Mutation: 0,
  MouseMove: 1,
  MouseInteraction: 2,
  Scroll: 3,
  ViewportResize: 4,
  Input: 5,
  TouchMove: 6,
  MediaInteraction: 7,
  StyleSheetRule: 8,
  CanvasMutation: 9,
  Font: 10,
  Log: 11,
  Drag: 12,
  StyleDeclaration: 13,
  Selection: 14,
  AdoptedStyleSheet: 15,
  CustomElement: 16,
} as const;

export const MouseInteraction = {
  MouseUp: 0,
  MouseDown: 1,
  Click: 2,
  ContextMenu: 3,
  DblClick: 4,
  Focus: 5,
  Blur: 6,
  TouchStart: 7,
  TouchMove: 8,
  TouchEnd: 9,
  TouchCancel: 10,
} as const;

export const NodeType = {
  Document: 0,
  DocumentType: 1,
  Element: 2,
  Text: 3,
  CDATA: 4,
  Comment: 5,
} as const;

/**
 * Levels of one document that are kept. Deeper trees are no pages: HTML parsers stop nesting at 512,
 * and snapshots are written, parsed and built by recursion, which 2,500 levels were seen to break.
 */
export const MOST_LEVELS = 1_500;

/** One recorded event. `data` is checked where it is used: recordings come from many versions and tools. */
export interface RecordedEvent {
  type: number;
  data: Record<string, unknown>;
  /** Epoch milliseconds. */
  timestamp: number;
}

/** A serialized node as rrweb-snapshot writes it. */
export interface SerializedNode {
  type: number;
  id: number;
  rootId?: number;
  childNodes?: SerializedNode[];
  tagName?: string;
  attributes?: Record<string, string | number | boolean | null>;
  textContent?: string;
  name?: string;
  publicId?: string;
  systemId?: string;
  compatMode?: string;
  isShadow?: boolean;
  isShadowHost?: boolean;
  isStyle?: boolean;
  isSVG?: boolean;
  isCustom?: boolean;
  needBlock?: boolean;
}
