import { DomMirror } from "../../../src/dom/mirror.ts";
import { EventType, IncrementalSource, type RecordedEvent } from "../../../src/format/events.ts";

export interface Strays {
  /** Parts that the mirror could not apply: removes, parents, texts, attributes and inputs of unknown nodes. */
  skipped: number;
  /** Ids that nobody knew when an event named them, where the mirror does without. */
  unknown: { id: number; event: RecordedEvent }[];
}

/** What in a tab's stream names nodes that are not there at that moment. */
export function straysIn(events: readonly RecordedEvent[]): Strays {
  const mirror = new DomMirror();
  const unknown: Strays["unknown"] = [];
  for (const event of events) {
    mirror.apply(event);
    for (const id of namedBy(event)) if (!mirror.get(id)) unknown.push({ id, event });
  }
  return { skipped: mirror.skipped, unknown };
}

interface Named {
  id: number;
  positions: { id: number }[];
  adds: { parentId: number; nextId: number | null }[];
}

/** A mutation's adds are all in the tree once it is applied, the neighbours that they name too. */
function namedBy({ type, data }: RecordedEvent): number[] {
  if (type !== EventType.IncrementalSnapshot) return [];
  const { id, positions, adds } = data as unknown as Named;
  switch (data["source"]) {
    case IncrementalSource.Mutation:
      return adds.flatMap(({ parentId, nextId }) =>
        nextId === null ? parentId : [parentId, nextId],
      );
    case IncrementalSource.MouseMove:
    case IncrementalSource.TouchMove:
    case IncrementalSource.Drag:
      return positions.map((position) => position.id);
    case IncrementalSource.MouseInteraction:
    case IncrementalSource.Scroll:
    case IncrementalSource.Input:
      return [id];
    default:
      return [];
  }
}
