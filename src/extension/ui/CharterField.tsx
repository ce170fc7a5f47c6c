import { LONGEST_CHARTER } from "../../format/session.ts";
import { popupStrings } from "./strings/popup.ts";

/** What the session is to explore, for those who say so before they start. */
export function CharterField(props: { value: string; onInput: (charter: string) => void }) {
  return (
    <details class="charter">
      <summary>{popupStrings.charterAsk}</summary>
      <label class="spoken" for="charter">
        {popupStrings.charter}
      </label>
      <textarea
        id="charter"
        class="input"
        rows="2"
        maxlength={LONGEST_CHARTER}
        value={props.value}
        aria-describedby="charter-hint"
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <p id="charter-hint" class="hint">
        {popupStrings.charterHint}
      </p>
    </details>
  );
}
