import { Show } from "solid-js";
import type { ListName } from "./selector-lists.ts";
import { optionsStrings } from "./strings.ts";

/** One list of selectors, one a line. */
export function SelectorField(props: {
  list: ListName;
  selectors: string[];
  /** The list is kept but has no effect at the chosen level. */
  inactive: boolean;
  wrong: boolean;
  ref: (field: HTMLTextAreaElement) => void;
}) {
  const id = () => `list-${props.list}`;
  return (
    <div class="field">
      <label for={id()}>{optionsStrings.lists[props.list].name}</label>
      <p id={`${id()}-hint`} class="hint">
        {optionsStrings.lists[props.list].hint}
        <Show when={props.inactive}> {optionsStrings.unmaskInactive}</Show>
      </p>
      <textarea
        id={id()}
        ref={props.ref}
        class="input mono"
        rows="3"
        spellcheck={false}
        autocapitalize="off"
        value={props.selectors.join("\n")}
        aria-invalid={props.wrong}
        aria-describedby={`${id()}-hint privacy-outcome`}
      />
    </div>
  );
}
