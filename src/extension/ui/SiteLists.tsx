import { For } from "solid-js";
import { LinesField } from "./LinesField.tsx";
import { PRIVACY_OUTCOME } from "./policy-part.ts";
import type { PrivacyDraft } from "./privacy-draft.ts";
import { privacyStrings } from "./strings/privacy.ts";

const LISTS = [
  ["allow", privacyStrings.allowName, privacyStrings.allowHint],
  ["deny", privacyStrings.denyName, privacyStrings.denyHint],
  ["consent", privacyStrings.consentName, privacyStrings.consentHint],
] as const;

/** Which sites may be recorded at all, which ask first, and whether pages show that they are recorded. */
export function SiteLists(props: {
  draft: PrivacyDraft;
  edit: (change: Partial<PrivacyDraft>) => void;
  wrong: string | null;
}) {
  return (
    <section id="sites" class="card part" aria-labelledby="sites-title">
      <h2 id="sites-title">{privacyStrings.sections.sites}</h2>
      <p class="hint">{privacyStrings.sitesLead}</p>
      <div class="lists">
        <For each={LISTS}>
          {([list, name, hint]) => (
            <LinesField
              id={list}
              name={name}
              hint={hint}
              value={props.draft[list]}
              onInput={(text) => props.edit({ [list]: text })}
              wrong={props.wrong === list}
              saidBy={PRIVACY_OUTCOME}
            />
          )}
        </For>
      </div>
      <label class="switch">
        <input
          type="checkbox"
          checked={props.draft.indicator}
          onChange={(event) => props.edit({ indicator: event.currentTarget.checked })}
        />
        {privacyStrings.indicator}
      </label>
    </section>
  );
}
