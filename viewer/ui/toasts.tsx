import { createSignal, For, Show, type JSX } from "solid-js";
import { Icon } from "./icons.tsx";
import "./toasts.css";

export interface Toast {
  text: string;
  tone?: "plain" | "danger";
  action?: { label: string; run: () => void };
  /** How long it stands; default 5 s. */
  forMs?: number;
}

type Shown = Toast & { key: number };
const [shown, setShown] = createSignal<Shown[]>([]);
let lastKey = 0;

/** Shows a message at the foot of the page; returns what takes it away early. */
export function showToast(toast: Toast): () => void {
  const key = ++lastKey;
  const remove = () => setShown((all) => all.filter((each) => each.key !== key));
  setShown((all) => [...all, { ...toast, key }]);
  setTimeout(remove, toast.forMs ?? 5_000);
  return remove;
}

export function Toasts(): JSX.Element {
  const remove = (key: number) => setShown((all) => all.filter((each) => each.key !== key));
  return (
    <div class="toasts" role="status" aria-live="polite">
      <For each={shown()}>
        {(toast) => (
          <div class="toast" classList={{ danger: toast.tone === "danger" }}>
            <span class="grow">{toast.text}</span>
            <Show when={toast.action}>
              {(action) => (
                <button
                  class="button quiet"
                  onClick={() => {
                    remove(toast.key);
                    action().run();
                  }}
                >
                  {action().label}
                </button>
              )}
            </Show>
            <button
              class="button quiet icon"
              aria-label="Dismiss"
              onClick={() => remove(toast.key)}
            >
              <Icon name="cross" />
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
