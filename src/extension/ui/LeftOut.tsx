import { For } from "solid-js";
import { OPTIONAL_PARTS, type OptionalPart } from "../../privacy/left-out.ts";
import type { PolicyPart } from "./policy-part.ts";
import { fieldId } from "./privacy-draft.ts";
import { privacyStrings } from "./strings/privacy.ts";

/** What is not captured beside the picture: everywhere, or on a rule's sites as well. */
export function LeftOut(props: PolicyPart & { legend: string }) {
  const hintId = () => fieldId(props.part, "left-out-hint");
  const turn = (part: OptionalPart, isOut: boolean) =>
    props.edit({
      leftOut: OPTIONAL_PARTS.filter((each) =>
        each === part ? isOut : props.draft.leftOut.includes(each),
      ),
    });
  return (
    <fieldset aria-describedby={hintId()}>
      <legend>{props.legend}</legend>
      <p id={hintId()} class="hint">
        {privacyStrings.leftOutHint}
      </p>
      <For each={OPTIONAL_PARTS}>
        {(part) => (
          <label class="switch">
            <input
              type="checkbox"
              checked={props.draft.leftOut.includes(part)}
              onChange={(event) => turn(part, event.currentTarget.checked)}
            />
            {privacyStrings.parts[part]}
          </label>
        )}
      </For>
    </fieldset>
  );
}
