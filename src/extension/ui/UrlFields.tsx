import { For } from "solid-js";
import { LinesField } from "./LinesField.tsx";
import { PRIVACY_OUTCOME, type PolicyPart } from "./policy-part.ts";
import { fieldId, URL_MODES } from "./privacy-draft.ts";
import { privacyStrings } from "./strings/privacy.ts";

/** What stays of the queries of web addresses, everywhere. */
export function UrlChoice(props: PolicyPart) {
  return (
    <fieldset>
      <legend>{privacyStrings.urlsLegend}</legend>
      <p class="hint">{privacyStrings.urlsHint}</p>
      <For each={URL_MODES}>
        {(mode) => (
          <div class="level">
            <input
              type="radio"
              id={`url-${mode}`}
              name="url-mode"
              checked={props.draft.urlMode === mode}
              onChange={() => props.edit({ urlMode: mode })}
              aria-describedby={`url-${mode}-hint`}
            />
            <label for={`url-${mode}`}>{privacyStrings.urlModes[mode].name}</label>
            <p id={`url-${mode}-hint`} class="hint">
              {privacyStrings.urlModes[mode].hint}
            </p>
          </div>
        )}
      </For>
      <QueryNames {...props} />
    </fieldset>
  );
}

/** Names of query parameters whose values are kept, or never. */
export function QueryNames(props: PolicyPart) {
  const lists = [
    ["urlAllow", privacyStrings.urlAllow],
    ["urlDeny", privacyStrings.urlDeny],
  ] as const;
  const hintId = () => fieldId(props.part, "url-names-hint");
  return (
    <div>
      <p id={hintId()} class="hint">
        {privacyStrings.urlNamesHint}
      </p>
      <div class="lists">
        <For each={lists}>
          {([list, name]) => (
            <LinesField
              id={fieldId(props.part, list)}
              name={name}
              value={props.draft[list]}
              onInput={(text) => props.edit({ [list]: text })}
              wrong={false}
              saidBy={`${hintId()} ${PRIVACY_OUTCOME}`}
              rows={2}
            />
          )}
        </For>
      </div>
    </div>
  );
}
