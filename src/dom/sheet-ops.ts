import { IncrementalSource } from "../format/events.ts";
import { stringify } from "../format/stringify.ts";

export type Data = Record<string, unknown>;

/**
 * What happened to one sheet, in order. A page that animates by `rule.style.setProperty` says the
 * same property of the same rule again and again; only the last counts, as long as no rule came or
 * went in between.
 */
export class SheetOps {
  /** Up to the last change that was more than a declaration. */
  #settled: Data[] = [];
  /** The declarations since, by rule and property, the last that was said at the end. */
  #declared = new Map<string, Data>();

  add(data: Data): void {
    const key = declarationKey(data);
    if (key === null) {
      this.#settle();
      this.#settled.push(data);
    } else {
      this.#declared.delete(key);
      this.#declared.set(key, data);
    }
  }

  clear(): void {
    this.#settled = [];
    this.#declared.clear();
  }

  *[Symbol.iterator](): Generator<Data> {
    yield* this.#settled;
    yield* this.#declared.values();
  }

  #settle(): void {
    for (const data of this.#declared.values()) this.#settled.push(data);
    this.#declared.clear();
  }
}

/** Names rule and property of a StyleDeclaration; null for whatever else changes a sheet. */
function declarationKey(data: Data): string | null {
  if (data["source"] !== IncrementalSource.StyleDeclaration) return null;
  const set = data["set"] as { property?: unknown } | undefined;
  const remove = data["remove"] as { property?: unknown } | undefined;
  if (set && remove) return null;
  const property = (set ?? remove)?.property;
  return typeof property === "string" ? `${stringify(data["index"])} ${property}` : null;
}
