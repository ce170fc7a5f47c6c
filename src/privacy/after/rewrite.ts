import {
  EventType,
  IncrementalSource,
  type RecordedEvent,
  type SerializedNode,
} from "../../format/events.ts";
import { LONGEST_TEXT } from "../../format/signals/fields.ts";
import { readSignal } from "../../format/signals/signals.ts";
import { type AdoptedSheets, type Outcome, rewriteIncremental } from "./incremental.ts";
import { frameKey, type DocumentRemoval, type TabRemoval } from "./plan.ts";
import { startsDocument } from "./stream.ts";
import { cleanStrings } from "./strings.ts";
import { rewriteTree } from "./tree.ts";

/**
 * Takes what a plan names out of the events of one tab, given in their order. Changes an event in
 * place, never its time; one of which nothing is left becomes `waymark.redacted`. So every event
 * stays what its pointer says. Returns whether it changed.
 */
export function createRewriter(
  plan: TabRemoval,
): (event: RecordedEvent, segmentIndex: number, frameIndex: number) => boolean {
  let number = 0;
  const adopted: { rootId: number | null; styleIds: readonly number[] } = {
    rootId: null,
    styleIds: [],
  };

  return (event, segmentIndex, frameIndex) => {
    if (startsDocument(event)) {
      number++;
      adopted.rootId = (event.data["node"] as SerializedNode).id;
      adopted.styleIds = [];
    }
    const outcome = outcomeOf(event, frameKey(segmentIndex, frameIndex));
    if (outcome !== "gone") noteAdopted(event.data, adopted);
    return outcome !== "same";
  };

  function outcomeOf(event: RecordedEvent, key: string): Outcome {
    // What is no event has no part in any page; its strings are looked at all the same.
    const isEvent = typeof event.data === "object" && event.data !== null;
    const removal = plan.documents.get(number);
    let outcome: Outcome = "same";
    if (plan.frames.has(key) || (isEvent && isRequest(event, plan.requests))) outcome = "gone";
    else if (isEvent && removal) outcome = rewriteFor(event, removal, adopted);
    if (outcome === "gone") return redact(event) ? "gone" : "same";
    if (plan.text && cleanStrings(event as unknown as Record<string, unknown>, plan.text) > 0) {
      outcome = "changed";
      capTexts(event);
    }
    return outcome;
  }
}

function rewriteFor(
  event: RecordedEvent,
  removal: DocumentRemoval,
  adopted: AdoptedSheets,
): Outcome {
  switch (event.type) {
    case EventType.FullSnapshot:
      return rewriteTree(event.data["node"] as SerializedNode, removal) ? "changed" : "same";
    case EventType.IncrementalSnapshot:
      return rewriteIncremental(event.data, removal, adopted);
    case EventType.Custom:
      return isAbout(event, removal) ? "gone" : "same";
    default:
      return "same";
  }
}

/** A signal of an element that is removed, or of a document in a removed frame. */
function isAbout({ data }: RecordedEvent, { nodes }: DocumentRemoval): boolean {
  const payload: unknown = data["payload"];
  if (typeof payload !== "object" || payload === null) return false;
  const { id, frame } = payload as { id?: unknown; frame?: unknown };
  return [id, frame].some((each) => typeof each === "number" && nodes.has(each));
}

function isRequest(event: RecordedEvent, requests: ReadonlySet<string>): boolean {
  if (requests.size === 0) return false;
  const signal = readSignal(event, "waymark.network");
  return signal !== null && requests.has(signal.id);
}

/** False when it was redacted before. */
function redact(event: RecordedEvent): boolean {
  if (event.type === EventType.Custom && event.data["tag"] === "waymark.redacted") return false;
  const fields = event as unknown as Record<string, unknown>;
  for (const name of Object.keys(fields)) if (name !== "timestamp") delete fields[name];
  event.type = EventType.Custom;
  event.data = { tag: "waymark.redacted", payload: {} };
  return true;
}

function capTexts({ type, data }: RecordedEvent): void {
  const payload = data["payload"] as Record<string, unknown> | undefined;
  if (type !== EventType.Custom || typeof payload !== "object" || payload === null) return;
  for (const [name, value] of Object.entries(payload)) {
    if (name !== "picture" && typeof value === "string")
      payload[name] = value.slice(0, LONGEST_TEXT);
  }
}

function noteAdopted(
  data: unknown,
  adopted: { rootId: number | null; styleIds: readonly number[] },
): void {
  const { source, id, styleIds } = (data ?? {}) as Record<string, unknown>;
  if (source !== IncrementalSource.AdoptedStyleSheet || id !== adopted.rootId) return;
  if (Array.isArray(styleIds)) adopted.styleIds = styleIds as number[];
}
