import type { RecordedEvent, SerializedNode } from "../../../src/format/events.ts";

/** A node to be: an element with attributes and children, or a text. */
export type Spec =
  | string
  | { tag: string; id: number; attrs?: Record<string, string>; kids?: Spec[]; shadow?: Spec[] };

/** An element; ids are given by hand, because tests speak of them. */
export function el(
  id: number,
  tag: string,
  attrs: Record<string, string> = {},
  ...kids: Spec[]
): Spec {
  return { tag, id, attrs, kids };
}

let nextText = 10_000;

/** The serialized form of a spec. Texts get ids from 10,000 on unless `textId` is given by `text()`. */
export function serialize(spec: Spec): SerializedNode {
  if (typeof spec === "string") return { type: 3, id: nextText++, textContent: spec };
  const { tag, id, attrs = {}, kids = [], shadow } = spec;
  const node: SerializedNode = {
    type: 2,
    id,
    tagName: tag,
    attributes: attrs,
    childNodes: kids.map(serialize),
  };
  if (shadow) {
    node.isShadowHost = true;
    node.childNodes?.push(...shadow.map((kid) => ({ ...serialize(kid), isShadow: true })));
  }
  return node;
}

export const T0 = 1_700_000_000_000;

/** Meta and FullSnapshot of a page with this body, at `at` ms after T0. Document 1, html 2, head 3, body 4. */
export function load(
  body: Spec[],
  { at = 0, css = "", href = "http://shop.test/" } = {},
): RecordedEvent[] {
  const style: Spec[] = css ? [el(5, "style", { _cssText: css })] : [];
  const html = el(2, "html", {}, el(3, "head", {}, ...style), el(4, "body", {}, ...body));
  const node = { type: 0, id: 1, childNodes: [serialize(html)] };
  return [
    event(at, 0, {}),
    event(at, 4, { href, width: 1000, height: 800 }),
    event(at, 2, { node, initialOffset: { left: 0, top: 0 } }),
  ];
}

export function event(at: number, type: number, data: Record<string, unknown>): RecordedEvent {
  return { type, data, timestamp: T0 + at };
}

export function inc(at: number, source: number, data: Record<string, unknown>): RecordedEvent {
  return event(at, 3, { source, ...data });
}

export function mutation(at: number, parts: Record<string, unknown>): RecordedEvent {
  return inc(at, 0, { texts: [], attributes: [], removes: [], adds: [], ...parts });
}

/** An element with a text appears in `parentId`. */
export function appears(at: number, parentId: number, id: number, text = "new"): RecordedEvent {
  const node = { type: 2, id, tagName: "p", attributes: {}, childNodes: [] };
  const inner = { type: 3, id: id + 50_000, textContent: text };
  return mutation(at, {
    adds: [
      { parentId, nextId: null, node },
      { parentId: id, nextId: null, node: inner },
    ],
  });
}

export function setAttributes(
  at: number,
  id: number,
  attributes: Record<string, unknown>,
): RecordedEvent {
  return mutation(at, { attributes: [{ id, attributes }] });
}

/** Mouse: press, release 60 ms later, click. `at` is the press. */
export function click(at: number, id: number, { x = 50, y = 50, hold = 60 } = {}): RecordedEvent[] {
  return [
    inc(at, 2, { type: 1, id, x, y }),
    inc(at + hold, 2, { type: 0, id, x, y }),
    inc(at + hold, 2, { type: 2, id, x, y, pointerType: 0 }),
  ];
}

export function tap(at: number, id: number, { x = 50, y = 50 } = {}): RecordedEvent[] {
  return [
    inc(at, 2, { type: 7, id, x, y }),
    inc(at + 10, 2, { type: 9, id, x, y }),
    inc(at + 15, 2, { type: 2, id, x, y, pointerType: 2 }),
  ];
}

/** A sign of life far enough off, so that the recording does not end too early to know. */
export function idleUntil(at: number): RecordedEvent {
  return inc(at, 1, { positions: [{ x: 1, y: 1, id: 4, timeOffset: 0 }] });
}

export function signal(at: number, tag: string, payload: Record<string, unknown>): RecordedEvent {
  return event(at, 5, { tag, payload });
}
