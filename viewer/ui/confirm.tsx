import { createSignal, onMount, Show, type JSX } from "solid-js";

export interface Question {
  title: string;
  text: string;
  /** What the button says that goes on. */
  yes: string;
}

type Asked = Question & { answer: (yes: boolean) => void };
const [asked, setAsked] = createSignal<Asked | null>(null);

/** Asks in a dialog; closing it, or another question, means no. */
export function confirmWith(question: Question): Promise<boolean> {
  asked()?.answer(false);
  return new Promise((answer) => setAsked({ ...question, answer }));
}

/** Stands once in the app. The focus starts at Cancel: what is asked about cannot be taken back easily. */
export function Confirm(): JSX.Element {
  return (
    <Show when={asked()} keyed>
      {(question) => <ConfirmDialog question={question} />}
    </Show>
  );
}

function ConfirmDialog(props: { question: Asked }): JSX.Element {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const close = (yes: boolean) => {
    props.question.answer(yes);
    // A newer question may have taken its place.
    setAsked((now) => (now === props.question ? null : now));
  };
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      onClose={() => close(false)}
    >
      <h2 id="confirm-title">{props.question.title}</h2>
      <p id="confirm-text">{props.question.text}</p>
      <div class="row wrap dialog-buttons">
        <button class="button" autofocus onClick={() => close(false)}>
          Cancel
        </button>
        <button class="button danger" onClick={() => close(true)}>
          {props.question.yes}
        </button>
      </div>
    </dialog>
  );
}
