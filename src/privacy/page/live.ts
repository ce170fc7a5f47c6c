import type { PagePolicy } from "../policy.ts";
import type { Live } from "../sanitize/context.ts";
import { IS } from "../sanitize/node-map.ts";
import {
  closestAcross,
  isBeingEdited,
  isDocument,
  isElement,
  matchesSelector,
  parentOf,
  sizeOfElement,
} from "./primitives.ts";

export interface NodeFinder {
  getNode(id: number): Node | null;
}

/** Combinators and pseudo-classes: what they ask may change without a change of the element. */
const CONTEXTUAL = /[\s>+~:]/;

/** What the sanitizer asks of the live page. Answers at once where the policy has no selectors of its own. */
export function createLive(policy: PagePolicy, mirror: NodeFinder): Live {
  const selectors = (
    [
      [IS.block, policy.block],
      [IS.mask, policy.mask],
      [IS.ignore, policy.ignore],
      [IS.unmask, policy.level === "open" ? policy.unmask : []],
    ] as const
  )
    .filter(([, list]) => list.length > 0)
    .map(([bit, list]) => ({
      bit,
      selector: list.join(", "),
      isContextual: list.some((each) => CONTEXTUAL.test(each)),
    }));
  return {
    marks(id) {
      if (selectors.length === 0) return 0;
      const node = mirror.getNode(id);
      if (!isElement(node)) return 0;
      let bits = 0;
      for (const { bit, selector } of selectors) if (matchesSelector(node, selector)) bits |= bit;
      return bits;
    },
    marksAround(id) {
      if (selectors.length === 0) return 0;
      const node = mirror.getNode(id);
      const parent = node && parentOf(node);
      if (parent === null) return 0;
      let bits = 0;
      for (const { bit, selector } of selectors) {
        if (bit === IS.mask && closestAcross(parent, selector)) bits |= bit;
      }
      return bits;
    },
    areContextual: selectors.some(({ isContextual }) => isContextual),
    isEdited(documentId) {
      const node = mirror.getNode(documentId);
      return isDocument(node) && isBeingEdited(node);
    },
    size(id) {
      const node = mirror.getNode(id);
      if (!isElement(node)) return null;
      const { width, height } = sizeOfElement(node);
      return { width, height };
    },
  };
}
