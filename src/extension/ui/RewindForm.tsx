import { createSignal } from "solid-js";
import { REWIND_MINUTES, type Settings } from "../settings.ts";
import type { OptionsHost } from "./options-host.ts";
import { type SitesChange, SitesForm } from "./SitesForm.tsx";
import { optionsStrings } from "./strings/options.ts";
import "./rewind.css";

/** The sites whose last minutes are kept, and how many. */
export function RewindForm(props: { rewind: Settings["rewind"]; host: OptionsHost }) {
  const [wrong, setWrong] = createSignal(false);
  let field!: HTMLInputElement;

  function change(sites: string[] = []): SitesChange {
    const minutes = Number(field.value);
    const isBad =
      !Number.isInteger(minutes) || minutes < REWIND_MINUTES.least || minutes > REWIND_MINUTES.most;
    setWrong(isBad);
    if (isBad) return { ok: false, field, sentence: optionsStrings.badMinutes };
    return { ok: true, change: { rewind: { sites, minutes } } };
  }

  return (
    <SitesForm
      id="rewind"
      title={optionsStrings.rewindTitle}
      lead={optionsStrings.rewindLead}
      lists={[
        {
          id: "rewind-sites",
          name: optionsStrings.rewindSites,
          hint: optionsStrings.rewindSitesHint,
          sites: props.rewind.sites,
        },
      ]}
      below={
        <div class="field">
          <label for="rewind-minutes">{optionsStrings.rewindMinutes}</label>
          <p id="rewind-minutes-hint" class="hint">
            {optionsStrings.rewindMinutesHint}
          </p>
          <input
            id="rewind-minutes"
            ref={(input) => (field = input)}
            class="input minutes"
            type="number"
            inputmode="numeric"
            min={REWIND_MINUTES.least}
            max={REWIND_MINUTES.most}
            value={props.rewind.minutes}
            aria-invalid={wrong()}
            aria-describedby="rewind-minutes-hint rewind-outcome"
          />
        </div>
      }
      change={change}
      onEdit={() => setWrong(false)}
      missing={optionsStrings.rewindMissing}
      saved={(sites = []) =>
        sites.length > 0 ? optionsStrings.rewindSaved : optionsStrings.rewindOff
      }
      save={optionsStrings.saveRewind}
      host={props.host}
    />
  );
}
