import { createResource, createSignal, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { isSiteName } from "../../privacy/site-list.ts";
import { originsOfSite } from "../refusals.ts";
import { REWIND_MINUTES, type Settings } from "../settings.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { parseLines } from "./selector-lists.ts";
import { optionsStrings } from "./strings.ts";
import "./rewind.css";

/** The sites whose last minutes are kept, how many, and whether the browser lets Waymark see them. */
export function RewindForm(props: { rewind: Settings["rewind"]; host: OptionsHost }) {
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<"sites" | "minutes" | null>(null);
  const [sites, setSites] = createSignal(props.rewind.sites);
  const [missing] = createResource(sites, missingOf);
  let sitesField!: HTMLTextAreaElement;
  let minutesField!: HTMLInputElement;

  async function missingOf(all: readonly string[]): Promise<string[]> {
    const may = await Promise.all(all.map((site) => props.host.hasOrigins(originsOfSite(site))));
    return all.filter((_, i) => !may[i]);
  }

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(null);
  };

  function refuse(field: "sites" | "minutes", sentence: string): void {
    setWrong(field);
    setSaid({ tone: "bad", sentence });
    (field === "sites" ? sitesField : minutesField).focus();
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const wanted = parseLines(sitesField.value.toLowerCase());
    const bad = wanted.find((site) => !isSiteName(site));
    if (bad !== undefined) return refuse("sites", optionsStrings.badSite(bad));
    const minutes = Number(minutesField.value);
    if (
      !Number.isInteger(minutes) ||
      minutes < REWIND_MINUTES.least ||
      minutes > REWIND_MINUTES.most
    ) {
      return refuse("minutes", optionsStrings.badMinutes);
    }
    // Asked for at once: after an await the click no longer counts as the user's consent.
    const asked =
      wanted.length > 0
        ? props.host.requestOrigins(wanted.flatMap(originsOfSite))
        : Promise.resolve(true);
    try {
      await asked;
    } catch (error) {
      return setAskFailed(error);
    }
    try {
      await props.host.writeSettings({ rewind: { sites: wanted, minutes } });
      sitesField.value = wanted.join("\n");
      setSites(wanted);
      const sentence = wanted.length > 0 ? optionsStrings.rewindSaved : optionsStrings.rewindOff;
      setSaid({ tone: "good", sentence });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });
    }
  }

  const setAskFailed = (error: unknown) =>
    void setSaid({ tone: "bad", sentence: optionsStrings.rewindAskFailed(messageOf(error)) });

  return (
    <form
      id="rewind"
      class="card part"
      onSubmit={(event) => void save(event)}
      onInput={edited}
      aria-labelledby="rewind-title"
      novalidate
    >
      <h2 id="rewind-title">{optionsStrings.rewindTitle}</h2>
      <p class="hint">{optionsStrings.rewindLead}</p>
      <div class="field">
        <label for="rewind-sites">{optionsStrings.rewindSites}</label>
        <p id="rewind-sites-hint" class="hint">
          {optionsStrings.rewindSitesHint}
        </p>
        <textarea
          id="rewind-sites"
          ref={(field) => (sitesField = field)}
          class="input mono"
          rows="3"
          spellcheck={false}
          autocapitalize="off"
          value={props.rewind.sites.join("\n")}
          aria-invalid={wrong() === "sites"}
          aria-describedby="rewind-sites-hint rewind-outcome"
        />
      </div>
      <div class="field">
        <label for="rewind-minutes">{optionsStrings.rewindMinutes}</label>
        <p id="rewind-minutes-hint" class="hint">
          {optionsStrings.rewindMinutesHint}
        </p>
        <input
          id="rewind-minutes"
          ref={(field) => (minutesField = field)}
          class="input minutes"
          type="number"
          inputmode="numeric"
          min={REWIND_MINUTES.least}
          max={REWIND_MINUTES.most}
          value={props.rewind.minutes}
          aria-invalid={wrong() === "minutes"}
          aria-describedby="rewind-minutes-hint rewind-outcome"
        />
      </div>
      <Show when={!missing.error && missing()?.length ? missing() : null}>
        {(names) => <p class="notice blaze">{optionsStrings.rewindMissing(names())}</p>}
      </Show>
      <Outcome id="rewind-outcome" said={said()} />
      <div class="row wrap">
        <button class="button primary" type="submit">
          {optionsStrings.saveRewind}
        </button>
      </div>
    </form>
  );
}
