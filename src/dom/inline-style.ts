import { attribute, type MirrorNode, type StyleOp } from "./node.ts";

/** The value of one property of the `style` attribute, changes since included; null when not set. */
export function inlineStyle(node: MirrorNode, property: string): string | null {
  const op = node.styleOps?.get(property);
  if (op !== undefined) return op === false ? null : typeof op === "string" ? op : op[0];
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
  const ops = (node.styleOps ??= new Map<string, StyleOp>());
  for (const name of Object.keys(changes)) {
    const value = changes[name];
    const op = readOp(value);
    if (op === null) continue;
    ops.delete(name);
    ops.set(name, op);
  }
}

function readOp(value: unknown): StyleOp | null {
  if (value === false || typeof value === "string") return value;
  if (!Array.isArray(value) || typeof value[0] !== "string") return null;
  return [value[0], typeof value[1] === "string" ? value[1] : ""];
}

/** The `style` attribute with the changes since behind it, as one declaration list. */
export function styleText(node: MirrorNode): string {
  const base = attribute(node, "style") ?? "";
  if (!node.styleOps) return base;
  const parts = base.trim() ? [base.trim().replace(/;$/, "")] : [];
  for (const [name, op] of node.styleOps) {
    if (op === false) parts.push(`${name}: initial`);
    else if (typeof op === "string") parts.push(`${name}: ${op}`);
    else parts.push(`${name}: ${op[0]}${op[1] ? ` !${op[1]}` : ""}`);
  }
  return parts.join("; ");
}
