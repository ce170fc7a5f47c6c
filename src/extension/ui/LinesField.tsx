import { Show } from "solid-js";

/** A list, one entry a line. */
export function LinesField(props: {
  id: string;
  name: string;
  /** Left out where several fields share one, which `saidBy` then names too. */
  hint?: string;
  value: string;
  onInput: (text: string) => void;
  wrong: boolean;
  /** The ids of elements that say more: what is wrong, a shared hint. */
  saidBy: string;
  rows?: number;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.name}</label>
      <Show when={props.hint}>
        <p id={`${props.id}-hint`} class="hint">
          {props.hint}
        </p>
      </Show>
      <textarea
        id={props.id}
        class="input mono"
        rows={props.rows ?? 3}
        spellcheck={false}
        autocapitalize="off"
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        aria-invalid={props.wrong}
        aria-describedby={props.hint ? `${props.id}-hint ${props.saidBy}` : props.saidBy}
      />
    </div>
  );
}
