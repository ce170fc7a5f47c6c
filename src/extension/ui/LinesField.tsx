import type { JSX } from "solid-js";

/** A list, one entry a line. */
export function LinesField(props: {
  id: string;
  name: string;
  hint: JSX.Element;
  value: string;
  onInput: (text: string) => void;
  wrong: boolean;
  /** The id of the element that says what is wrong. */
  saidBy: string;
  rows?: number;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.name}</label>
      <p id={`${props.id}-hint`} class="hint">
        {props.hint}
      </p>
      <textarea
        id={props.id}
        class="input mono"
        rows={props.rows ?? 3}
        spellcheck={false}
        autocapitalize="off"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        aria-invalid={props.wrong}
        aria-describedby={`${props.id}-hint ${props.saidBy}`}
      />
    </div>
  );
}
