import type { RawKind, RedactionPreview, RedactionResult } from "../../../src/worker/redact/api.ts";
import { plural } from "../../words.ts";
import type { RedactionSubject } from "./choice.ts";

/** Everything that redaction says to people. */
export const REDACT_WORDS = {
  open: "Redact…",
  openTitle: "Remove something from this session for ever",
  start: "Redact this session",
  startText:
    "What you choose is removed from the whole recording: from every moment, from thumbnails and from everything that was worked out from it.",
  point: "Point at an element",
  pointText:
    "Choose it on the replayed page. By keyboard: choose “Redact…” at one of its events in the list.",
  pointing: "Point at what is to be removed",
  pointingHint: "Click what is to be removed. Esc stops.",
  stopPointing: "Stop pointing",
  textLabel: "Text or pattern",
  textKind: "How it is meant",
  plain: "Plain text, in upper or lower case, also where it is part of an address",
  pattern: "Pattern (regular expression)",
  next: "Look for it",
  cancel: "Cancel",
  looking: "Looking for it",
  title: "Redact",
  whole: "In the whole session",
  wholeText: "This element in every document and tab, at every moment",
  here: "Only here",
  hereText: "This element in this document only, at every moment",
  scope: "Where",
  what: "What goes",
  wholeElement: "The element with all that is in it",
  eventOnly: "This event",
  eventElement: "The element that it happened on",
  places: "Some of the places",
  copies: "The same text elsewhere",
  copiesText: "Choose what is to be removed wherever else it stands, too.",
  pictures:
    "What is drawn in a picture or on a canvas cannot be searched. To remove one, point at it, or at what it is in: an element goes with all its pictures.",
  nothing: "Nothing in this session matches.",
  warning:
    "This cannot be undone. What is removed is gone from this browser; a server that has the session gets the change with the next push. Files exported before keep it.",
  yes: "Remove it for ever",
  working: "Redacting",
  again: "Try again",
} as const;

const KIND_WORDS: Record<RawKind, readonly [one: string, many: string]> = {
  snapshot: ["page as a whole", "pages as a whole"],
  change: ["change of the page", "changes of the page"],
  input: ["field value", "field values"],
  act: ["click or focus", "clicks and focuses"],
  pointer: ["pointer path", "pointer paths"],
  scroll: ["scroll", "scrolls"],
  style: ["style", "styles"],
  selection: ["selection", "selections"],
  media: ["media event", "media events"],
  address: ["address", "addresses"],
  error: ["error", "errors"],
  console: ["console line", "console lines"],
  told: ["event told by the page", "events told by the page"],
  request: ["request", "requests"],
  browser: ["browser event", "browser events"],
  picture: ["canvas picture", "canvas pictures"],
  other: ["other event", "other events"],
};

export const kindText = (kind: RawKind): string => KIND_WORDS[kind][0];

/** `12 events in 2 segments change: 1 page as a whole, 8 changes of the page.` */
export function changeText({ events, segments, kinds }: RedactionPreview): string {
  if (events === 0) return "No event changes.";
  const parts = (Object.entries(kinds) as [RawKind, number][])
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => plural(count, ...KIND_WORDS[kind]));
  const verb = events === 1 ? "changes" : "change";
  return `${plural(events, "event")} in ${plural(segments, "segment")} ${verb}: ${parts.join(", ")}.`;
}

/** What a search cannot find, for who looks for a text; null where an element or an event was pointed at. */
export const limitText = ({ kind }: RedactionSubject): string | null =>
  kind === "text" ? REDACT_WORDS.pictures : null;

/** What else changes, one sentence each. */
export function besidesText({ elements, record, annotations, blobs }: RedactionPreview): string[] {
  const lines: string[] = [];
  if (elements > 0) lines.push(`${plural(elements, "element")} found.`);
  if (record) lines.push("The session's title, tabs, labels or details change.");
  if (annotations > 0) lines.push(`${plural(annotations, "mark changes", "marks change")}.`);
  if (blobs > 0) lines.push(`${plural(blobs, "stored file")} removed.`);
  return lines;
}

export function isNothing({ events, record, annotations, blobs }: RedactionPreview): boolean {
  return events + annotations + blobs === 0 && !record;
}

export const copyText = (text: string, count: number): string =>
  `“${text}” (${plural(count, "place")})`;

export function doneText({ events, segments }: RedactionResult, canPush: boolean): string {
  const what = `Redacted: ${plural(events, "event")} in ${plural(segments, "segment")}, and read again to be sure.`;
  return canPush ? `${what} If it was pushed before, push it again.` : what;
}
