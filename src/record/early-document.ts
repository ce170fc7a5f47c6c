import type {
  EventType,
  IncrementalSource,
  MouseInteraction,
  NodeType,
  RecordedEvent,
  SerializedNode,
} from "../format/events.ts";

/** The format's numbers, written out and held to it by their types: its tables would cost the hook a tenth of its 4 KB. */
const META: typeof EventType.Meta = 4;
const FULL_SNAPSHOT: typeof EventType.FullSnapshot = 2;
const INCREMENTAL: typeof EventType.IncrementalSnapshot = 3;
const MOUSE: typeof IncrementalSource.MouseInteraction = 2;
const CLICK: typeof MouseInteraction.Click = 2;
const DOCUMENT: typeof NodeType.Document = 0;
const ELEMENT: typeof NodeType.Element = 2;

/** A click that happened before the recorder was there. */
export interface EarlyClick {
  target: Element;
  x: number;
  y: number;
  at: number;
}

/**
 * The shortest recording that is one: a document that holds nothing but the elements that were
 * clicked, without text or attributes, and the clicks. For a page that was left before its recorder
 * came, which then has nobody else to tell of them.
 */
export function earlyDocument(
  { location, innerWidth, innerHeight }: Window,
  clicks: readonly EarlyClick[],
): RecordedEvent[] {
  let lastId = 0;
  const node = (tagName: string, childNodes: SerializedNode[]): SerializedNode => ({
    type: ELEMENT,
    id: ++lastId,
    tagName,
    attributes: {},
    childNodes,
  });
  const clicked = clicks.map(({ target }) => node(target.localName, []));
  const tree: SerializedNode = {
    type: DOCUMENT,
    id: ++lastId,
    childNodes: [node("html", [node("head", []), node("body", clicked)])],
  };
  const { at } = clicks[0]!;
  return [
    {
      type: META,
      data: { href: location.href, width: innerWidth, height: innerHeight },
      timestamp: at - 2,
    },
    {
      type: FULL_SNAPSHOT,
      data: { node: tree, initialOffset: { left: 0, top: 0 } },
      timestamp: at - 1,
    },
    ...clicks.map((click, i) => ({
      type: INCREMENTAL,
      data: {
        source: MOUSE,
        type: CLICK,
        id: clicked[i]!.id,
        x: click.x,
        y: click.y,
        pointerType: 0,
      },
      timestamp: click.at,
    })),
  ];
}
