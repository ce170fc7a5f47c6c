import { createResource, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { Keys } from "./Keys.tsx";
import { popupStrings } from "./strings/popup.ts";

/** The popup's last line: the keys that start and stop. */
export function ShortcutHint(props: { read: () => Promise<string> }) {
  const [keys] = createResource(() => props.read());
  return (
    <footer class="popup-foot hint">
      <Show
        when={!keys.error}
        fallback={<span>{popupStrings.shortcutUnknown(messageOf(keys.error))}</span>}
      >
        <Show when={!keys.loading && keys()} fallback={<NoShortcut known={!keys.loading} />}>
          {(set) => (
            <span>
              <Keys keys={set()} /> {popupStrings.shortcut}
            </span>
          )}
        </Show>
      </Show>
    </footer>
  );
}

function NoShortcut(props: { known: boolean }) {
  return <Show when={props.known}>{popupStrings.noShortcut}</Show>;
}
