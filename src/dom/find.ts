import { WaymarkError } from "../format/errors.ts";
import { NodeType } from "../format/events.ts";
import { matches } from "./css/match.ts";
import { type ComplexSelector, parseSelector as parseCss, splitList } from "./css/selector.ts";
import { isElement, type MirrorNode, scopeOf, walk } from "./node.ts";
import { matchesSelector, parseSelector as parseOwn } from "./selector-match.ts";

/** Says whether a node is one that a selector means. */
export type NodeTest = (node: MirrorNode) => boolean;

const LONGEST_SELECTOR = 1_000;

/**
 * Reads a selector: CSS (tags, ids, classes, attributes, `:not()`, combinators, lists), or one that
 * `selectorOf` wrote with a position; ` >>> ` steps into a frame or shadow root. Throws
 * `invalid-input` for what neither is: a selector that matches nothing would answer a question wrongly.
 */
export function nodeTest(text: string): NodeTest {
  const parts = text.split(/\s*>>>\s*/).map(readList);
  if (parts.every((part) => part !== null)) return (node) => matchesParts(node, parts);
  const isOwn = text.length <= LONGEST_SELECTOR && text.includes(":nth-of-type(");
  const own = isOwn ? parseOwn(text) : null;
  if (own) return (node) => matchesSelector(node, own);
  throw new WaymarkError(
    "invalid-input",
    `"${text.slice(0, 80)}" is not a selector that can be looked for. Use tags, #ids, .classes, [attributes], :not(), or one that Waymark printed.`,
  );
}

function matchesParts(node: MirrorNode, parts: readonly ComplexSelector[][]): boolean {
  let at: MirrorNode | null = node;
  for (const list of parts.toReversed()) {
    const here: MirrorNode | null = at;
    if (!here || !isElement(here) || !list.some((one) => matches(here, one))) return false;
    at = hostOf(here);
  }
  return true;
}

/** The elements that a selector means, in document order, frames and shadow roots included; at most `limit`. */
export function findNodes(top: MirrorNode, wanted: NodeTest, limit: number): MirrorNode[] {
  const found: MirrorNode[] = [];
  walk(top, (node) => {
    if (found.length >= limit) return false;
    if (isElement(node) && wanted(node)) found.push(node);
    return true;
  });
  return found;
}

/** Null for what is no such list, or asks for what a recording does not tell (`:hover`, `::before`). */
function readList(part: string): ComplexSelector[] | null {
  if (part.trim() === "" || part.length > LONGEST_SELECTOR) return null;
  const list = splitList(part).map(parseCss);
  const isKnown = list.every(
    (one) => one !== null && one.steps.every((step) => !step.unknown && step.states.length === 0),
  );
  return isKnown && list.length > 0 ? (list as ComplexSelector[]) : null;
}

/** The element whose frame or shadow root `node` is in; null in the tab's own document. */
function hostOf(node: MirrorNode): MirrorNode | null {
  const scope = scopeOf(node);
  return scope.type === NodeType.Document ? scope.parent : scope === node ? null : scope;
}
