import { type Data, SheetOps } from "./sheet-ops.ts";

/** A constructed sheet: the rules it was defined with, and what happened to it since. */
export interface ConstructedSheet {
  rules: readonly unknown[];
  ops: SheetOps;
}

/**
 * Rules that live outside the tree: inserted by script or adopted. What happened is kept as
 * recorded and in order, not as a list of rules: inserts that failed are recorded too, so indexes
 * mean something only to an engine that fails on the same ones.
 */
export class SheetBook {
  /** Rises whenever a sheet may have changed. */
  version = 0;
  /** StyleSheetRule and StyleDeclaration data of the sheet of a style or link node, by node id. */
  readonly changed = new Map<number, SheetOps>();
  readonly constructed = new Map<number, ConstructedSheet>();
  /** Constructed sheets in use, by the id of the document or shadow host. */
  readonly adopted = new Map<number, number[]>();

  touch(): void {
    this.version++;
  }

  clear(): void {
    this.version++;
    this.changed.clear();
    this.constructed.clear();
    this.adopted.clear();
  }

  /** The sheet of this node was parsed anew from its text: what scripts did to the old one is gone. */
  reparsed(nodeId: number): void {
    this.version++;
    this.changed.delete(nodeId);
  }

  /** A node left the page; a document or shadow host takes its list of adopted sheets along. */
  forget(nodeId: number): void {
    if (this.changed.size > 0) this.changed.delete(nodeId);
    if (this.adopted.size > 0) this.adopted.delete(nodeId);
  }

  /** An rrweb StyleSheetRule or StyleDeclaration event, of a node's sheet or of a constructed one. False when it names neither. */
  change(data: Data): boolean {
    const { id, styleId } = data;
    const ops =
      typeof styleId === "number"
        ? this.#constructedOf(styleId).ops
        : typeof id === "number"
          ? this.#changedOf(id)
          : null;
    if (!ops) return false;
    this.version++;
    const isWhole = typeof data["replaceSync"] === "string" || typeof data["replace"] === "string";
    if (isWhole && typeof styleId === "number") this.#constructedOf(styleId).rules = [];
    if (isWhole) ops.clear();
    ops.add(data);
    return true;
  }

  /** An rrweb AdoptedStyleSheet event: new sheets and which of them a root uses now. False when it says neither. */
  adopt(data: Data): boolean {
    const { id, styleIds, styles } = data;
    if (Array.isArray(styles)) {
      for (const style of styles as ({ styleId?: unknown; rules?: unknown } | null)[]) {
        if (typeof style?.styleId === "number" && Array.isArray(style.rules)) {
          this.constructed.set(style.styleId, { rules: style.rules, ops: new SheetOps() });
        }
      }
    }
    if (typeof id === "number" && Array.isArray(styleIds)) {
      const used = styleIds.filter((item): item is number => typeof item === "number");
      // Adopting nothing is what a root does that was never told of.
      if (used.length > 0) this.adopted.set(id, used);
      else this.adopted.delete(id);
    } else if (!Array.isArray(styles)) return false;
    this.version++;
    return true;
  }

  /** Text of all rules ever put into a node's sheet by script, removed ones included. */
  rulesOf(nodeId: number): string[] {
    const texts: string[] = [];
    for (const op of this.changed.get(nodeId) ?? []) addRules(texts, op);
    return texts;
  }

  /** Likewise for the sheets that a document or shadow host has adopted. */
  adoptedRulesOf(rootId: number): string[] {
    const texts: string[] = [];
    for (const id of this.adopted.get(rootId) ?? []) {
      const sheet = this.constructed.get(id);
      if (!sheet) continue;
      addRules(texts, { adds: sheet.rules });
      for (const op of sheet.ops) addRules(texts, op);
    }
    return texts;
  }

  #changedOf(nodeId: number): SheetOps {
    let ops = this.changed.get(nodeId);
    if (!ops) this.changed.set(nodeId, (ops = new SheetOps()));
    return ops;
  }

  #constructedOf(styleId: number): ConstructedSheet {
    let sheet = this.constructed.get(styleId);
    if (!sheet) this.constructed.set(styleId, (sheet = { rules: [], ops: new SheetOps() }));
    return sheet;
  }
}

function addRules(texts: string[], { adds, replace, replaceSync }: Data): void {
  const whole = typeof replaceSync === "string" ? replaceSync : replace;
  if (typeof whole === "string") texts.push(whole);
  if (!Array.isArray(adds)) return;
  for (const add of adds) {
    const rule = (add as { rule?: unknown } | null)?.rule;
    if (typeof rule === "string") texts.push(rule);
  }
}
