import { onMount } from "solid-js";
import type { LimitsPreview } from "../../store/session-store.ts";
import { RetentionPreview } from "./RetentionPreview.tsx";
import { optionsStrings } from "./strings.ts";

/** Shown where saving would remove sessions at once. Closing it means no. */
export function ConfirmRetention(props: {
  preview: LimitsPreview;
  onAnswer: (yes: boolean) => void;
}) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog"
      aria-labelledby="retention-confirm-title"
      onClose={() => props.onAnswer(false)}
    >
      <h2 id="retention-confirm-title">
        {optionsStrings.retentionConfirm(props.preview.evicted.length)}
      </h2>
      <RetentionPreview preview={props.preview} limited />
      <div class="row wrap dialog-buttons">
        <button class="button" type="button" autofocus onClick={() => props.onAnswer(false)}>
          {optionsStrings.cancel}
        </button>
        <button class="button danger" type="button" onClick={() => props.onAnswer(true)}>
          {optionsStrings.retentionConfirmYes(props.preview.evicted.length)}
        </button>
      </div>
    </dialog>
  );
}
