import type { TabId } from "../../../src/format/ids.ts";
import type { RedactionTarget } from "../../../src/worker/redact/api.ts";
import type { ListedEvent } from "../../../src/worker/packed-events.ts";

/** The element of a moment that a person chose. */
export interface ChosenElement {
  tabId: TabId;
  nodeId: number;
  /** Epoch milliseconds. */
  at: number;
  size?: { width: number; height: number };
  /** Attributes that can go alone; none where it was chosen by an event. */
  attributes: string[];
}

/** What redaction is about, before the details are settled. */
export type RedactionSubject =
  | { kind: "element"; element: ChosenElement }
  | { kind: "event"; event: ListedEvent; element: ChosenElement | null }
  | { kind: "text"; text: string; isPattern: boolean };

/** The details that the dialog asks for. */
export interface RedactionChoice {
  everywhere: boolean;
  /** One attribute instead of the whole element. */
  attribute: string | null;
  /** Of an event: the element that it happened on instead. */
  onElement: boolean;
  /** Texts that go wherever else they stand. */
  copies: readonly string[];
}

export const FIRST_CHOICE: RedactionChoice = {
  everywhere: true,
  attribute: null,
  onElement: false,
  copies: [],
};

export function targetsOf(subject: RedactionSubject, choice: RedactionChoice): RedactionTarget[] {
  const copies = choice.copies.map((text): RedactionTarget => ({ kind: "text", text }));
  if (subject.kind === "text") {
    const { text, isPattern } = subject;
    return [isPattern ? { kind: "pattern", pattern: text } : { kind: "text", text }];
  }
  const { element } = subject;
  if (element && (subject.kind === "element" || choice.onElement)) {
    return [elementTarget(element, choice), ...copies];
  }
  if (subject.kind !== "event") return copies;
  const { tabId, segmentIndex, frameIndex } = subject.event;
  return [{ kind: "event", tabId, segmentIndex, frameIndex }, ...copies];
}

function elementTarget(
  { tabId, nodeId, at, size }: ChosenElement,
  { everywhere, attribute }: RedactionChoice,
): RedactionTarget {
  const place = { tabId, nodeId, at, everywhere };
  if (attribute !== null) return { kind: "attribute", ...place, name: attribute };
  return { kind: "element", ...place, ...(size && { size }) };
}
