import { EventType, IncrementalSource } from "../../format/events.ts";
import { isDocument, scrollLeftOf, scrollTopOf } from "../../privacy/page/primitives.ts";
import { ownProperty } from "../../privacy/page/site-entry.ts";
import type { Complement, ComplementContext } from "./complement.ts";

/** One scroll event an element in this time, and always its last. */
const EVERY_MS = 100;

/**
 * For rrweb's `sampling.scroll`: never wait. Its own throttle is shared by all elements of a
 * document, so of two that scroll together one stops being recorded; here each has its own.
 */
export const EVERY_SCROLL = -1;

export function watchScrolls({ primitives, mirror, emit }: ComplementContext): Complement {
  /** When an element's position was last told. */
  const toldAt = new Map<number, number>();
  const held = new Set<number>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function settle(): void {
    if (timer !== null) primitives.clearTimeout(timer);
    timer = null;
    const now = primitives.now();
    for (const id of held) {
      const node = mirror.getNode(id);
      if (!node) continue;
      toldAt.set(id, now);
      emit({ source: IncrementalSource.Scroll, id, ...positionOf(node) });
    }
    held.clear();
  }

  return {
    see({ type, data, timestamp }) {
      if (type === EventType.FullSnapshot) {
        // It has the positions of all.
        held.clear();
        toldAt.clear();
      }
      if (type !== EventType.IncrementalSnapshot || data["source"] !== IncrementalSource.Scroll)
        return true;
      const id = data["id"] as number;
      const last = toldAt.get(id);
      if (last === undefined || timestamp - last >= EVERY_MS) {
        held.delete(id);
        toldAt.set(id, timestamp);
        return true;
      }
      held.add(id);
      timer ??= primitives.setTimeout(settle, EVERY_MS);
      return false;
    },
    settle,
    end() {
      if (timer !== null) primitives.clearTimeout(timer);
    },
  };
}

/**
 * The position now, not that of the event that was held back: an element that is put elsewhere in the
 * page in between is at its start again, and no event says so.
 */
function positionOf(node: Node): { x: number; y: number } {
  if (isDocument(node)) {
    const { scrollX = 0, scrollY = 0 } = ownProperty(node, "defaultView") ?? {};
    return { x: scrollX, y: scrollY };
  }
  return { x: scrollLeftOf(node as Element), y: scrollTopOf(node as Element) };
}
