import type { Replayer } from "rrweb";
import {
  EventType,
  IncrementalSource,
  type RecordedEvent,
  type SerializedNode,
} from "../../src/format/events.ts";
import { type Lasting, nameOf, noteLasting, nothingLasting } from "./lasting.ts";
import { treeChanges } from "./tree-changes.ts";

type Data = RecordedEvent["data"];

/** How the page that stands becomes another: events in place of a scene's, and what it will hold then. */
export interface NextPage {
  events: RecordedEvent[];
  lasting: Lasting;
  /** How many nodes it has then. */
  size: number;
}

/** What the events of a scene make beside the tree. */
export function lastingOf(events: readonly RecordedEvent[]): Lasting {
  const lasting = nothingLasting();
  for (const event of events) noteLasting(lasting, event, false);
  return lasting;
}

/**
 * The events that turn the page on stage, with what it holds (`now`), into that of a scene: a seek within a page then
 * costs what differs. Null where the page must be made anew. What a Replayer applies only to a fresh page is left out
 * where it stands already, and what it never takes back makes the elements that have it anew.
 */
export function nextPage(
  replayer: Replayer,
  now: Lasting,
  events: readonly RecordedEvent[],
): NextPage | null {
  const page = replayer.iframe.contentDocument;
  const snapshot = events.find(({ type }) => type === EventType.FullSnapshot);
  if (!page || !snapshot || hasMedia(page)) return null;
  const mirror = replayer.getMirror();
  const next = lastingOf(events);
  for (const font of now.fonts) if (!next.fonts.has(font)) return null;

  const frames = new Map<number, SerializedNode>();
  for (const { data } of events) {
    const add = attached(data);
    if (add) frames.set(add.parentId, add.node);
  }
  const restyled = differing(now.styled, next.styled);
  const anew = differing(now.rules, next.rules);
  for (const [key, { id, what }] of now.told) if (next.told.get(key)?.what !== what) anew.add(id);
  for (const id of now.typed) {
    if (!next.typed.has(id))
      for (const each of choiceOf(mirror.getNode(id))) anew.add(mirror.getId(each as never));
  }

  const root = snapshot.data["node"] as SerializedNode;
  const changes = treeChanges(mirror, page, root, { anew, frames, restyled });
  if (!changes) return null;
  const { kept, ...mutation } = changes;
  const stays = new Set<number>();
  for (const [node, as] of kept) {
    stays.add(as.id);
    mirror.add(node as never, as as never);
  }
  for (const { id } of mutation.removes) forgetFrames(mirror, mirror.getNode(id));
  const sheetsStay =
    now.sheets === next.sheets && [...next.adopters].every((host) => stays.has(host));

  const at = snapshot.timestamp;
  const change = (data: Data): RecordedEvent => ({
    type: EventType.IncrementalSnapshot,
    data,
    timestamp: at,
  });
  const made: RecordedEvent[] = [];
  let size = kept.length + mutation.adds.length;
  for (const event of events) {
    const { type, data } = event;
    if (type === EventType.FullSnapshot) {
      made.push(change({ source: IncrementalSource.Mutation, ...mutation }));
      if (!sheetsStay) {
        for (const id of now.adopters) {
          if (stays.has(id)) made.push(change(NO_SHEETS(id)));
        }
      }
      for (const id of now.scrolled) {
        if (!next.scrolled.has(id) && stays.has(id)) {
          made.push(change({ source: IncrementalSource.Scroll, id, x: 0, y: 0 }));
        }
      }
      const { left, top } = data["initialOffset"] as { left: number; top: number };
      made.push(change({ source: IncrementalSource.Scroll, id: root.id, x: left, y: top }));
      continue;
    }
    if (type === EventType.IncrementalSnapshot && stands(data)) continue;
    const add = attached(data);
    if (add && !stays.has(add.node.id)) size += sizeOf(add.node);
    made.push(event);
  }
  return { events: made, lasting: next, size };

  /** Whether what it makes is there already. */
  function stands(data: Data): boolean {
    const { id } = data as { id: number };
    switch (data["source"]) {
      case IncrementalSource.Font:
        return now.fonts.has(nameOf(data));
      case IncrementalSource.StyleSheetRule:
      case IncrementalSource.StyleDeclaration:
        return data["styleId"] ? sheetsStay : stays.has(id);
      case IncrementalSource.AdoptedStyleSheet:
        return sheetsStay;
      case IncrementalSource.Mutation: {
        const add = attached(data);
        return add !== null && stays.has(add.node.id);
      }
      default:
        return false;
    }
  }
}

const NO_SHEETS = (id: number): Data => ({
  source: IncrementalSource.AdoptedStyleSheet,
  id,
  styleIds: [],
});

/** Ids of which the two say different things. */
function differing(one: ReadonlyMap<number, string>, other: ReadonlyMap<number, string>) {
  const ids = new Set<number>();
  for (const [id, what] of one) if (other.get(id) !== what) ids.add(id);
  for (const id of other.keys()) if (!one.has(id)) ids.add(id);
  return ids;
}

/** The document that a frame gets, in a scene's events. */
function attached(data: Data): { parentId: number; node: SerializedNode } | null {
  if (data["isAttachIframe"] !== true) return null;
  const [add] = data["adds"] as { parentId: number; node: SerializedNode }[];
  return add ?? null;
}

function sizeOf(node: SerializedNode): number {
  return (node.childNodes ?? []).reduce((sum, child) => sum + sizeOf(child), 1);
}

/** Once typed into, a control never says again what its page gave it; of radio buttons none does. */
function choiceOf(control: Node | null): Iterable<Node> {
  if (!control) return [];
  const isRadio = (control as HTMLInputElement).type === "radio";
  const root = control.getRootNode() as ParentNode & Node;
  return isRadio ? root.querySelectorAll("input[type=radio i]") : [control];
}

/** A Replayer that removes an element keeps the nodes of the documents in it, and would find them again. */
function forgetFrames(mirror: ReturnType<Replayer["getMirror"]>, gone: Node | null): void {
  if (!gone) return;
  for (const frame of framesIn(gone)) {
    const inside = frame.contentDocument;
    if (!inside) continue;
    forgetFrames(mirror, inside);
    mirror.removeNodeFromMap(inside as never);
  }
}

function* framesIn(node: Node): Generator<HTMLIFrameElement> {
  if (node.nodeName === "IFRAME") yield node as HTMLIFrameElement;
  const { shadowRoot } = node as Element;
  if (shadowRoot) yield* framesIn(shadowRoot);
  for (let child = node.firstChild; child; child = child.nextSibling) yield* framesIn(child);
}

/** The Replayer keeps a book of media elements, which it fills from snapshots alone; `treeChanges` looks at the next page. */
function hasMedia(page: Document): boolean {
  return page.querySelector("audio, video") !== null;
}
