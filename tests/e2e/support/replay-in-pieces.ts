import type { RecordedEvent } from "../../../src/format/events.ts";
import type { Keyframes, Opening } from "../../../src/worker/replay/keyframes.ts";
import type { Run } from "../../../src/ask/runs.ts";
import { createTabReplay, packRun, type TabReplay } from "../../../src/worker/replay/tab-replay.ts";

/**
 * A recording that lies in memory, cut into runs of about `size` events wherever the time rises, so
 * that seeking and playing cross many borders.
 */
export function replayInPieces(events: readonly RecordedEvent[], size: number): TabReplay {
  const pieces: RecordedEvent[][] = [];
  for (const event of events) {
    const piece = pieces.at(-1);
    const isFull = piece && piece.length >= size && piece.at(-1)!.timestamp < event.timestamp;
    if (!piece || isFull) pieces.push([event]);
    else piece.push(event);
  }
  const runs: Run[] = pieces.map((piece) => ({
    segments: [],
    hasTail: false,
    // So much that a keyframe is due after each.
    bytes: 10_000_000,
    firstEventAt: piece[0]!.timestamp,
    lastEventAt: piece.at(-1)!.timestamp,
  }));
  const copyOf = (run: Run) => structuredClone(pieces[runs.indexOf(run)]!);
  return createTabReplay({
    runs,
    readEvents: async (run) => copyOf(run),
    readRaw: async (run) => packRun(copyOf(run)),
    keyframes: inMemory(),
    viewport: { width: 1280, height: 800 },
  });
}

function inMemory(): Keyframes {
  const kept = new Map<Run, string>();
  let opening: Opening | null = null;
  return {
    async read(before) {
      const json = kept.get(before);
      if (json === undefined) return null;
      return { events: JSON.parse(json) as RecordedEvent[], bytes: json.length };
    },
    async write(before, events) {
      const json = JSON.stringify(events);
      kept.set(before, json);
      return json.length;
    },
    readOpening: async () => opening,
    async writeOpening(_first, made) {
      opening = made;
    },
  };
}
