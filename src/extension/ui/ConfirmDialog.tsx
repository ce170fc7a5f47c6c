import { onMount, type ParentProps } from "solid-js";
import { optionsStrings } from "./strings/options.ts";

/** Asks before settings are applied. Closing it means no. */
export function ConfirmDialog(
  props: ParentProps<{
    id: string;
    title: string;
    yes: string;
    /** What a yes does cannot be taken back. */
    danger?: boolean;
    onAnswer: (yes: boolean) => void;
  }>,
) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog"
      aria-labelledby={props.id}
      onClose={() => props.onAnswer(false)}
    >
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
      <div class="row wrap dialog-buttons">
        <button class="button" type="button" autofocus onClick={() => props.onAnswer(false)}>
          {optionsStrings.cancel}
        </button>
        <button
          class="button"
          classList={{ danger: props.danger, primary: !props.danger }}
          type="button"
          onClick={() => props.onAnswer(true)}
        >
          {props.yes}
        </button>
      </div>
    </dialog>
  );
}
