import { NodeType } from "../format/events.ts";
import { attribute, isElement, type MirrorNode, scopeOf, walk } from "./node.ts";

const TEST_IDS = ["data-testid", "data-test-id", "data-test", "data-cy", "data-qa"];
/** Ids that a framework makes up anew on every load: digits runs, React's `:r1:`, hashes. */
const MADE_UP_ID = /\d{3,}|^:|^(?:ember|radix|headlessui|mui|react|ng)[-_:]|[0-9a-f]{8,}|^\d/i;
const MAX_STEPS = 5;
/** Longer values make no selector that a person recognises. */
const LONGEST_VALUE = 60;

/**
 * A short selector that people recognise and that holds over reloads: test ids, ids, roles and
 * names before position; classes never. ` >>> ` steps into an iframe or a shadow root. Null for a
 * node outside of every document.
 */
export function selectorOf(node: MirrorNode): string | null {
  let element: MirrorNode | null = node;
  while (element && !isElement(element)) element = element.parent;
  if (!element) return node.type === NodeType.Document ? "html" : null;
  const scope = scopeOf(element);
  const local = within(element, scope);
  const host = scope.type === NodeType.Document ? scope.parent : scope;
  if (!host || host === element) return local;
  const outer = selectorOf(host);
  return outer === null ? local : `${outer} >>> ${local}`;
}

function within(element: MirrorNode, scope: MirrorNode): string {
  const steps: string[] = [];
  for (let at: MirrorNode | null = element; at && at !== scope; at = at.parent) {
    const anchor = anchorOf(at);
    if (anchor && (at !== element || isUnique(at, anchor, scope) || steps.length > 0)) {
      steps.unshift(anchor.text);
      return steps.join(" > ");
    }
    steps.unshift(anchor ? anchor.text : position(at));
    if (at.tag === "body" || at.tag === "html" || at.inShadow || steps.length >= MAX_STEPS) break;
  }
  return steps.join(" > ");
}

interface Anchor {
  text: string;
  name: string;
  value: string;
}

function anchorOf(node: MirrorNode): Anchor | null {
  for (const name of TEST_IDS) {
    const value = attribute(node, name);
    if (value && value.length <= LONGEST_VALUE)
      return { text: `[${name}=${quote(value)}]`, name, value };
  }
  const id = attribute(node, "id");
  if (id && id.length <= LONGEST_VALUE && !MADE_UP_ID.test(id))
    return { text: `#${escapeId(id)}`, name: "id", value: id };
  for (const name of ["aria-label", "name"]) {
    const value = attribute(node, name);
    if (value && value.length <= LONGEST_VALUE && !/^[*•]+$/.test(value)) {
      const role = roleOf(node);
      const prefix = role ? `[role=${quote(role)}]` : node.tag;
      return { text: `${prefix}[${name}=${quote(value)}]`, name, value };
    }
  }
  return null;
}

function isUnique(node: MirrorNode, anchor: Anchor, scope: MirrorNode): boolean {
  let others = 0;
  walk(scope, (at) => {
    if (others > 0) return false;
    if (
      at !== node &&
      isElement(at) &&
      attribute(at, anchor.name) === anchor.value &&
      scopeOf(at) === scope
    )
      others++;
    return true;
  });
  return others === 0;
}

function position(node: MirrorNode): string {
  const role = roleOf(node);
  const base = role ? `${node.tag}[role=${quote(role)}]` : node.tag;
  if (node.tag === "html" || node.tag === "body") return node.tag;
  let index = 1;
  for (let at = node.prev; at; at = at.prev)
    if (at.tag === node.tag && at.inShadow === node.inShadow) index++;
  let alone = index === 1;
  for (let at = node.next; at && alone; at = at.next) if (at.tag === node.tag) alone = false;
  return alone ? base : `${base}:nth-of-type(${index})`;
}

function roleOf(node: MirrorNode): string | null {
  const role = attribute(node, "role");
  return role && role.length <= LONGEST_VALUE ? role : null;
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function escapeId(id: string): string {
  return id.replace(/[^\w-]/g, (char) => (char.charCodeAt(0) > 127 ? char : `\\${char}`));
}
