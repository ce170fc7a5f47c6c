import { createSignal, onMount, type JSX } from "solid-js";
import { LONGEST_TEXT, SHORTEST_TEXT } from "../../../src/privacy/after/text-limits.ts";
import { Icon } from "../../ui/icons.tsx";
import type { RedactionSubject } from "./choice.ts";
import { REDACT_WORDS } from "./words.ts";

/** The first question: an element to be pointed at, or a text. */
export function RedactStart(props: {
  onPoint: () => void;
  onSubject: (subject: RedactionSubject) => void;
  onClose: () => void;
}): JSX.Element {
  const [text, setText] = createSignal("");
  const [isPattern, setPattern] = createSignal(false);
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());

  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog redact"
      aria-labelledby="redact-start-title"
      onClose={() => props.onClose()}
    >
      <h2 id="redact-start-title">{REDACT_WORDS.start}</h2>
      <p>{REDACT_WORDS.startText}</p>
      <section>
        <button class="button" onClick={() => props.onPoint()}>
          <Icon name="click" />
          {REDACT_WORDS.point}
        </button>
        <p class="hint">{REDACT_WORDS.pointText}</p>
      </section>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubject({ kind: "text", text: text().trim(), isPattern: isPattern() });
        }}
      >
        <label>
          <span>{REDACT_WORDS.textLabel}</span>
          <input
            class="input"
            autocomplete="off"
            spellcheck={false}
            required
            minlength={SHORTEST_TEXT}
            maxlength={LONGEST_TEXT}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <div role="radiogroup" aria-label={REDACT_WORDS.textKind}>
          <label class="choice">
            <input
              type="radio"
              name="redact-text-kind"
              checked={!isPattern()}
              onChange={() => setPattern(false)}
            />
            <span>{REDACT_WORDS.plain}</span>
          </label>
          <label class="choice">
            <input
              type="radio"
              name="redact-text-kind"
              checked={isPattern()}
              onChange={() => setPattern(true)}
            />
            <span>{REDACT_WORDS.pattern}</span>
          </label>
        </div>
        <div class="row wrap dialog-buttons">
          <button class="button" type="button" onClick={() => dialog.close()}>
            {REDACT_WORDS.cancel}
          </button>
          <button class="button primary" type="submit">
            {REDACT_WORDS.next}
          </button>
        </div>
      </form>
    </dialog>
  );
}
