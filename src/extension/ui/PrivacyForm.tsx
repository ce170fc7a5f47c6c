import { createSignal, For } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { isSiteName } from "../../privacy/site-list.ts";
import { type Level, LEVELS } from "../../privacy/policy.ts";
import type { PrivacySettings, RulePolicy } from "../../privacy/privacy-settings.ts";
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

/** The masking policy: a level, four lists of selectors, and the sites whose canvases are recorded. */
export function PrivacyForm(props: {
  privacy: PrivacySettings;
  write: OptionsHost["writeSettings"];
}) {
  const [level, setLevel] = createSignal(props.privacy.policy.level);
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<ListName | "canvas" | null>(null);
  let sitesField!: HTMLTextAreaElement;
  const fields = {} as Record<ListName, HTMLTextAreaElement>;

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(null);
  };

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const policy: RulePolicy = {
      ...props.privacy.policy,
      level: level(),
      block: parseLines(fields.block.value),
      mask: parseLines(fields.mask.value),
      ignore: parseLines(fields.ignore.value),
      unmask: parseLines(fields.unmask.value),
    };
    const canvas = parseLines(sitesField.value.toLowerCase());
    const bad = findBadSelector(policy, testSelector);
    setWrong(bad?.list ?? null);
    if (bad) {
      setSaid({ tone: "bad", sentence: bad.sentence });
      fields[bad.list].focus();
      return;
    }
    const badSite = canvas.find((site) => !isSiteName(site));
    if (badSite !== undefined) {
      setWrong("canvas");
      setSaid({ tone: "bad", sentence: optionsStrings.badSite(badSite) });
      sitesField.focus();
      return;
    }
    try {
      await props.write({ privacy: { ...props.privacy, policy, canvas } });
      sitesField.value = canvas.join("\n");
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
                selectors={props.privacy.policy[list]}
                inactive={list === "unmask" && level() !== "open"}
                wrong={wrong() === list}
                ref={(field) => (fields[list] = field)}
              />
            )}
          </For>
        </div>
      </fieldset>

      <fieldset>
        <legend>{optionsStrings.canvasLegend}</legend>
        <div class="field">
          <label for="canvas-sites">{optionsStrings.canvasName}</label>
          <p id="canvas-sites-hint" class="hint">
            {optionsStrings.canvasHint}
          </p>
          <textarea
            id="canvas-sites"
            ref={(field) => (sitesField = field)}
            class="input mono"
            rows="2"
            spellcheck={false}
            autocapitalize="off"
            value={props.privacy.canvas.join("\n")}
            aria-invalid={wrong() === "canvas"}
            aria-describedby="canvas-sites-hint privacy-outcome"
          />
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
