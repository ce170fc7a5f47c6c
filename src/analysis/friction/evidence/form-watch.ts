import { labelOf } from "../../../dom/label.ts";
import type { DomMirror } from "../../../dom/mirror.ts";
import { contains, type MirrorNode } from "../../../dom/node.ts";
import { selectorOf } from "../../../dom/selector.ts";
import type { Pointer } from "../../../format/pointer.ts";
import { canBeSent, formOf, isOneTimeField } from "./fields.ts";
import { MOST_TURNS } from "./turns.ts";
import type { LeftForm, Seen } from "./types.ts";

/** One field is a newsletter box or a second thought; two are a form that was begun. Ours. */
export const MIN_FIELDS = 2;
/** A page load this soon after typing, with no click between, is the Enter key at work. Ours. */
export const ENTER_MS = 3_000;
/** A request this soon after a click inside the form carries it away. */
export const SENDS_WITHIN_MS = 1_000;

interface OpenForm {
  form: MirrorNode;
  epoch: number;
  selector: string | null;
  name: string;
  fields: Map<number, Seen & { label: string }>;
  lastInputAt: number;
  sent: boolean;
}

/**
 * Follows forms from the first keystroke to their sending or to the leave of the page. A form counts
 * as left only where an act says so: a click on something outside of it that led away, or the way back
 * without a click. The end of the recording says nothing.
 */
export class FormWatch {
  readonly #mirror: DomMirror;
  readonly #found: LeftForm[] = [];
  #open = new Map<MirrorNode, OpenForm>();
  #click: { seen: Seen; inside: OpenForm | null } | null = null;

  constructor(mirror: DomMirror) {
    this.#mirror = mirror;
  }

  /** The user typed in a field. */
  typed(field: MirrorNode, at: number, pointer: () => Pointer): void {
    const form = formOf(field);
    if (!form || !isOneTimeField(field)) return;
    let open = this.#open.get(form);
    if (!open) {
      if (this.#open.size >= MOST_TURNS) return;
      const name = labelledName(form);
      const { epoch } = this.#mirror;
      const selector = selectorOf(form);
      open = { form, epoch, selector, name, fields: new Map(), lastInputAt: at, sent: false };
      this.#open.set(form, open);
    }
    open.lastInputAt = at;
    // What is typed after sending is the next form to be sent.
    if (open.sent) {
      open.sent = false;
      open.fields.clear();
    }
    this.#click = null;
    if (!open.fields.has(field.id))
      open.fields.set(field.id, { at, pointer: pointer(), label: labelOf(field) });
  }

  clicked(node: MirrorNode | null, at: number, pointer: () => Pointer): void {
    if (this.#open.size === 0) return;
    const inside =
      [...this.#open.values()].find(({ form }) => node && contains(form, node)) ?? null;
    this.#click = { seen: { at, pointer: pointer() }, inside };
    // A form that is gone by now was done with, one way or the other.
    for (const [form, open] of this.#open)
      if (open.epoch !== this.#mirror.epoch || this.#mirror.get(form.id) !== form)
        this.#open.delete(form);
  }

  /** The page says that a form was sent or emptied; `id` where it says which. */
  settled(id: number | null): void {
    for (const open of this.#open.values())
      if (id === null || open.form.id === id) open.sent = true;
  }

  /** The page emptied a field itself, as it does after sending. */
  emptied(field: MirrorNode): void {
    for (const open of this.#open.values())
      if (open.fields.has(field.id) && contains(open.form, field)) open.sent = true;
  }

  requested(at: number): void {
    const click = this.#click;
    if (click?.inside && at - click.seen.at <= SENDS_WITHIN_MS) click.inside.sent = true;
  }

  /** The tab goes to another page; the mirror may still hold the old one. */
  navigated(at: number, pointer: () => Pointer): void {
    for (const open of this.#open.values()) {
      if (open.sent || open.fields.size < MIN_FIELDS || this.#click?.inside === open) continue;
      if (!this.#click && at - open.lastInputAt <= ENTER_MS) continue;
      if (!canBeSent(open.form) || this.#found.length >= MOST_TURNS) continue;
      this.#found.push({
        selector: open.selector,
        nodeId: open.form.id,
        name: open.name,
        fields: [...open.fields.values()],
        left: this.#click?.seen ?? { at, pointer: pointer() },
      });
    }
    this.#open.clear();
    this.#click = null;
  }

  /** Events are missing: what was begun may have been sent meanwhile. */
  interrupt(): void {
    this.#open.clear();
    this.#click = null;
  }

  finish(): LeftForm[] {
    return this.#found;
  }
}

/** Forms are seldom named, and the text of all of one says little. */
function labelledName(form: MirrorNode): string {
  const name = form.attributes["aria-label"] ?? form.attributes["name"];
  return typeof name === "string" ? name.slice(0, 80) : "";
}
