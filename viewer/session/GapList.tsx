import { For, type JSX } from "solid-js";
import type { RecordingGap } from "../../src/worker/api.ts";
import { stretchText } from "../words.ts";

/** Stretches that were not recorded, and why. */
export function GapList(props: { gaps: readonly RecordingGap[] }): JSX.Element {
  return (
    <ul class="gap-list">
      <For each={props.gaps}>
        {(gap) => (
          <li>
            <span class="numbers">{stretchText(gap.fromOffsetMs, gap.toOffsetMs)}</span>
            {": "}
            {gap.why}
          </li>
        )}
      </For>
    </ul>
  );
}
