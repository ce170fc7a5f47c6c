import {
  EventType,
  IncrementalSource,
  MouseInteraction,
  type RecordedEvent,
} from "../../format/events.ts";
import type { SceneClick } from "../api.ts";

/** The click or touch that an event tells of, in the coordinates of its node's document; null of any other event. */
export function clickOf({ type, data }: RecordedEvent): SceneClick | null {
  if (type !== EventType.IncrementalSnapshot) return null;
  if (data["source"] !== IncrementalSource.MouseInteraction) return null;
  if (data["type"] !== MouseInteraction.Click && data["type"] !== MouseInteraction.TouchStart) {
    return null;
  }
  const { x, y, id } = data;
  return typeof x === "number" && typeof y === "number" && typeof id === "number"
    ? { x, y, nodeId: id }
    : null;
}
