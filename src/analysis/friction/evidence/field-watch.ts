import { labelOf } from "../../../dom/label.ts";
import type { MirrorNode } from "../../../dom/node.ts";
import { selectorOf } from "../../../dom/selector.ts";
import type { Pointer } from "../../../format/pointer.ts";
import { formOf, isOneTimeField, looksRefused } from "./fields.ts";
import { MOST_TURNS } from "./turns.ts";
import type { Refill, Seen } from "./types.ts";

/** Filled this often: twice is a slip of the fingers (Sentiero's score is full at two refills). */
export const MIN_FILLS = 3;
/** So many fields of one form filled again after one refusal: the form had forgotten them. Ours. */
export const MIN_FIELDS = 3;
/** Fields watched in one document. */
const MAX_FIELDS = 200;

interface Field {
  node: MirrorNode;
  form: MirrorNode | null;
  fills: Seen[];
  refused: number;
  /** How many refusals there had been when it was filled last. */
  refusals: number;
  selector: string | null;
  label: string;
}

/**
 * Counts how often a field was filled: left and come back to, not merely typed in with pauses. A field
 * that the page emptied itself without a refusal, as chats do after sending, begins anew.
 */
export class FieldWatch {
  readonly #found: Refill[] = [];
  #fields = new Map<MirrorNode, Field>();
  /** Where the typing goes on; null once the user did something else. */
  #in: MirrorNode | null = null;
  #focused: MirrorNode | null = null;
  /** Times that the page or the server refused something, in this document. */
  #refusals = 0;

  /** Whether the user is in this field, as far as is known. */
  isIn(node: MirrorNode): boolean {
    return this.#focused === node || this.#in === node;
  }

  typed(node: MirrorNode, byPage: boolean, at: number, pointer: () => Pointer): void {
    const field = this.#fields.get(node);
    if (byPage) {
      if (field && field.refusals === this.#refusals) this.#close([field]);
      if (this.#in === node) this.#in = null;
      return;
    }
    if (this.#in === node) return;
    this.#in = node;
    if (!field) {
      if (this.#fields.size >= MAX_FIELDS || !isOneTimeField(node)) return;
      this.#fields.set(node, {
        node,
        form: formOf(node),
        fills: [{ at, pointer: pointer() }],
        refused: 0,
        refusals: this.#refusals,
        selector: selectorOf(node),
        label: labelOf(node),
      });
      return;
    }
    if (field.fills.length < MOST_TURNS) field.fills.push({ at, pointer: pointer() });
    if (this.#refusals > field.refusals || looksRefused(node)) field.refused++;
    field.refusals = this.#refusals;
  }

  clicked(node: MirrorNode | null): void {
    if (node !== this.#in) this.#in = null;
  }

  focused(node: MirrorNode | null): void {
    this.#focused = node;
  }

  /** The form was sent, or the page or the server refused something. */
  tried(refused: boolean): void {
    this.#in = null;
    if (refused) this.#refusals++;
  }

  enterDocument(): void {
    this.#close([...this.#fields.values()]);
    this.#in = null;
    this.#focused = null;
    this.#refusals = 0;
  }

  finish(): Refill[] {
    this.enterDocument();
    return this.#found;
  }

  #close(fields: readonly Field[]): void {
    const twice = new Map<MirrorNode | null, Field[]>();
    for (const field of fields) {
      this.#fields.delete(field.node);
      if (field.refused === 0) continue;
      if (field.fills.length >= MIN_FILLS) this.#add(field, field.fills, 0);
      else if (field.form) twice.set(field.form, [...(twice.get(field.form) ?? []), field]);
    }
    for (const again of twice.values()) {
      const first = again[0] as Field;
      if (again.length < MIN_FIELDS) continue;
      const fills = again.map((field) => field.fills[1] as Seen).toSorted((a, b) => a.at - b.at);
      this.#add(first, fills, again.length - 1);
    }
  }

  #add({ node, refused, selector, label }: Field, fills: Seen[], others: number): void {
    if (this.#found.length >= MOST_TURNS) return;
    this.#found.push({ nodeId: node.id, fills, refused, others, selector, label });
  }
}
