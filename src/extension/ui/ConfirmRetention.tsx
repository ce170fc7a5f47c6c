import type { LimitsPreview } from "../../store/session-store.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { RetentionPreview } from "./RetentionPreview.tsx";
import { optionsStrings } from "./strings/options.ts";

/** Shown where saving would remove sessions at once. */
export function ConfirmRetention(props: {
  preview: LimitsPreview;
  onAnswer: (yes: boolean) => void;
}) {
  const count = () => props.preview.evicted.length;
  return (
    <ConfirmDialog
      id="retention-confirm-title"
      title={optionsStrings.retentionConfirm(count())}
      yes={optionsStrings.retentionConfirmYes(count())}
      danger
      onAnswer={props.onAnswer}
    >
      <RetentionPreview preview={props.preview} limited />
    </ConfirmDialog>
  );
}
