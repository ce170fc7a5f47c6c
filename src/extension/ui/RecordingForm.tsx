import { createResource, createSignal, For, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { isSiteName } from "../../privacy/site-list.ts";
import { originsOfSite } from "../refusals.ts";
import { COUNTDOWNS, type Countdown, type Settings } from "../settings.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { parseLines } from "./selector-lists.ts";
import { optionsStrings } from "./strings.ts";

/** How recordings begin: the countdown after Start, and the sites that are recorded without one. */
export function RecordingForm(props: {
  settings: Pick<Settings, "autoRecord" | "countdown">;
  host: OptionsHost;
}) {
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal(false);
  const [sites, setSites] = createSignal(props.settings.autoRecord.sites);
  const [missing, { refetch }] = createResource(sites, missingOf);
  let sitesField!: HTMLTextAreaElement;
  let countdownField!: HTMLSelectElement;

  async function missingOf(all: readonly string[]): Promise<string[]> {
    const may = await Promise.all(all.map((site) => props.host.hasOrigins(originsOfSite(site))));
    return all.filter((_, i) => !may[i]);
  }

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(false);
  };

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const wanted = parseLines(sitesField.value.toLowerCase());
    const bad = wanted.find((site) => !isSiteName(site));
    if (bad !== undefined) {
      setWrong(true);
      setSaid({ tone: "bad", sentence: optionsStrings.badSite(bad) });
      return sitesField.focus();
    }
    // Asked for at once: after an await the click no longer counts as the user's consent.
    const asked =
      wanted.length > 0
        ? props.host.requestOrigins(wanted.flatMap(originsOfSite))
        : Promise.resolve(true);
    try {
      await asked;
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.rewindAskFailed(messageOf(error)) });
      return;
    }
    try {
      const countdown = Number(countdownField.value) as Countdown;
      await props.host.writeSettings({ autoRecord: { sites: wanted }, countdown });
      sitesField.value = wanted.join("\n");
      setSites(wanted);
      await refetch();
      setSaid({ tone: "good", sentence: optionsStrings.recordingSaved(wanted.length) });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });
    }
  }

  return (
    <form
      id="recording"
      class="card part"
      onSubmit={(event) => void save(event)}
      onInput={edited}
      aria-labelledby="recording-title"
      novalidate
    >
      <h2 id="recording-title">{optionsStrings.recordingTitle}</h2>
      <div class="field">
        <label for="countdown">{optionsStrings.countdown}</label>
        <p id="countdown-hint" class="hint">
          {optionsStrings.countdownHint}
        </p>
        <select
          id="countdown"
          ref={(field) => (countdownField = field)}
          class="select"
          aria-describedby="countdown-hint"
        >
          <For each={COUNTDOWNS}>
            {(seconds) => (
              <option value={seconds} selected={seconds === props.settings.countdown}>
                {optionsStrings.countdowns[seconds]}
              </option>
            )}
          </For>
        </select>
      </div>
      <div class="field">
        <label for="auto-sites">{optionsStrings.autoSites}</label>
        <p id="auto-sites-hint" class="hint">
          {optionsStrings.autoSitesHint}
        </p>
        <textarea
          id="auto-sites"
          ref={(field) => (sitesField = field)}
          class="input mono"
          rows="3"
          spellcheck={false}
          autocapitalize="off"
          value={props.settings.autoRecord.sites.join("\n")}
          aria-invalid={wrong()}
          aria-describedby="auto-sites-hint recording-outcome"
        />
      </div>
      <Show when={!missing.error && missing()?.length ? missing() : null}>
        {(names) => <p class="notice blaze">{optionsStrings.autoMissing(names())}</p>}
      </Show>
      <Outcome id="recording-outcome" said={said()} />
      <div class="row wrap">
        <button class="button primary" type="submit">
          {optionsStrings.saveRecording}
        </button>
      </div>
    </form>
  );
}
