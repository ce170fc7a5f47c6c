import { labelOf } from "../../../dom/label.ts";
import type { MirrorNode } from "../../../dom/node.ts";
import { selectorOf } from "../../../dom/selector.ts";
import type { Pointer } from "../../../format/pointer.ts";
import { isOneTimeField, looksRefused } from "./fields.ts";
import { MOST_TURNS } from "./turns.ts";
import type { Refill, Seen } from "./types.ts";

/** Filled this often: twice is a slip of the fingers (Sentiero's score is full at two refills). */
export const MIN_FILLS = 3;
/** Fields watched in one document. */
const MAX_FIELDS = 200;

interface Field {
  node: MirrorNode;
  fills: Seen[];
  refused: number;
  selector: string | null;
  label: string;
}

/**
 * Counts how often a field was filled: left and come back to, not merely typed in with pauses. A field
 * that the page emptied itself, as chats do after sending, begins anew.
 */
export class FieldWatch {
  readonly #found: Refill[] = [];
  #fields = new Map<MirrorNode, Field>();
  /** Where the typing goes on; null once the user did something else. */
  #in: MirrorNode | null = null;
  #focused: MirrorNode | null = null;
  /** A check of the page or the server failed since the last fill. */
  #refusedSince = false;

  /** Whether the user is in this field, as far as is known. */
  isIn(node: MirrorNode): boolean {
    return this.#focused === node || this.#in === node;
  }

  typed(node: MirrorNode, byPage: boolean, at: number, pointer: () => Pointer): void {
    if (byPage) {
      this.#close(node);
      return;
    }
    if (this.#in === node) return;
    this.#in = node;
    const field = this.#fields.get(node);
    if (!field) {
      if (this.#fields.size >= MAX_FIELDS || !isOneTimeField(node)) return;
      const selector = selectorOf(node);
      const fills = [{ at, pointer: pointer() }];
      this.#fields.set(node, { node, fills, refused: 0, selector, label: labelOf(node) });
      this.#refusedSince = false;
      return;
    }
    if (field.fills.length < MOST_TURNS) field.fills.push({ at, pointer: pointer() });
    if (this.#refusedSince || looksRefused(node)) field.refused++;
    this.#refusedSince = false;
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
    if (refused) this.#refusedSince = true;
  }

  enterDocument(): void {
    for (const node of this.#fields.keys()) this.#close(node);
    this.#in = null;
    this.#focused = null;
    this.#refusedSince = false;
  }

  finish(): Refill[] {
    this.enterDocument();
    return this.#found;
  }

  #close(node: MirrorNode): void {
    const field = this.#fields.get(node);
    this.#fields.delete(node);
    if (this.#in === node) this.#in = null;
    if (!field || field.fills.length < MIN_FILLS || field.refused === 0) return;
    const { fills, refused, selector, label } = field;
    if (this.#found.length < MOST_TURNS)
      this.#found.push({ nodeId: node.id, fills, refused, selector, label });
  }
}
