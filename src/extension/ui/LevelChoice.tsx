import { For, Show } from "solid-js";
import { type Level, LEVELS } from "../../privacy/policy.ts";
import { optionsStrings } from "./strings/options.ts";
import { privacyStrings } from "./strings/privacy.ts";
import { LEVEL_NAMES } from "./strings/shared.ts";

/** The default comes first. */
export const LEVEL_ORDER: Level[] = LEVELS.toSorted(
  (a, b) => Number(b === "balanced") - Number(a === "balanced"),
);

/** How much is masked everywhere. */
export function LevelChoice(props: { level: Level | ""; onChange: (level: Level) => void }) {
  return (
    <fieldset>
      <legend>{optionsStrings.levelLegend}</legend>
      <For each={LEVEL_ORDER}>
        {(each) => (
          <div class="level">
            <input
              type="radio"
              id={`level-${each}`}
              name="level"
              checked={props.level === each}
              onChange={() => props.onChange(each)}
              aria-describedby={`level-${each}-hint`}
            />
            <label for={`level-${each}`}>{LEVEL_NAMES[each]}</label>
            <p id={`level-${each}-hint`} class="hint">
              {optionsStrings.levels[each]}
            </p>
          </div>
        )}
      </For>
      <OpenWarning level={props.level} />
    </fieldset>
  );
}

/** Says in words what level open shows. It stays in the page, so that screen readers hear it appear. */
export function OpenWarning(props: { level: Level | "" }) {
  return (
    <div role="status">
      <Show when={props.level === "open"}>
        <p class="notice blaze">{privacyStrings.openWarning}</p>
      </Show>
    </div>
  );
}
