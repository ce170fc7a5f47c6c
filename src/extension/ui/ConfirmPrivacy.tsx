import { For, Show } from "solid-js";
import type { PrivacySettings } from "../../privacy/privacy-settings.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import type { Change } from "./privacy-facts.ts";
import { privacyStrings } from "./strings/privacy.ts";

/** Settings that wait for a yes. */
export interface Proposal {
  privacy: PrivacySettings;
  title: string;
  yes: string;
  changes: Change[];
  /** What else happens, one sentence each. */
  notes: string[];
}

/** Shows what would change before it is applied. */
export function ConfirmPrivacy(props: { proposal: Proposal; onAnswer: (yes: boolean) => void }) {
  return (
    <ConfirmDialog
      id="privacy-confirm-title"
      title={props.proposal.title}
      yes={props.proposal.yes}
      onAnswer={props.onAnswer}
    >
      <For each={props.proposal.notes}>{(note) => <p class="notice blaze">{note}</p>}</For>
      <ChangeList changes={props.proposal.changes} />
    </ConfirmDialog>
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
