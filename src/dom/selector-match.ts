import { NodeType } from "../format/events.ts";
import { attribute, isElement, type MirrorNode, parentElement, scopeOf } from "./node.ts";

/** One element of a selector as `selectorOf` writes it. */
export interface SelectorStep {
  /** "" for any. */
  tag: string;
  attributes: readonly (readonly [name: string, value: string])[];
  /** Counted from 1 among its siblings of one tag; null where another attribute names the element. */
  position: number | null;
}

/** Of each document or shadow root, from the outermost in, the steps from an ancestor to the element. */
export type SelectorParts = readonly (readonly SelectorStep[])[];

const STEP =
  /^([a-z][\w.:-]*?)?(#(?:\\.|[^\s#.:[\]>\\])+)?((?:\[[\w-]+="(?:\\.|[^"\\])*"\])*)(?::nth-of-type\((\d{1,9})\))?(?= > | >>> |$)/i;
const ATTRIBUTE = /\[([\w-]+)="((?:\\.|[^"\\])*)"\]/g;

/** Null for anything that `selectorOf` does not write. */
export function parseSelector(text: string): SelectorParts | null {
  const parts: SelectorStep[][] = [[]];
  for (let rest = text; ;) {
    const found = STEP.exec(rest);
    if (!found || found[0] === "") return null;
    parts.at(-1)?.push(stepOf(found));
    rest = rest.slice(found[0].length);
    if (rest === "") return parts;
    if (rest.startsWith(" >>> ")) parts.push([]);
    rest = rest.replace(/^ >{1,3} /, "");
  }
}

function stepOf([, tag = "", id, attributes = "", nth]: RegExpExecArray): SelectorStep {
  const named = [...attributes.matchAll(ATTRIBUTE)].map(
    ([, name = "", value = ""]) => [name, unescape(value)] as const,
  );
  if (id !== undefined) named.push(["id", unescape(id.slice(1))]);
  const isNamed = named.some(([name]) => name !== "role");
  const isSole = tag === "html" || tag === "body";
  const position = nth === undefined ? (isNamed || isSole ? null : 1) : Number(nth);
  return { tag: tag.toLowerCase(), attributes: named, position };
}

const unescape = (text: string) => text.replace(/\\(.)/g, "$1");

/** Whether a node is what the selector names now. Documents on the way up count as `selectorOf` writes them. */
export function matchesSelector(node: MirrorNode, parts: SelectorParts): boolean {
  let at: MirrorNode | null = node;
  for (let part = parts.length - 1; part >= 0; part--) {
    const steps = parts[part] ?? [];
    let top: MirrorNode | null = null;
    for (let step = steps.length - 1; step >= 0; step--) {
      if (!at || !fits(at, steps[step] as SelectorStep)) return false;
      top = at;
      at = parentElement(at);
    }
    if (!top) return false;
    at = hostOf(top);
  }
  return at === null;
}

/** The element whose shadow root or frame `node` is in; null in the tab's own document. */
function hostOf(node: MirrorNode): MirrorNode | null {
  const scope = scopeOf(node);
  return scope.type === NodeType.Document ? scope.parent : scope === node ? null : scope;
}

function fits(node: MirrorNode, { tag, attributes, position }: SelectorStep): boolean {
  if (!isElement(node) || (tag !== "" && node.tag !== tag)) return false;
  if (!attributes.every(([name, value]) => attribute(node, name) === value)) return false;
  return position === null || positionOf(node) === position;
}

/** Counted from 1 among the siblings of its tag, as `:nth-of-type` does. */
export function positionOf(node: MirrorNode): number {
  let index = 1;
  for (let at = node.prev; at; at = at.prev) {
    if (at.tag === node.tag && at.inShadow === node.inShadow) index++;
  }
  return index;
}
