/**
 * Rules that live outside the tree: inserted by script or adopted. Deleted rules stay in the
 * book: failed inserts are recorded too, so indexes drift and deleting by them would hit others.
 */
export class SheetBook {
  /** Rises whenever a sheet may have changed. */
  version = 0;
  /** Rules inserted into the sheet of a style or link node, by node id. */
  readonly inserted = new Map<number, string[]>();
  /** Text of constructed sheets by their id. */
  readonly constructed = new Map<number, string[]>();
  /** Constructed sheets in use, by the id of the document or shadow host. */
  readonly adopted = new Map<number, number[]>();

  touch(): void {
    this.version++;
  }

  clear(): void {
    this.version++;
    this.inserted.clear();
    this.constructed.clear();
    this.adopted.clear();
  }

  /** An rrweb StyleSheetRule event: `adds`, or the whole text by `replace` and `replaceSync`. */
  changeRules(data: Record<string, unknown>): void {
    const { id, styleId, adds, replace, replaceSync } = data;
    const [book, key] =
      typeof styleId === "number" ? [this.constructed, styleId] : [this.inserted, id];
    if (typeof key !== "number") return;
    const whole = typeof replaceSync === "string" ? replaceSync : replace;
    if (typeof whole === "string") book.set(key, [whole]);
    if (Array.isArray(adds)) append(book, key, adds);
    this.version++;
  }

  /** An rrweb AdoptedStyleSheet event: new sheets and which of them a root uses now. */
  adopt(data: Record<string, unknown>): void {
    const { id, styleIds, styles } = data;
    if (Array.isArray(styles)) {
      for (const style of styles as ({ styleId?: unknown; rules?: unknown } | null)[]) {
        if (typeof style?.styleId === "number" && Array.isArray(style.rules)) {
          append(this.constructed, style.styleId, style.rules);
        }
      }
    }
    if (typeof id === "number" && Array.isArray(styleIds)) {
      this.adopted.set(
        id,
        styleIds.filter((item): item is number => typeof item === "number"),
      );
    }
    this.version++;
  }
}

function append(book: Map<number, string[]>, key: number, adds: readonly unknown[]): void {
  const rules = book.get(key) ?? [];
  for (const add of adds) {
    const rule = (add as { rule?: unknown } | null)?.rule;
    if (typeof rule === "string") rules.push(rule);
  }
  book.set(key, rules);
}
