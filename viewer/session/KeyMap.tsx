import { For, onMount, type JSX } from "solid-js";
import { Icon } from "../ui/icons.tsx";
import { KEY_MAP } from "./keys.ts";

export function KeyMap(props: { onClose: () => void }): JSX.Element {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog key-map"
      aria-labelledby="key-map-title"
      onClose={() => props.onClose()}
      onClick={(event) => {
        if (event.target === dialog) dialog.close();
      }}
    >
      <div class="row">
        <h2 id="key-map-title" class="grow">
          Keys
        </h2>
        <button class="button quiet icon" aria-label="Close" onClick={() => dialog.close()}>
          <Icon name="cross" />
        </button>
      </div>
      <dl>
        <For each={KEY_MAP}>
          {(entry) => (
            <>
              <dt>
                <For each={entry.keys}>{(key) => <kbd>{key}</kbd>}</For>
              </dt>
              <dd>{entry.what}</dd>
            </>
          )}
        </For>
      </dl>
    </dialog>
  );
}
