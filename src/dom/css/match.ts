import { attribute, isElement, type MirrorNode, parentElement } from "../node.ts";
import type { AttributeTest, ComplexSelector, Compound } from "./selector.ts";

/** Says whether a node is in a passing state. Without it no state holds. */
export type InState = (node: MirrorNode, state: string) => boolean;

const never: InState = () => false;

/** Steps tried for one question: a made-up page must not make a selector search for ever (rule R4). */
const MAX_TRIES = 20_000;
let triesLeft = 0;

/** Whether `node` is what `selector` names, within its own document or shadow root. */
export function matches(
  node: MirrorNode,
  selector: ComplexSelector,
  inState: InState = never,
): boolean {
  triesLeft = MAX_TRIES;
  return matchFrom(node, selector, 0, inState);
}

function matchFrom(
  node: MirrorNode,
  selector: ComplexSelector,
  step: number,
  inState: InState,
): boolean {
  const compound = selector.steps[step];
  if (!compound || triesLeft-- <= 0 || !matchesCompound(node, compound, inState)) return false;
  if (step === selector.steps.length - 1) return true;
  switch (selector.combinators[step]) {
    case ">": {
      const parent = parentElement(node);
      return parent !== null && matchFrom(parent, selector, step + 1, inState);
    }
    case "+": {
      const before = previousElement(node);
      return before !== null && matchFrom(before, selector, step + 1, inState);
    }
    case "~":
      for (let at = previousElement(node); at; at = previousElement(at)) {
        if (matchFrom(at, selector, step + 1, inState)) return true;
      }
      return false;
    default:
      for (let at = parentElement(node); at; at = parentElement(at)) {
        if (matchFrom(at, selector, step + 1, inState)) return true;
      }
      return false;
  }
}

function previousElement(node: MirrorNode): MirrorNode | null {
  let at = node.prev;
  while (at && !isElement(at)) at = at.prev;
  return at;
}

/** Whether one step of a selector holds for `node` alone. */
export function matchesCompound(node: MirrorNode, compound: Compound, inState: InState): boolean {
  if (compound.unknown || !isElement(node)) return false;
  if (compound.tag !== null && compound.tag !== node.tag) return false;
  if (compound.id !== null && compound.id !== attribute(node, "id")) return false;
  if (compound.classes.length > 0) {
    const own = classesOf(node);
    for (const name of compound.classes) if (!own.includes(name)) return false;
  }
  for (const test of compound.attributes) if (!matchesAttribute(node, test)) return false;
  for (const not of compound.not) if (matchesCompound(node, not, inState)) return false;
  for (const state of compound.states) if (!inState(node, state)) return false;
  return true;
}

export function classesOf(node: MirrorNode): string[] {
  return (attribute(node, "class") ?? "").split(/\s+/);
}

function matchesAttribute(node: MirrorNode, { name, op, value }: AttributeTest): boolean {
  const own = attribute(node, name);
  if (own === null) return false;
  switch (op) {
    case undefined:
      return true;
    case "=":
      return own === value;
    case "~=":
      return own.split(/\s+/).includes(value);
    case "|=":
      return own === value || own.startsWith(`${value}-`);
    case "^=":
      return value !== "" && own.startsWith(value);
    case "$=":
      return value !== "" && own.endsWith(value);
    default:
      return value !== "" && own.includes(value);
  }
}
