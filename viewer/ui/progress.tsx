import { Show, type JSX } from "solid-js";
import type { Progress } from "../../src/worker/api.ts";

/** Long work: how far it is, what it does, and a way out. */
export function ProgressBar(props: {
  progress: Progress;
  label: string;
  onCancel?: () => void;
}): JSX.Element {
  const percent = () => Math.round(props.progress.done * 100);
  return (
    <div class="work row">
      <div class="grow">
        <div class="row">
          <strong>{props.label}</strong>
          <span class="hint clip grow">{props.progress.what}</span>
          <span class="hint numbers">{percent()} %</span>
        </div>
        <div
          class="progress"
          role="progressbar"
          aria-label={props.label}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow={percent()}
        >
          <span style={{ width: `${percent()}%` }} />
        </div>
      </div>
      <Show when={props.onCancel}>
        {(cancel) => (
          <button class="button" onClick={() => cancel()()}>
            Cancel
          </button>
        )}
      </Show>
    </div>
  );
}
