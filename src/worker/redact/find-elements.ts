import type { DomMirror } from "../../dom/mirror.ts";
import { isElement, type MirrorNode, walk } from "../../dom/node.ts";
import { matchesSelector } from "../../dom/selector-match.ts";
import { EventType, type RecordedEvent } from "../../format/events.ts";
import type { Located } from "./locate.ts";
import { type Data, isMutation, objectsIn } from "./mutation-parts.ts";

/**
 * Finds, while a tab's events go through a mirror, the nodes that are the element that was pointed
 * at. Node ids name a node for as long as its document stands, so each is told once a document.
 *
 * A selector by test id, id or name is taken at its word at all times. One by position names another
 * element as soon as something comes before it: it is asked only while the element that it named is
 * not in the page.
 */
export function createElementFinder(target: Located, tabId: string, mirror: DomMirror) {
  const { parts, isExact, tag } = target;
  const isOwn = () => target.tabId === tabId && mirror.epoch === target.document;
  /** By document. */
  const found = new Map<number, Set<number>>();
  let holder: MirrorNode | null = null;

  function note(node: MirrorNode): void {
    const ids = found.get(mirror.epoch) ?? new Set();
    found.set(mirror.epoch, ids.add(node.id));
    holder = node;
  }

  const isHeld = () => holder !== null && mirror.get(holder.id) === holder;
  const fits = (node: MirrorNode) =>
    isElement(node) && node.tag === tag && matchesSelector(node, parts);

  function searchAll(): void {
    if (!mirror.root) return;
    walk(mirror.root, (node) => {
      if (!isExact && isHeld()) return false;
      if (fits(node)) note(node);
      return true;
    });
  }

  /** What this mutation may have made into the element: what it added or named, and their siblings. */
  function searchChanged(data: Data): void {
    for (const parent of parentsOf(data, mirror)) {
      for (let node = parent.first; node; node = node.next) {
        if (!isExact && isHeld()) return;
        if (fits(node)) note(node);
      }
    }
    for (const { node } of objectsIn(data["adds"]) as { node?: { id?: unknown } }[]) {
      const added = mirror.get(typeof node?.id === "number" ? node.id : -1);
      if (!added) continue;
      walk(added, (each) => {
        if (!isExact && isHeld()) return false;
        if (fits(each)) note(each);
        return true;
      });
    }
    for (const { id } of objectsIn(data["attributes"]) as { id?: unknown }[]) {
      const changed = typeof id === "number" ? mirror.get(id) : undefined;
      if (changed && (isExact || !isHeld()) && fits(changed)) note(changed);
    }
  }

  return {
    found,
    /** Before the event is applied. */
    before({ type }: RecordedEvent): void {
      // Last look at a document: an element above may have got the name by which it is found.
      if (target.everywhere && type === EventType.FullSnapshot) searchAll();
    },
    after(event: RecordedEvent): void {
      const isNew = event.type === EventType.FullSnapshot;
      if (isNew) holder = null;
      else if (!isMutation(event)) return;
      const own = isOwn() ? mirror.get(target.nodeId) : undefined;
      if (own) note(own);
      if (!target.everywhere || (!isExact && isHeld())) return;
      if (isNew) searchAll();
      else searchChanged(event.data);
    },
    end(): void {
      if (target.everywhere) searchAll();
    },
  };
}

export type ElementFinder = ReturnType<typeof createElementFinder>;

function* parentsOf(data: Data, mirror: DomMirror): Generator<MirrorNode> {
  const seen = new Set<unknown>();
  for (const part of ["adds", "removes"]) {
    for (const { parentId } of objectsIn(data[part]) as { parentId?: unknown }[]) {
      if (typeof parentId !== "number" || seen.has(parentId)) continue;
      seen.add(parentId);
      const parent = mirror.get(parentId);
      if (parent) yield parent;
    }
  }
}
