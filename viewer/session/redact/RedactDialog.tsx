import { createEffect, createSignal, For, on, onMount, Show, type JSX } from "solid-js";
import { messageOf } from "../../../src/format/errors.ts";
import type { SessionId } from "../../../src/format/ids.ts";
import { formatOffset } from "../../../src/format/time.ts";
import type { RedactionPreview, RedactionResult } from "../../../src/worker/redact/api.ts";
import { ProgressBar } from "../../ui/progress.tsx";
import { FIRST_CHOICE, type RedactionChoice, type RedactionSubject, targetsOf } from "./choice.ts";
import { createRedactionWork } from "./redaction-work.ts";
import {
  besidesText,
  changeText,
  copyText,
  isNothing,
  kindText,
  limitText,
  REDACT_WORDS,
} from "./words.ts";

/** Says what would go, asks for the details, and does it. Closing it before that changes nothing. */
export function RedactDialog(props: {
  sessionId: SessionId;
  subject: RedactionSubject;
  onClose: () => void;
  onDone: (result: RedactionResult) => void;
}): JSX.Element {
  const { subject } = props;
  const work = createRedactionWork(props.sessionId);
  const [choice, setChoice] = createSignal<RedactionChoice>(FIRST_CHOICE);
  const [copies, setCopies] = createSignal<RedactionPreview["copies"]>([]);
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());

  const targets = () => targetsOf(subject, choice());
  const change = (part: Partial<RedactionChoice>) => setChoice((now) => ({ ...now, ...part }));
  /** Other details are about something else, whose texts are other ones. */
  const ask = (part: Partial<RedactionChoice>) => change({ ...part, copies: [] });

  createEffect(on(choice, () => void work.look(targets())));
  createEffect(
    on(work.preview, (found) => {
      // What is chosen is no copy any more in the next preview; its line stays to be taken back.
      if (found && choice().copies.length === 0) setCopies(found.copies);
    }),
  );

  async function redact(): Promise<void> {
    const result = await work.apply(targets());
    if (result) props.onDone(result);
    else if (!work.error()) void work.look(targets());
  }

  const element = () =>
    subject.kind === "text"
      ? null
      : subject.kind === "element" || choice().onElement
        ? subject.element
        : null;

  return (
    <dialog
      ref={(at) => (dialog = at)}
      class="dialog redact"
      aria-labelledby="redact-title"
      onCancel={(event) => {
        if (work.applying()) event.preventDefault();
      }}
      onClose={() => props.onClose()}
    >
      <h2 id="redact-title">
        {REDACT_WORDS.title} <Subject subject={subject} named={work.preview()?.named[0]} />
      </h2>
      <fieldset disabled={work.applying()}>
        <Show when={subject.kind === "event" && subject.element}>
          <Choice
            name={REDACT_WORDS.what}
            options={[
              [REDACT_WORDS.eventOnly, !choice().onElement, () => ask({ onElement: false })],
              [REDACT_WORDS.eventElement, choice().onElement, () => ask({ onElement: true })],
            ]}
          />
        </Show>
        <Show when={element()}>
          {(chosen) => (
            <>
              <Show when={chosen().attributes.length > 0}>
                <label class="redact-part">
                  <span>{REDACT_WORDS.what}</span>
                  <select
                    class="select"
                    onChange={(event) => ask({ attribute: event.currentTarget.value || null })}
                  >
                    <option value="">{REDACT_WORDS.wholeElement}</option>
                    <For each={chosen().attributes}>
                      {(name) => <option value={name}>Only its attribute {name}</option>}
                    </For>
                  </select>
                </label>
              </Show>
              <Choice
                name={REDACT_WORDS.scope}
                options={[
                  [
                    REDACT_WORDS.whole,
                    choice().everywhere,
                    () => ask({ everywhere: true }),
                    REDACT_WORDS.wholeText,
                  ],
                  [
                    REDACT_WORDS.here,
                    !choice().everywhere,
                    () => ask({ everywhere: false }),
                    REDACT_WORDS.hereText,
                  ],
                ]}
              />
            </>
          )}
        </Show>
        <Show when={copies().length > 0}>
          <div role="group" aria-labelledby="redact-copies" class="redact-copies">
            <h3 id="redact-copies">{REDACT_WORDS.copies}</h3>
            <p class="hint">{REDACT_WORDS.copiesText}</p>
            <For each={copies()}>
              {({ text, count }) => (
                <label class="choice">
                  <input
                    type="checkbox"
                    checked={choice().copies.includes(text)}
                    onChange={(event) => {
                      const others = choice().copies.filter((each) => each !== text);
                      change({ copies: event.currentTarget.checked ? [...others, text] : others });
                    }}
                  />
                  <span>{copyText(text, count)}</span>
                </label>
              )}
            </For>
          </div>
        </Show>
      </fieldset>
      <div class="redact-preview" aria-live="polite">
        <Show when={work.progress()}>
          {(progress) => (
            <ProgressBar
              label={work.applying() ? REDACT_WORDS.working : REDACT_WORDS.looking}
              progress={progress()}
              {...(work.canCancel() ? { onCancel: work.cancel } : {})}
            />
          )}
        </Show>
        <Show when={!work.applying() && work.preview()}>
          {(preview) => <Preview preview={preview()} />}
        </Show>
        <Show when={work.error()}>
          {(error) => (
            <div class="notice danger" role="alert">
              <span class="grow">{messageOf(error())}</span>
              <button class="button" onClick={() => void work.look(targets())}>
                {REDACT_WORDS.again}
              </button>
            </div>
          )}
        </Show>
      </div>
      <Show when={limitText(subject)}>{(sentence) => <p class="hint">{sentence()}</p>}</Show>
      <p class="notice blaze">{REDACT_WORDS.warning}</p>
      <div class="row wrap dialog-buttons">
        <button class="button" autofocus disabled={work.applying()} onClick={() => dialog.close()}>
          {REDACT_WORDS.cancel}
        </button>
        <button
          class="button danger"
          disabled={work.applying() || !work.preview() || isNothing(work.preview()!)}
          onClick={() => void redact()}
        >
          {REDACT_WORDS.yes}
        </button>
      </div>
    </dialog>
  );
}

