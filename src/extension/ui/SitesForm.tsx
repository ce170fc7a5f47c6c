import { createResource, createSignal, type JSX, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import { originsOfSite } from "../refusals.ts";
import type { Settings } from "../settings.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { parseSiteLines } from "./selector-lists.ts";
import { optionsStrings } from "./strings/options.ts";

/** What the form's fields say; or the field beside the sites that is wrong, and why. */
export type SitesChange =
  | { ok: true; change: Partial<Settings> }
  | { ok: false; field: HTMLElement; sentence: string };

/**
 * A form about sites that Waymark watches without being asked each time: which they are, whether the
 * browser lets it see them, and what else there is to say.
 */
export function SitesForm(props: {
  /** Of the form; begins the ids of its parts. */
  id: string;
  title: string;
  lead?: string;
  /** The field of the sites. */
  sitesId: string;
  sitesName: string;
  sitesHint: string;
  sites: string[];
  /** Other fields, above and below the sites. */
  above?: JSX.Element;
  below?: JSX.Element;
  change(sites: string[]): SitesChange;
  /** A field was edited: what was said to be wrong no longer is. */
  onEdit?(): void;
  missing(sites: readonly string[]): string;
  saved(sites: readonly string[]): string;
  save: string;
  host: OptionsHost;
}) {
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal(false);
  const [sites, setSites] = createSignal(props.sites);
  const [missing, { refetch }] = createResource(sites, missingOf);
  let sitesField!: HTMLTextAreaElement;
  const outcomeId = () => `${props.id}-outcome`;

  async function missingOf(all: readonly string[]): Promise<string[]> {
    const may = await Promise.all(all.map((site) => props.host.hasOrigins(originsOfSite(site))));
    return all.filter((_, i) => !may[i]);
  }

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(false);
    props.onEdit?.();
  };

  function refuse(field: HTMLElement, sentence: string): void {
    setWrong(field === sitesField);
    setSaid({ tone: "bad", sentence });
    field.focus();
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const read = parseSiteLines(sitesField.value);
    if (!read.ok) {
      return refuse(sitesField, optionsStrings.badSite(props.sitesName, read.line, read.typed));
    }
    const wanted = read.sites;
    const changed = props.change(wanted);
    if (!changed.ok) return refuse(changed.field, changed.sentence);
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
      await props.host.writeSettings(changed.change);
      sitesField.value = wanted.join("\n");
      setSites(wanted);
      await refetch();
      setSaid({ tone: "good", sentence: props.saved(wanted) });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });
    }
  }

  return (
    <form
      id={props.id}
      class="card part"
      onSubmit={(event) => void save(event)}
      onInput={edited}
      aria-labelledby={`${props.id}-title`}
      novalidate
    >
      <h2 id={`${props.id}-title`}>{props.title}</h2>
      <Show when={props.lead}>{(lead) => <p class="hint">{lead()}</p>}</Show>
      {props.above}
      <div class="field">
        <label for={props.sitesId}>{props.sitesName}</label>
        <p id={`${props.sitesId}-hint`} class="hint">
          {props.sitesHint}
        </p>
        <textarea
          id={props.sitesId}
          ref={(field) => (sitesField = field)}
          class="input mono"
          rows="3"
          spellcheck={false}
          autocapitalize="off"
          value={props.sites.join("\n")}
          aria-invalid={wrong()}
          aria-describedby={`${props.sitesId}-hint ${outcomeId()}`}
        />
      </div>
      {props.below}
      <Show when={!missing.error && missing()?.length ? missing() : null}>
        {(names) => <p class="notice blaze">{props.missing(names())}</p>}
      </Show>
      <Outcome id={outcomeId()} said={said()} />
      <div class="row wrap">
        <button class="button primary" type="submit">
          {props.save}
        </button>
      </div>
    </form>
  );
}
