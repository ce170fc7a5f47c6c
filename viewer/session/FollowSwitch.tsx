import type { JSX } from "solid-js";
import type { TabWatch } from "./tab-watch.ts";

/** Beside the bar, where there are several tabs: whether the stage goes along with the user. */
export function FollowSwitch(props: { watch: TabWatch }): JSX.Element {
  return (
    <label class="follow-switch" title="Show the tab that was in front at each moment">
      <input
        type="checkbox"
        checked={props.watch.follow()}
        onChange={(event) => props.watch.setFollow(event.currentTarget.checked)}
      />
      <span>
        Follow<span class="follow-switch-rest"> active tab</span>
      </span>
    </label>
  );
}
