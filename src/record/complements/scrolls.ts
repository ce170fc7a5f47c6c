import { EventType, IncrementalSource } from "../../format/events.ts";
import type { Complement, ComplementContext } from "./complement.ts";

/** One scroll event an element in this time, and always its last. */
const EVERY_MS = 100;

interface Scroll extends Record<string, unknown> {
  id: number;
  x: number;
  y: number;
}

/**
 * For rrweb's `sampling.scroll`: never wait. Its own throttle is shared by all elements of a
 * document, so of two that scroll together one stops being recorded; here each has its own.
 */
export const EVERY_SCROLL = -1;

export function watchScrolls({ primitives, emit }: ComplementContext): Complement {
  /** When an element's position was last told. */
  const toldAt = new Map<number, number>();
  const held = new Map<number, Scroll>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  function settle(): void {
    if (timer !== null) primitives.clearTimeout(timer);
    timer = null;
    const now = primitives.now();
    for (const [id, { x, y }] of held) {
      toldAt.set(id, now);
      emit({ source: IncrementalSource.Scroll, id, x, y });
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
      const scroll = data as Scroll;
      const last = toldAt.get(scroll.id);
      if (last === undefined || timestamp - last >= EVERY_MS) {
        held.delete(scroll.id);
        toldAt.set(scroll.id, timestamp);
        return true;
      }
      held.set(scroll.id, scroll);
      timer ??= primitives.setTimeout(settle, EVERY_MS);
      return false;
    },
    settle,
    end() {
      if (timer !== null) primitives.clearTimeout(timer);
    },
  };
}
