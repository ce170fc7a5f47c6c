import { For, onMount, Show } from "solid-js";
import type { PrivacySettings } from "../../privacy/privacy-settings.ts";
import type { Change } from "./privacy-facts.ts";
import { optionsStrings, privacyStrings } from "./strings.ts";

/** Settings that wait for a yes. */
export interface Proposal {
  privacy: PrivacySettings;
  title: string;
  yes: string;
  changes: Change[];
  /** What else happens, one sentence each. */
  notes: string[];
}

/** Shows what would change before it is applied. Closing it means no. */
export function ConfirmPrivacy(props: { proposal: Proposal; onAnswer: (yes: boolean) => void }) {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog"
      aria-labelledby="privacy-confirm-title"
      onClose={() => props.onAnswer(false)}
    >
      <h2 id="privacy-confirm-title">{props.proposal.title}</h2>
      <For each={props.proposal.notes}>{(note) => <p class="notice blaze">{note}</p>}</For>
      <ChangeList changes={props.proposal.changes} />
      <div class="row wrap dialog-buttons">
        <button class="button" type="button" autofocus onClick={() => props.onAnswer(false)}>
          {optionsStrings.cancel}
        </button>
        <button class="button primary" type="button" onClick={() => props.onAnswer(true)}>
          {props.proposal.yes}
        </button>
      </div>
    </dialog>
  );
}

function ChangeList(props: { changes: Change[] }) {
  return (
    <dl class="facts changes" aria-label={privacyStrings.changesName}>
      <For each={props.changes}>
        {({ about, gone, come }) => (
          <div>
            <dt>{about}</dt>
            <dd>
              <Lines lines={gone} word={privacyStrings.gone} isGone />
              <Lines lines={come} word={privacyStrings.come} isGone={false} />
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}

/** Struck through or underlined for eyes, with a word before it for ears. */
function Lines(props: { lines: string[]; word: string; isGone: boolean }) {
  const spoken = () => <span class="spoken">{props.word} </span>;
  return (
    <For each={props.lines}>
      {(line) => (
        <Show
          when={props.isGone}
          fallback={
            <ins>
              {spoken()}
              {line}
            </ins>
          }
        >
          <del>
            {spoken()}
            {line}
          </del>
        </Show>
      )}
    </For>
  );
}
