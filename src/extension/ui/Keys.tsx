import { For, Show } from "solid-js";
import { splitKeys } from "./shortcuts.ts";
import "./keys.css";

/** `Alt+Shift+R` as key caps. */
export function Keys(props: { keys: string }) {
  return (
    <span class="keys">
      <For each={splitKeys(props.keys)}>
        {(key, index) => (
          <>
            <Show when={index() > 0}>+</Show>
            <kbd>{key}</kbd>
          </>
        )}
      </For>
    </span>
  );
}
