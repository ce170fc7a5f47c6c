import { Index, Show } from "solid-js";
import { CloseIcon } from "./icons.tsx";
import type { PolicyPart } from "./policy-part.ts";
import { fieldId, type PatternDraft, patternProblem } from "./privacy-draft.ts";
import { privacyStrings } from "./strings/privacy.ts";

/** Patterns by name. One that cannot be used says why as soon as it stands there. */
export function PatternRows(props: PolicyPart) {
  let add!: HTMLButtonElement;
  const rows = () => props.draft.patterns;
  const write = (index: number, change: Partial<PatternDraft>) =>
    props.edit({ patterns: rows().map((row, i) => (i === index ? { ...row, ...change } : row)) });

  function addRow(): void {
    props.edit({ patterns: [...rows(), { name: "", pattern: "" }] });
    document.getElementById(fieldId(props.part, `pattern-${rows().length - 1}-name`))?.focus();
  }

  function remove(index: number): void {
    props.edit({ patterns: rows().filter((_, i) => i !== index) });
    add.focus();
  }

  return (
    <div class="patterns">
      <Index each={rows()}>
        {(row, i) => {
          const id = fieldId(props.part, `pattern-${i}`);
          // While only its name is there it is still being written.
          const problem = () => (row().pattern === "" ? null : patternProblem(row()));
          const isWrong = () => problem() !== null || props.wrong === id;
          return (
            <div class="pattern">
              <input
                id={`${id}-name`}
                class="input"
                aria-label={privacyStrings.patternName(i + 1)}
                placeholder={privacyStrings.patternNameExample}
                autocomplete="off"
                value={row().name}
                onInput={(event) => write(i, { name: event.currentTarget.value })}
              />
              <input
                id={id}
                class="input mono"
                aria-label={privacyStrings.pattern(i + 1)}
                placeholder={privacyStrings.patternExample}
                autocomplete="off"
                spellcheck={false}
                value={row().pattern}
                onInput={(event) => write(i, { pattern: event.currentTarget.value })}
                aria-invalid={isWrong()}
                aria-describedby={`${id}-problem`}
              />
              <button
                class="button quiet icon"
                type="button"
                aria-label={privacyStrings.removePattern(i + 1)}
                onClick={() => remove(i)}
              >
                <CloseIcon />
              </button>
              <p id={`${id}-problem`} class="problem" role="status">
                <Show when={problem()}>{(sentence) => sentence()}</Show>
              </p>
            </div>
          );
        }}
      </Index>
      <div class="row wrap">
        <button class="button" type="button" ref={(element) => (add = element)} onClick={addRow}>
          {privacyStrings.addPattern}
        </button>
      </div>
    </div>
  );
}
