import type { DomMirror } from "../../dom/mirror.ts";
import { type MirrorNode, walk } from "../../dom/node.ts";
import { EventType, NodeType, type RecordedEvent } from "../../format/events.ts";
import type { DocumentRemoval } from "../../privacy/after/plan.ts";
import type { Span, TextMatcher } from "../../privacy/after/text-matcher.ts";
import { isMutation, objectsIn } from "./mutation-parts.ts";

/** Neighbours of a text that are looked at together with it, to each side. */
const MOST_NEIGHBOURS = 50;

/**
 * Finds, while a tab's events go through a mirror, texts that are split over neighbouring text nodes
 * of one parent, as frameworks write them. What each node keeps is noted by its id and its text then.
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
        const next = mirror.get(id as number)?.next;
        if (next && isText(next)) closingUp.push(next);
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
        if (added) lookBelow(added);
      }
    },
  };

  function lookBelow(top: MirrorNode): void {
    walk(top, (node) => {
      if (!isText(node)) return;
      if (node === top) look(around(node));
      else if (!node.prev || !isText(node.prev)) look(textsFrom(node));
    });
  }
}

/** The text nodes from this one on. */
function textsFrom(first: MirrorNode, most = Infinity): MirrorNode[] {
  const run: MirrorNode[] = [];
  for (let at: MirrorNode | null = first; at && isText(at) && run.length < most; at = at.next) {
    run.push(at);
  }
  return run;
}

function around(text: MirrorNode): MirrorNode[] {
  let first = text;
  for (let n = 0; first.prev && isText(first.prev) && n < MOST_NEIGHBOURS; n++) first = first.prev;
  return textsFrom(first, 2 * MOST_NEIGHBOURS);
}

const isText = ({ type }: MirrorNode) => type === NodeType.Text;
