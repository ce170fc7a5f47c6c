import { For } from "solid-js";
import { COUNTDOWNS, type Countdown, type Settings } from "../settings.ts";
import type { OptionsHost } from "./options-host.ts";
import { SitesForm } from "./SitesForm.tsx";
import { optionsStrings } from "./strings/options.ts";

/** How recordings begin: the countdown after Start, the sites that are recorded without one, and those that ask. */
export function RecordingForm(props: {
  settings: Pick<Settings, "autoRecord" | "countdown">;
  host: OptionsHost;
}) {
  let countdown!: HTMLSelectElement;
  return (
    <SitesForm
      id="recording"
      title={optionsStrings.recordingTitle}
      lists={[
        {
          id: "auto-sites",
          name: optionsStrings.autoSites,
          hint: optionsStrings.autoSitesHint,
          sites: props.settings.autoRecord.sites,
        },
        {
          id: "ask-sites",
          name: optionsStrings.askSites,
          hint: optionsStrings.askSitesHint,
          sites: props.settings.autoRecord.ask,
        },
      ]}
      above={
        <div class="field">
          <label for="countdown">{optionsStrings.countdown}</label>
          <p id="countdown-hint" class="hint">
            {optionsStrings.countdownHint}
          </p>
          <select
            id="countdown"
            ref={(field) => (countdown = field)}
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
      }
      change={(sites = [], ask = []) => ({
        ok: true,
        change: { autoRecord: { sites, ask }, countdown: Number(countdown.value) as Countdown },
      })}
      missing={optionsStrings.autoMissing}
      saved={(sites = [], ask = []) => optionsStrings.recordingSaved(sites.length, ask.length)}
      save={optionsStrings.saveRecording}
      host={props.host}
    />
  );
}
