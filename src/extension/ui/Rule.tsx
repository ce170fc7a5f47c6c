import { Show } from "solid-js";
import type { Level } from "../../privacy/policy.ts";
import { ChoiceField } from "./ChoiceField.tsx";
import { LeftOut } from "./LeftOut.tsx";
import { LEVEL_ORDER, OpenWarning } from "./LevelChoice.tsx";
import { LinesField } from "./LinesField.tsx";
import { PatternRows } from "./PatternRows.tsx";
import { PRIVACY_OUTCOME, type PolicyPart } from "./policy-part.ts";
import { fieldId, type PolicyDraft, type RuleDraft, URL_MODES } from "./privacy-draft.ts";
import { parseLines } from "./selector-lists.ts";
import { SelectorLists } from "./SelectorLists.tsx";
import { privacyStrings } from "./strings/privacy.ts";
import { LEVEL_NAMES } from "./strings/shared.ts";
import { TryPatterns } from "./TryPatterns.tsx";
import { QueryNames } from "./UrlFields.tsx";

const AS_EVERYWHERE = ["", privacyStrings.asEverywhere] as const;
const LEVEL_OPTIONS = [
  AS_EVERYWHERE,
  ...LEVEL_ORDER.map((level) => [level, LEVEL_NAMES[level]] as const),
];
const URL_OPTIONS = [
  AS_EVERYWHERE,
  ...URL_MODES.map((mode) => [mode, privacyStrings.urlModes[mode].name] as const),
];
const NUMBER_OPTIONS = [
  AS_EVERYWHERE,
  ["on", privacyStrings.takeOut] as const,
  ["off", privacyStrings.leave] as const,
];

/** One rule: folded up to its sites and level, unfolded to all that can differ from everywhere. */
export function Rule(
  props: PolicyPart<RuleDraft> & { everywhere: PolicyDraft; onRemove: () => void },
) {
  const id = (name: string) => fieldId(props.part, name);
  /** Everywhere there always is one. */
  const level = () => (props.draft.level || props.everywhere.level) as Level;
  const name = () => {
    const sites = parseLines(props.draft.sites);
    return sites.length === 0 ? privacyStrings.newRule : sites.join(", ");
  };
  /** A rule that stands without sites is being made. */
  const isNew = props.draft.sites === "";

  return (
    <details id={props.part} class="rule" open={isNew}>
      <summary>
        <span class="grow clip">{name()}</span>
        <span class="badge" classList={{ blaze: level() === "open" }}>
          {LEVEL_NAMES[level()]}
        </span>
      </summary>
      <div class="rule-fields" role="group" aria-label={name()}>
        <LinesField
          id={id("sites")}
          name={privacyStrings.ruleSites}
          hint={privacyStrings.sitesHint}
          value={props.draft.sites}
          onInput={(sites) => props.edit({ sites })}
          wrong={props.wrong === id("sites")}
          saidBy={PRIVACY_OUTCOME}
          rows={2}
        />
        <div class="lists">
          <ChoiceField
            id={id("level")}
            name={privacyStrings.ruleLevel}
            value={props.draft.level}
            options={LEVEL_OPTIONS}
            onChange={(chosen) => props.edit({ level: chosen })}
          />
          <ChoiceField
            id={id("urls")}
            name={privacyStrings.ruleUrls}
            value={props.draft.urlMode}
            options={URL_OPTIONS}
            onChange={(urlMode) => props.edit({ urlMode })}
          />
          <ChoiceField
            id={id("phone")}
            name={privacyStrings.rulePhone}
            value={props.draft.phone}
            options={NUMBER_OPTIONS}
            onChange={(phone) => props.edit({ phone })}
          />
          <ChoiceField
            id={id("ssn")}
            name={privacyStrings.ruleSsn}
            value={props.draft.ssn}
            options={NUMBER_OPTIONS}
            onChange={(ssn) => props.edit({ ssn })}
          />
        </div>
        <OpenWarning level={props.draft.level} />
        <Show when={props.draft.urlMode !== ""}>
          <QueryNames {...props} />
        </Show>
        <fieldset>
          <legend>{privacyStrings.ruleSelectors}</legend>
          <SelectorLists {...props} isOpen={level() === "open"} />
        </fieldset>
        <fieldset class="stack">
          <legend>{privacyStrings.rulePatterns}</legend>
          <PatternRows {...props} />
          <TryPatterns part={props.part} policies={[props.everywhere, props.draft]} />
        </fieldset>
        <LeftOut legend={privacyStrings.ruleLeftOut} {...props} />
        <fieldset class="stack">
          <legend>{privacyStrings.ruleRequests}</legend>
          <p class="hint">{privacyStrings.ruleRequestsHint}</p>
          <label class="switch">
            <input
              type="checkbox"
              checked={props.draft.headers}
              onChange={(event) => props.edit({ headers: event.currentTarget.checked })}
            />
            {privacyStrings.ruleHeaders}
          </label>
          <LinesField
            id={id("bodies")}
            name={privacyStrings.ruleBodies}
            hint={privacyStrings.ruleBodiesHint}
            value={props.draft.bodies}
            onInput={(bodies) => props.edit({ bodies })}
            wrong={props.wrong === id("bodies")}
            saidBy={PRIVACY_OUTCOME}
            rows={2}
          />
        </fieldset>
        <div class="row wrap">
          <button class="button danger" type="button" onClick={() => props.onRemove()}>
            {privacyStrings.removeRule}
          </button>
        </div>
      </div>
    </details>
  );
}
