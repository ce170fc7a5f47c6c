import { createSignal, Show, type JSX } from "solid-js";
import { Icon } from "./icons.tsx";

/** Same bound as the session schema. */
const MOST_CHARS = 2_048;

/** A title that turns into a field: Enter or leaving saves, Escape keeps the old one. */
export function EditableTitle(props: {
  title: string;
  /** Names the field and the button, e.g. `session "Checkout"`. */
  what: string;
  onRename?: (title: string) => void;
  children: JSX.Element;
}): JSX.Element {
  const [editing, setEditing] = createSignal(false);
  let button: HTMLButtonElement | undefined;

  function close(field: HTMLInputElement, save: boolean): void {
    if (!editing()) return;
    const title = field.value.trim();
    setEditing(false);
    button?.focus();
    if (save && title && title !== props.title) props.onRename?.(title);
  }

  return (
    <Show
      when={editing()}
      fallback={
        <div class="editable row">
          {props.children}
          <Show when={props.onRename}>
            <button
              ref={(element) => (button = element)}
              class="button quiet icon small"
              aria-label={`Rename ${props.what}`}
              title="Rename"
              onClick={() => setEditing(true)}
            >
              <Icon name="pencil" />
            </button>
          </Show>
        </div>
      }
    >
      <input
        class="input editable-field"
        aria-label={`Title of ${props.what}`}
        maxlength={MOST_CHARS}
        value={props.title}
        ref={(field) =>
          queueMicrotask(() => {
            field.focus();
            field.select();
          })
        }
        onBlur={(event) => close(event.currentTarget, true)}
        onKeyDown={(event) => {
          if (event.key === "Enter") close(event.currentTarget, true);
          if (event.key === "Escape") close(event.currentTarget, false);
        }}
      />
    </Show>
  );
}
