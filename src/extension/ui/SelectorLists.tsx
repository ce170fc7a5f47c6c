import { For } from "solid-js";
import { LinesField } from "./LinesField.tsx";
import { PRIVACY_OUTCOME, type PolicyPart } from "./policy-part.ts";
import { fieldId } from "./privacy-draft.ts";
import { LIST_NAMES } from "./selector-lists.ts";
import { optionsStrings } from "./strings/options.ts";

/** The four lists of selectors. Those to unmask are kept, but have no effect, below level open. */
export function SelectorLists(props: PolicyPart & { isOpen: boolean }) {
  return (
    <div class="lists">
      <For each={LIST_NAMES}>
        {(list) => (
          <LinesField
            id={fieldId(props.part, list)}
            name={optionsStrings.lists[list].name}
            hint={
              list === "unmask" && !props.isOpen
                ? `${optionsStrings.lists[list].hint} ${optionsStrings.unmaskInactive}`
                : optionsStrings.lists[list].hint
            }
            value={props.draft[list]}
            onInput={(text) => props.edit({ [list]: text })}
            wrong={props.wrong === fieldId(props.part, list)}
            saidBy={PRIVACY_OUTCOME}
          />
        )}
      </For>
    </div>
  );
}
