import type { Miss } from "../../format/signals/interactions.ts";
import {
  closestAcross,
  computedStyle,
  elementsAtOfDocument,
  elementsAtOfRoot,
  findInDocument,
  isVisible,
  labelledControl,
  listLength,
  matches,
  parentAcross,
  propertyOf,
  rectOf,
  rootOf,
  shadowRootOf,
  tagOf,
} from "./natives.ts";

/** What presents itself as something to click, by its markup. */
const CONTROL =
  "button, input, select, textarea, summary, label, area[href], a[href], [onclick], " +
  "button link checkbox radio switch tab menuitem menuitemcheckbox menuitemradio option"
    .split(" ")
    .map((role) => `[role="${role}" i]`)
    .join(", ");
const DISABLED = ':disabled, [aria-disabled="true" i]';

/** Elements under a pointer that are looked at; below these nobody sees anything. */
const DEEPEST_LOOK = 24;
const DEEPEST_ROOT = 16;
/** Controls of a page that are looked at for those that let clicks through; the rest are not. */
const MOST_CONTROLS = 1_000;

/** What was under a click, and the control that it did not reach. */
export interface Hit {
  /** The topmost first. */
  stack: Element[];
  disabled: boolean;
  missed: { element: Element; why: Miss } | null;
}

export function hitAt(document: Document, target: Element, x: number, y: number): Hit {
  const stack = elementsAt(document, x, y);
  const control = controlOf(target);
  const disabled = control !== null && isDisabled(control);
  if (control)
    return { stack, disabled, missed: disabled ? { element: control, why: "disabled" } : null };
  const covered = coveredIn(stack, target);
  if (covered) return { stack, disabled, missed: { element: covered, why: "covered" } };
  const passed = passedAt(document, x, y);
  return { stack, disabled, missed: passed && { element: passed, why: "pointer-events-none" } };
}

/** The control that a click on `target` means; for a label the field that it names. */
export function controlOf(target: Element): Element | null {
  const control = closestAcross(target, CONTROL);
  return (control && tagOf(control) === "label" && labelledControl(control)) || control;
}

export const isDisabled = (control: Element): boolean => matches(control, DISABLED) === true;

/** The elements at a point, the topmost first, those in open shadow roots before their host. */
function elementsAt(document: Document, x: number, y: number): Element[] {
  const found = new Set<Element>();
  const look = (elements: readonly Element[], depth: number): void => {
    for (const element of elements) {
      if (found.size >= DEEPEST_LOOK) return;
      const root = found.has(element) || depth >= DEEPEST_ROOT ? null : shadowRootOf(element);
      // A root tells of what is around it as well.
      const inside = root && elementsAtOfRoot(root, x, y)?.filter((each) => rootOf(each) === root);
      if (inside) look(inside, depth + 1);
      found.add(element);
    }
  };
  look(elementsAtOfDocument(document, x, y) ?? [], 0);
  return [...found];
}

/** The nearest control below what got the click, which is none of its ancestors: those heard of it. */
function coveredIn(stack: readonly Element[], target: Element): Element | null {
  const heard = new Set<Element>();
  for (let at: Element | null = target; at; at = parentAcross(at)) heard.add(at);
  for (const element of stack) {
    const control = heard.has(element) ? null : closestAcross(element, CONTROL);
    if (control && !heard.has(control)) return control;
  }
  return null;
}

/**
 * A control that can be seen at the point and has `pointer-events: none`, which the browser's hit test
 * looks through. Only asked for where a click met no control at all.
 */
function passedAt(document: Document, x: number, y: number): Element | null {
  const controls = findInDocument(document, CONTROL);
  const count = controls ? Math.min(listLength(controls) ?? 0, MOST_CONTROLS) : 0;
  let passed: Element | null = null;
  for (let i = 0; i < count; i++) {
    const control = controls?.[i];
    if (!control) continue;
    const rect = rectOf(control);
    if (!rect || x < rect.left || x >= rect.right || y < rect.top || y >= rect.bottom) continue;
    const style = computedStyle(control);
    // The last of them in the document lies on top, or in the others.
    if (propertyOf(style, "pointer-events") === "none" && isVisible(control)) passed = control;
  }
  return passed;
}
