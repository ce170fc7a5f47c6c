import type { PagePolicy } from "../policy.ts";
import type { Live } from "../sanitize/context.ts";
import { IS } from "../sanitize/node-map.ts";
import {
  closestAcross,
  documentOf,
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

/** What the sanitizer asks of the live page. Answers at once where the policy has no selectors of its own. */
export function createLive(policy: PagePolicy, document: Document, mirror: NodeFinder): Live {
  const selectors = (
    [
      [IS.block, policy.block],
      [IS.mask, policy.mask],
      [IS.ignore, policy.ignore],
      [IS.unmask, policy.level === "open" ? policy.unmask : []],
    ] as const
  )
    .filter(([, list]) => list.length > 0)
    .map(([bit, list]) => ({ bit, selector: list.join(", ") }));
  let documents = 0;

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
      // Frames are where old editors switch designMode on, often after they were recorded.
      if (selectors.length === 0 && documents < 2 && !isBeingEdited(document)) return 0;
      const node = mirror.getNode(id);
      if (node === null) return 0;
      const owner = documentOf(node);
      let bits = owner !== null && isBeingEdited(owner) ? IS.editable : 0;
      const parent = selectors.length > 0 ? parentOf(node) : null;
      if (parent === null) return bits;
      for (const { bit, selector } of selectors) {
        if (bit === IS.mask && closestAcross(parent, selector)) bits |= bit;
      }
      return bits;
    },
    isEdited(documentId) {
      documents++;
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
