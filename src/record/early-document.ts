import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  NodeType,
  type RecordedEvent,
  type SerializedNode,
} from "../format/events.ts";

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
    type: NodeType.Element,
    id: ++lastId,
    tagName,
    attributes: {},
    childNodes,
  });
  const clicked = clicks.map(({ target }) => node(target.localName, []));
  const tree: SerializedNode = {
    type: NodeType.Document,
    id: ++lastId,
    childNodes: [node("html", [node("head", []), node("body", clicked)])],
  };
  const { at } = clicks[0]!;
  return [
    {
      type: EventType.Meta,
      data: { href: location.href, width: innerWidth, height: innerHeight },
      timestamp: at - 2,
    },
    {
      type: EventType.FullSnapshot,
      data: { node: tree, initialOffset: { left: 0, top: 0 } },
      timestamp: at - 1,
    },
    ...clicks.map((click, i) => ({
      type: EventType.IncrementalSnapshot,
      data: {
        source: IncrementalSource.MouseInteraction,
        type: MouseInteraction.Click,
        id: clicked[i]!.id,
        x: click.x,
        y: click.y,
        pointerType: 0,
      },
      timestamp: click.at,
    })),
  ];
}
