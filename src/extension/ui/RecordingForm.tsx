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
  const [wrong, setWrong] = createSignal<"sites" | "ask" | null>(null);
  const [named, setNamed] = createSignal(namesOf(props.settings.autoRecord));
  const [missing, { refetch }] = createResource(named, missingOf);
  let sitesField!: HTMLTextAreaElement;
  let askField!: HTMLTextAreaElement;
  let countdownField!: HTMLSelectElement;

  async function missingOf(all: readonly string[]): Promise<string[]> {
    const may = await Promise.all(all.map((site) => props.host.hasOrigins(originsOfSite(site))));
    return all.filter((_, i) => !may[i]);
  }

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(null);
  };

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const fields = { sites: sitesField, ask: askField };
    const wanted = {
      sites: parseLines(sitesField.value.toLowerCase()),
      ask: parseLines(askField.value.toLowerCase()),
    };
    for (const list of ["sites", "ask"] as const) {
      const bad = wanted[list].find((site) => !isSiteName(site));
      if (bad === undefined) continue;
      setWrong(list);
      setSaid({ tone: "bad", sentence: optionsStrings.badSite(bad) });
      return fields[list].focus();
    }
    const all = namesOf(wanted);
    // Asked for at once: after an await the click no longer counts as the user's consent.
    const asked =
      all.length > 0
        ? props.host.requestOrigins(all.flatMap(originsOfSite))
        : Promise.resolve(true);
    try {
      await asked;
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.rewindAskFailed(messageOf(error)) });
      return;
    }
    try {
      const countdown = Number(countdownField.value) as Countdown;
      await props.host.writeSettings({ autoRecord: wanted, countdown });
      sitesField.value = wanted.sites.join("\n");
      askField.value = wanted.ask.join("\n");
      setNamed(all);
      await refetch();
      setSaid({
        tone: "good",
        sentence: optionsStrings.recordingSaved(wanted.sites.length, wanted.ask.length),
      });
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
          aria-invalid={wrong() === "sites"}
          aria-describedby="auto-sites-hint recording-outcome"
        />
      </div>
      <div class="field">
        <label for="ask-sites">{optionsStrings.askSites}</label>
        <p id="ask-sites-hint" class="hint">
          {optionsStrings.askSitesHint}
        </p>
        <textarea
          id="ask-sites"
          ref={(field) => (askField = field)}
          class="input mono"
          rows="3"
          spellcheck={false}
          autocapitalize="off"
          value={props.settings.autoRecord.ask.join("\n")}
          aria-invalid={wrong() === "ask"}
          aria-describedby="ask-sites-hint recording-outcome"
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

const namesOf = ({ sites, ask }: Settings["autoRecord"]) => [...new Set([...sites, ...ask])];
