import { LeftOut } from "./LeftOut.tsx";
import { LevelChoice } from "./LevelChoice.tsx";
import { LinesField } from "./LinesField.tsx";
import { PatternRows } from "./PatternRows.tsx";
import { PRIVACY_OUTCOME, type PolicyPart } from "./policy-part.ts";
import { SelectorLists } from "./SelectorLists.tsx";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";
import { TryPatterns } from "./TryPatterns.tsx";
import { UrlChoice } from "./UrlFields.tsx";

/** What holds where no rule says otherwise, and the sites whose canvases are recorded. */
export function Everywhere(
  props: PolicyPart & { canvas: string; onCanvas: (text: string) => void },
) {
  const switches = [
    ["phone", privacyStrings.phone],
    ["ssn", privacyStrings.ssn],
  ] as const;
  return (
    <section id="privacy" class="card part" aria-labelledby="everywhere-title">
      <h2 id="everywhere-title">{privacyStrings.sections.everywhere}</h2>
      <p class="hint">{optionsStrings.privacyLead}</p>
      <LevelChoice level={props.draft.level} onChange={(level) => props.edit({ level })} />

      <fieldset>
        <legend>{optionsStrings.selectorsLegend}</legend>
        <p class="hint">{optionsStrings.selectorsHint}</p>
        <SelectorLists {...props} isOpen={props.draft.level === "open"} />
      </fieldset>

      <fieldset class="stack">
        <legend>{privacyStrings.patternsLegend}</legend>
        <p class="hint">{privacyStrings.patternsHint}</p>
        <PatternRows {...props} />
      </fieldset>

      <fieldset>
        <legend>{privacyStrings.numbersLegend}</legend>
        <p class="hint">{privacyStrings.numbersHint}</p>
        {switches.map(([which, name]) => (
          <label class="switch">
            <input
              type="checkbox"
              checked={props.draft[which] === "on"}
              onChange={(event) =>
                props.edit({ [which]: event.currentTarget.checked ? "on" : "off" })
              }
            />
            {name}
          </label>
        ))}
      </fieldset>

      <TryPatterns part={props.part} policies={[props.draft]} />
      <LeftOut legend={privacyStrings.leftOut} {...props} />
      <UrlChoice {...props} />

      <fieldset>
        <legend>{optionsStrings.canvasLegend}</legend>
        <LinesField
          id="canvas"
          name={optionsStrings.canvasName}
          hint={optionsStrings.canvasHint}
          value={props.canvas}
          onInput={props.onCanvas}
          wrong={props.wrong === "canvas"}
          saidBy={PRIVACY_OUTCOME}
          rows={2}
        />
      </fieldset>
    </section>
  );
}
