import { EventType, type RecordedEvent } from "../../format/events.ts";

/** True for what makes node ids mean something else from here on; as the mirror counts its epochs. */
export function startsDocument({ type, data }: RecordedEvent): boolean {
  return (
    type === EventType.FullSnapshot &&
    typeof data === "object" &&
    typeof data["node"] === "object" &&
    data["node"] !== null
  );
}
