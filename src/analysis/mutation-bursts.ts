import type { Pointer } from "../format/pointer.ts";
import type { NormalizedEvent } from "./event.ts";

/** Changes of the page that came with pauses of half a second at the most. */
export interface MutationBurst extends Pointer {
  toOffsetMs: number;
  url: string;
  /** Raw events. */
  events: number;
  /** Nodes added and removed, attributes and texts set. */
  changes: number;
}

const PAUSE_MS = 500;

/** Joins one tab's mutation events, which come in order of time, to bursts. */
export function createBurstJoiner(onBurst: (burst: MutationBurst) => void): {
  push(event: NormalizedEvent): void;
  finish(): void;
} {
  let open: MutationBurst | null = null;
  const close = () => {
    if (open) onBurst(open);
    open = null;
  };
  return {
    push(event) {
      const { sessionId, tabId, segmentIndex, frameIndex, offsetMs, url } = event;
      if (open && offsetMs - open.toOffsetMs > PAUSE_MS) close();
      open ??= {
        sessionId,
        tabId,
        segmentIndex,
        frameIndex,
        offsetMs,
        url,
        toOffsetMs: offsetMs,
        events: 0,
        changes: 0,
      };
      open.toOffsetMs = Math.max(open.toOffsetMs, offsetMs);
      open.events++;
      open.changes += changesOf(event);
    },
    finish: close,
  };
}

/** A change of styles or of a canvas, which is not counted by parts, is one. */
function changesOf({ data }: NormalizedEvent): number {
  if (!data) return 1;
  let sum = 0;
  for (const part of ["adds", "removes", "attributes", "texts"]) {
    const value = data[part];
    if (typeof value === "number") sum += value;
  }
  return sum;
}
