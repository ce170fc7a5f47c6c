import { attribute, type MirrorNode } from "./node.ts";

/** The value of one property of the `style` attribute, changes since included; null when not set. */
export function inlineStyle(node: MirrorNode, property: string): string | null {
  const diff = node.styleDiff;
  if (diff && Object.hasOwn(diff, property)) return diff[property] ?? null;
  const text = attribute(node, "style");
  return text ? declared(text, property) : null;
}

/** The last value that `declarations` gives `property`, without `!important`. */
export function declared(declarations: string, property: string): string | null {
  let found: string | null = null;
  for (const part of declarations.split(";")) {
    const colon = part.indexOf(":");
    if (colon < 0 || part.slice(0, colon).trim().toLowerCase() !== property) continue;
    found = part
      .slice(colon + 1)
      .replace(/!\s*important/i, "")
      .trim();
  }
  return found;
}

/** Merges an rrweb style object (`{color: "red", top: ["0", "important"], left: false}`) into the node. */
export function mergeStyle(node: MirrorNode, changes: Record<string, unknown>): void {
  const diff = (node.styleDiff ??= {});
  for (const name of Object.keys(changes)) {
    const value = changes[name];
    if (value === false) diff[name] = null;
    else if (typeof value === "string") diff[name] = value;
    else if (Array.isArray(value) && typeof value[0] === "string") diff[name] = value[0];
  }
}
