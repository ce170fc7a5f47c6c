import { EventType, IncrementalSource, type RecordedEvent } from "../../format/events.ts";

export type Data = Record<string, unknown>;

export function isMutation({ type, data }: RecordedEvent): boolean {
  return type === EventType.IncrementalSnapshot && data["source"] === IncrementalSource.Mutation;
}

/** The objects in a list; none where it is no list, as in events of other tools. */
export function objectsIn(value: unknown): Data[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).filter(
    (each): each is Data => typeof each === "object" && each !== null,
  );
}
