import { matchesCompound } from "../../../dom/css/match.ts";
import type { Styles } from "../../../dom/css/styles.ts";
import {
  attribute,
  contains,
  hasAttribute,
  isElement,
  type MirrorNode,
  scopeOf,
  walk,
} from "../../../dom/node.ts";

/** Declarations that show, hide or move something; colours and outlines are only feedback. */
const SHOWS =
  /(?:^|[;\s])(?:display|visibility|opacity|height|max-height|width|transform|clip-path|content|left|right|top|bottom|inset|z-index|pointer-events)\s*:/i;

/**
 * Whether a style rule shows something else while the control is pressed or has the focus, like
 * `.menu:focus-within .list { display: block }`. Such an answer leaves no event in a recording.
 */
export function isShownByState(control: MirrorNode, styles: Styles): boolean {
  const focused = focusableOf(control);
  const fragment = fragmentOf(control);
  const inState = (node: MirrorNode, state: string): boolean => {
    switch (state) {
      case "active":
        return contains(node, control);
      case "focus":
      case "focus-visible":
        return node === focused;
      case "focus-within":
        return focused !== null && contains(node, focused);
      case "target":
        return fragment !== null && attribute(node, "id") === fragment;
      default:
        return false;
    }
  };
  const chain: MirrorNode[] = [];
  for (let at: MirrorNode | null = control; at; at = at.parent) chain.push(at);
  for (const rule of styles.reveals(control)) {
    if (!SHOWS.test(rule.body)) continue;
    // Most rules speak of other parts of the page: a look at the control's ancestors spares the walk.
    const held = rule.selector.steps.some(
      (step, i) =>
        step.states.length > 0 &&
        (i === 0 || chain.some((node) => matchesCompound(node, step, inState))),
    );
    if (!held) continue;
    let found = false;
    walk(scopeOf(control), (node) => {
      if (found) return false;
      if (isElement(node) && !contains(control, node) && styles.matches(node, rule, inState))
        found = true;
      return !found;
    });
    if (found) return true;
  }
  return false;
}

/** What takes the focus when the control is clicked. */
function focusableOf(control: MirrorNode): MirrorNode | null {
  for (let at: MirrorNode | null = control; at; at = at.parent) {
    const native =
      /^(?:button|input|select|textarea|summary)$/.test(at.tag) ||
      (at.tag === "a" && hasAttribute(at, "href"));
    if (native || hasAttribute(at, "tabindex")) return at;
  }
  return null;
}

function fragmentOf(control: MirrorNode): string | null {
  const href = control.tag === "a" ? attribute(control, "href") : null;
  const at = href?.indexOf("#") ?? -1;
  return href && at >= 0 && at < href.length - 1 ? href.slice(at + 1) : null;
}
