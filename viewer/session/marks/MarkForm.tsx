import { createSignal, createUniqueId, For, onMount, type JSX } from "solid-js";
import { MARK_NAMES, type MarkDraft } from "../../../src/format/marks.ts";
import { LONGEST_NOTE, MARK_KINDS, type MarkKind } from "../../../src/format/session.ts";
import { formatOffset } from "../../../src/format/time.ts";
import { MARKS_WORDS } from "./words.ts";

/** What kind of moment it is, and a note. Enter saves, Escape gives up. */
export function MarkForm(props: {
  draft: MarkDraft;
  onSave: (draft: MarkDraft) => Promise<void>;
  onCancel: () => void;
}): JSX.Element {
  const id = createUniqueId();
  const [kind, setKind] = createSignal<MarkKind>(props.draft.kind);
  const [busy, setBusy] = createSignal(false);
  let note!: HTMLTextAreaElement;
  onMount(() => note.focus());

  async function save(): Promise<void> {
    if (busy()) return;
    setBusy(true);
    await props.onSave({ ...props.draft, kind: kind(), text: note.value });
    setBusy(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      props.onCancel();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      if ((event.target as Element).closest("button")) return;
      event.preventDefault();
      void save();
    }
  }

  return (
    <form
      class="mark-form card"
      aria-label={`${MARKS_WORDS.panel}: ${formatOffset(props.draft.offsetMs)}`}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={onKeyDown}
    >
      <fieldset class="mark-kinds">
        <legend>{MARKS_WORDS.type}</legend>
        <For each={MARK_KINDS}>
          {(each) => (
            <label class="mark-kind">
              <input
                type="radio"
                name={`${id}-kind`}
                value={each}
                checked={kind() === each}
                onChange={() => setKind(each)}
              />
              {MARK_NAMES[each]}
            </label>
          )}
        </For>
      </fieldset>
      <label for={`${id}-note`}>{MARKS_WORDS.note}</label>
      <textarea
        id={`${id}-note`}
        ref={(element) => (note = element)}
        class="input"
        rows="3"
        maxlength={LONGEST_NOTE}
        aria-describedby={`${id}-hint`}
      >
        {props.draft.text}
      </textarea>
      <p id={`${id}-hint`} class="hint">
        {MARKS_WORDS.noteHint}
      </p>
      <div class="row wrap">
        <button class="button primary" type="submit">
          {MARKS_WORDS.save}
        </button>
        <button class="button" type="button" onClick={() => props.onCancel()}>
          {MARKS_WORDS.cancel}
        </button>
      </div>
    </form>
  );
}
