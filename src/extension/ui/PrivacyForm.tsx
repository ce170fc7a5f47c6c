import { createSignal, For } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { type Level, LEVELS, type PagePolicy } from "../../privacy/policy.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { findBadSelector, LIST_NAMES, type ListName, parseLines } from "./selector-lists.ts";
import { SelectorField } from "./SelectorField.tsx";
import { LEVEL_NAMES, optionsStrings } from "./strings.ts";

/** The default comes first. */
const LEVEL_ORDER: Level[] = LEVELS.toSorted(
  (a, b) => Number(b === "balanced") - Number(a === "balanced"),
);

/** The browser's own parser decides; a fragment needs no page. */
const testSelector = (selector: string) =>
  void document.createDocumentFragment().querySelector(selector);

/** The masking policy: a level and four lists of selectors. */
export function PrivacyForm(props: { policy: PagePolicy; write: OptionsHost["writeSettings"] }) {
  const [level, setLevel] = createSignal(props.policy.level);
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<ListName | null>(null);
  const fields = {} as Record<ListName, HTMLTextAreaElement>;

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(null);
  };

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const policy: PagePolicy = {
      level: level(),
      block: parseLines(fields.block.value),
      mask: parseLines(fields.mask.value),
      ignore: parseLines(fields.ignore.value),
      unmask: parseLines(fields.unmask.value),
    };
    const bad = findBadSelector(policy, testSelector);
    setWrong(bad?.list ?? null);
    if (bad) {
      setSaid({ tone: "bad", sentence: bad.sentence });
      fields[bad.list].focus();
      return;
    }
    try {
      await props.write({ policy });
      for (const list of LIST_NAMES) fields[list].value = policy[list].join("\n");
      setSaid({ tone: "good", sentence: optionsStrings.privacySaved });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });
    }
  }

  return (
    <form
      class="card part"
      onSubmit={(event) => void save(event)}
      onInput={edited}
      aria-labelledby="privacy-title"
    >
      <h2 id="privacy-title">{optionsStrings.privacyTitle}</h2>
      <p class="hint">{optionsStrings.privacyLead}</p>

      <fieldset>
        <legend>{optionsStrings.levelLegend}</legend>
        <For each={LEVEL_ORDER}>
          {(each) => (
            <div class="level">
              <input
                type="radio"
                id={`level-${each}`}
                name="level"
                checked={level() === each}
                onChange={() => setLevel(each)}
                aria-describedby={`level-${each}-hint`}
              />
              <label for={`level-${each}`}>{LEVEL_NAMES[each]}</label>
              <p id={`level-${each}-hint`} class="hint">
                {optionsStrings.levels[each]}
              </p>
            </div>
          )}
        </For>
      </fieldset>

      <fieldset>
        <legend>{optionsStrings.selectorsLegend}</legend>
        <p class="hint">{optionsStrings.selectorsHint}</p>
        <div class="lists">
          <For each={LIST_NAMES}>
            {(list) => (
              <SelectorField
                list={list}
                selectors={props.policy[list]}
                inactive={list === "unmask" && level() !== "open"}
                wrong={wrong() === list}
                ref={(field) => (fields[list] = field)}
              />
            )}
          </For>
        </div>
      </fieldset>

      <Outcome id="privacy-outcome" said={said()} />
      <div class="row wrap">
        <button class="button primary" type="submit">
          {optionsStrings.savePrivacy}
        </button>
      </div>
    </form>
  );
}
