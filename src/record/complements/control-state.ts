import { EventType, IncrementalSource } from "../../format/events.ts";
import { controlsOf } from "../signals/natives.ts";
import { type Complement, type ComplementContext, makeAgenda } from "./complement.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * rrweb tells of values by the events of typing and by what scripts assign. It misses `form.reset()`,
 * and after that takes the next change for a repetition; nor does it tell that a control that was reset
 * follows its attributes and content again, which in a replay it does not once it was given a value. And
 * it hears nothing of controls in closed shadow roots, where events come from the host.
 */
export interface ControlState extends Complement {
  /** Watches a closed shadow root. */
  follow(root: ShadowRoot): void;
}

export function watchControls(
  context: ComplementContext,
  maskInput: (text: string, element: HTMLElement) => string,
): ControlState {
  const { global, primitives, mirror, emit } = context;
  /** Controls of which rrweb's own idea may be wrong. */
  const doubtful = new WeakSet<Node>();
  /** Spares pages without any the look through what changes. */
  let anyDoubtful = false;
  const told = new WeakMap<Node, string>();

  const stateOf = (control: Control) => ({
    text: maskInput(control.value, control),
    isChecked: (control as HTMLInputElement).checked === true,
  });
  const wordOf = (state: { text: unknown; isChecked: unknown }) =>
    `${String(state.text)}|${String(state.isChecked)}`;

  const agenda = makeAgenda<Control>(context, (control) => {
    const id = mirror.getId(control);
    if (id < 1) return;
    const state = stateOf(control);
    if (wordOf(state) === told.get(control)) return;
    emit({ source: IncrementalSource.Input, id, ...state });
    told.set(control, wordOf(state));
  });

  function doubt(control: Element): void {
    if (!isControl(control)) return;
    doubtful.add(control);
    anyDoubtful = true;
    agenda.add(control);
  }

  function lookAgain(node: Node | null): void {
    if (node && doubtful.has(node)) agenda.add(node as Control);
  }

  function mutated({ attributes, texts, adds }: Record<string, unknown>): void {
    for (const { id } of attributes as { id: number }[]) lookAgain(mirror.getNode(id));
    for (const { id } of texts as { id: number }[]) {
      lookAgain(mirror.getNode(id)?.parentNode ?? null);
    }
    for (const { parentId } of adds as { parentId: number }[]) lookAgain(mirror.getNode(parentId));
  }

  const onChange = (event: Event) => {
    const { target } = event;
    if (!(target instanceof global.Element) || !doubtful.has(target)) return;
    const { type, name, form } = target as HTMLInputElement;
    agenda.add(target as Control);
    if (type === "radio" && form) {
      for (const other of controlsOf(form) ?? []) {
        if ((other as HTMLInputElement).name === name) doubt(other);
      }
    }
  };
  const ends = [
    primitives.listen(global.document, "reset", (event) => {
      const form = event.target;
      if (!(form instanceof global.HTMLFormElement)) return;
      // The values change when nobody has prevented it, after all listeners.
      for (const control of controlsOf(form) ?? []) doubt(control);
    }),
    ...["input", "change"].map((type) => primitives.listen(global.document, type, onChange)),
  ];

  return {
    see({ type, data }) {
      if (type !== EventType.IncrementalSnapshot) return true;
      if (anyDoubtful && data["source"] === IncrementalSource.Mutation) mutated(data);
      if (data["source"] !== IncrementalSource.Input) return true;
      const node = mirror.getNode(data["id"] as number);
      if (!node || !doubtful.has(node)) return true;
      const word = wordOf(data as { text: unknown; isChecked: unknown });
      if (told.get(node) === word) return false;
      told.set(node, word);
      return true;
    },
    settle: agenda.settle,
    follow(root) {
      const listen = (event: Event) => {
        const { target } = event;
        if (target instanceof global.Element) doubt(target);
      };
      for (const type of ["input", "change"]) ends.push(primitives.listen(root, type, listen));
    },
    end() {
      agenda.drop();
      for (const end of ends) end();
    },
  };
}

const isControl = (element: Element): element is Control =>
  /^(?:input|textarea|select)$/.test(element.localName);
