import { createSignal, createUniqueId, For, type JSX, onMount } from "solid-js";
import { MARK_NAMES } from "../format/marks.ts";
import { type Annotation, LONGEST_NOTE, type MarkKind } from "../format/session.ts";
import "./mark-form.css";

/** What the form says, in the words of the page that it is on. */
export interface MarkFormWords {
  type: string;
  note: string;
  hint: string;
  save: string;
  cancel: string;
}

/** What kind of moment it is, and a note. Enter saves, Escape gives up. */
export function MarkForm<Draft extends Pick<Annotation, "kind" | "text">>(props: {
  title: string;
  kinds: readonly MarkKind[];
  words: MarkFormWords;
  draft: Draft;
  onSave: (draft: Draft) => Promise<void>;
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
    try {
      await props.onSave({ ...props.draft, kind: kind(), text: note.value });
    } finally {
      setBusy(false);
    }
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
      aria-label={props.title}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={onKeyDown}
    >
      <strong>{props.title}</strong>
      <fieldset class="mark-kinds">
        <legend class="spoken">{props.words.type}</legend>
        <For each={props.kinds}>
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
      <label for={`${id}-note`}>{props.words.note}</label>
      <textarea
        id={`${id}-note`}
        ref={(element) => (note = element)}
        class="input"
        rows="2"
        maxlength={LONGEST_NOTE}
        value={props.draft.text}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} class="hint">
        {props.words.hint}
      </p>
      <div class="row wrap">
        <button class="button primary" type="submit">
          {props.words.save}
        </button>
        <button class="button" type="button" onClick={() => props.onCancel()}>
          {props.words.cancel}
        </button>
      </div>
    </form>
  );
}