function Subject(props: { subject: RedactionSubject; named: string | undefined }): JSX.Element {
  const words = () => {
    const { subject } = props;
    if (subject.kind === "text") return `“${subject.text}”`;
    return subject.kind === "event" ? `“${subject.event.label}”` : (props.named ?? "an element");
  };
  return <span class="redact-subject">{words()}</span>;
}

type Option = readonly [label: string, chosen: boolean, choose: () => void, hint?: string];

function Choice(props: { name: string; options: readonly Option[] }): JSX.Element {
  return (
    <div role="radiogroup" aria-label={props.name} class="redact-part">
      <For each={props.options}>
        {([label, chosen, choose, hint]) => (
          <label class="choice">
            <input
              type="radio"
              name={`redact-${props.name}`}
              checked={chosen}
              onChange={() => choose()}
            />
            <span>
              {label}
              <Show when={hint}>
                <span class="hint"> {hint}</span>
              </Show>
            </span>
          </label>
        )}
      </For>
    </div>
  );
}

function Preview(props: { preview: RedactionPreview }): JSX.Element {
  return (
    <Show when={!isNothing(props.preview)} fallback={<p>{REDACT_WORDS.nothing}</p>}>
      <p>
        {changeText(props.preview)} {besidesText(props.preview).join(" ")}
      </p>
      <Show when={props.preview.places.length > 0}>
        <details>
          <summary>{REDACT_WORDS.places}</summary>
          <ul class="redact-places">
            <For each={props.preview.places}>
              {(place) => (
                <li>
                  <span class="numbers">{formatOffset(place.offsetMs)}</span> {kindText(place.kind)}
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </Show>
  );
}
