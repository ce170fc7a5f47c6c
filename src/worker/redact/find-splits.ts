import type { DomMirror } from "../../dom/mirror.ts";
import { type MirrorNode, walk } from "../../dom/node.ts";
import { EventType, type RecordedEvent } from "../../format/events.ts";
import type { DocumentRemoval } from "../../privacy/after/plan.ts";
import type { Span, TextMatcher } from "../../privacy/after/text-matcher.ts";
import { isMutation, objectsIn } from "./mutation-parts.ts";
import { isText, textAfter, textBefore } from "./reading-order.ts";

/** Neighbours of a text that are looked at together with it, to each side. */
const MOST_NEIGHBOURS = 50;

/**
 * Finds, while a tab's events go through a mirror, texts that are split over text nodes which are read
 * on: neighbours, as frameworks write them, and those in inline elements (`Jane <b>Doe</b>`). What each
 * node keeps is noted by its id and its text then.
 */
export function createSplitFinder(
  mirror: DomMirror,
  matcher: TextMatcher,
  documentNow: () => DocumentRemoval,
) {
  /** Texts that become neighbours of others because what stood between them goes. */
  let closingUp: MirrorNode[] = [];

  function look(run: readonly MirrorNode[]): void {
    if (run.length < 2) return;
    const starts: number[] = [];
    let whole = "";
    for (const { text } of run) {
      starts.push(whole.length);
      whole += text;
    }
    const spans = matcher.find(whole);
    const nodeAt = (offset: number) => starts.findLastIndex((start) => start <= offset);
    const split = spans.filter(({ start, end }) => nodeAt(start) !== nodeAt(end - 1));
    if (split.length === 0) return;
    for (const [i, node] of run.entries()) noteRest(node, starts[i] as number, split);
  }

  /** The first node of a split text gets what is put in its place, the others only lose their part. */
  function noteRest(node: MirrorNode, from: number, spans: readonly Span[]): void {
    let rest = "";
    let at = 0;
    for (const { start, end } of spans) {
      const [first, last] = [Math.max(start - from, 0), Math.min(end - from, node.text.length)];
      if (first >= last) continue;
      rest += node.text.slice(at, first) + (start >= from ? matcher.replacement : "");
      at = last;
    }
    rest += node.text.slice(at);
    if (rest === node.text) return;
    const { texts } = documentNow();
    const known = texts.get(node.id) ?? new Map<string, string>();
    texts.set(node.id, known.set(node.text, rest));
  }

  return {
    before(event: RecordedEvent): void {
      closingUp = [];
      if (!isMutation(event)) return;
      const { data } = event;
      for (const { id } of objectsIn(data["removes"])) {
        const node = mirror.get(id as number);
        const next = node && textAfter(node);
        if (next) closingUp.push(next);
      }
    },
    after(event: RecordedEvent): void {
      const { type, data } = event;
      if (type === EventType.FullSnapshot && mirror.root) return lookBelow(mirror.root);
      if (!isMutation(event)) return;
      for (const node of closingUp) if (mirror.get(node.id) === node) look(around(node));
      for (const { id } of objectsIn(data["texts"])) {
        const node = mirror.get(id as number);
        if (node && isText(node)) look(around(node));
      }
      for (const { node } of objectsIn(data["adds"])) {
        const added = mirror.get((node as { id?: number } | null)?.id ?? -1);
        if (added) lookInto(added);
      }
    },
  };

  function lookBelow(top: MirrorNode): void {
    walk(top, (node) => {
      if (isText(node) && textBefore(node) === null) look(textsFrom(node));
    });
  }

  /** Of what was added also what it is read on with: its first and its last text may go on outside. */
  function lookInto(top: MirrorNode): void {
    lookBelow(top);
    const texts: MirrorNode[] = [];
    walk(top, (node) => void (isText(node) && texts.push(node)));
    const [first] = texts;
    const last = texts.at(-1);
    if (first) look(around(first, texts.length));
    if (last && last !== first) look(around(last));
  }
}

/** The text nodes from this one on. */
function textsFrom(first: MirrorNode, most = Infinity): MirrorNode[] {
  const run: MirrorNode[] = [];
  for (let at: MirrorNode | null = first; at && run.length < most; at = textAfter(at)) run.push(at);
  return run;
}

/** @param more so many texts from it on belong to it */
function around(text: MirrorNode, more = 0): MirrorNode[] {
  let first = text;
  for (let n = 0; n < MOST_NEIGHBOURS; n++) {
    const before = textBefore(first);
    if (before === null) break;
    first = before;
  }
  return textsFrom(first, 2 * MOST_NEIGHBOURS + more);
}
