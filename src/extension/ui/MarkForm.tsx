import { createSignal, For, onMount } from "solid-js";
import { MARK_NAMES } from "../../format/marks.ts";
import { LONGEST_NOTE, type MarkKind } from "../../format/session.ts";
import type { MarkWords } from "../messages.ts";
import { popupStrings } from "./strings.ts";

/** What one marks while recording; comments are made later, in the viewer. */
const KINDS = ["bug", "question", "idea", "pass"] as const satisfies readonly MarkKind[];

/** Type and note of a mark. Enter saves, Escape gives up. */
export function MarkForm(props: {
  title: string;
  words: MarkWords;
  onSave: (words: MarkWords) => Promise<void>;
  onCancel: () => void;
}) {
  const [kind, setKind] = createSignal<MarkKind>(props.words.kind);
  let note!: HTMLTextAreaElement;
  onMount(() => note.focus());

  const save = () => void props.onSave({ kind: kind(), text: note.value });

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      props.onCancel();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      if ((event.target as Element).closest("button")) return;
      event.preventDefault();
      save();
    }
  }

  return (
    <form
      class="card mark-form"
      aria-label={props.title}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={onKeyDown}
    >
      <strong>{props.title}</strong>
      <fieldset>
        <legend class="spoken">{popupStrings.markType}</legend>
        <For each={KINDS}>
          {(each) => (
            <label class="choice">
              <input
                type="radio"
                name="mark-kind"
                value={each}
                checked={kind() === each}
                onChange={() => setKind(each)}
              />
              {MARK_NAMES[each]}
            </label>
          )}
        </For>
      </fieldset>
      <label for="mark-note">{popupStrings.markNote}</label>
      <textarea
        id="mark-note"
        ref={(element) => (note = element)}
        class="input"
        rows="2"
        maxlength={LONGEST_NOTE}
        value={props.words.text}
        aria-describedby="mark-hint"
      />
      <p id="mark-hint" class="hint">
        {popupStrings.markHint}
      </p>
      <div class="controls">
        <button class="button primary" type="submit">
          {popupStrings.saveMark}
        </button>
        <button class="button" type="button" onClick={() => props.onCancel()}>
          {popupStrings.cancelMark}
        </button>
      </div>
    </form>
  );
}
