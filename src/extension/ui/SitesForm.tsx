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

export interface SitesList {
  /** Of its field. */
  id: string;
  name: string;
  hint: string;
  sites: string[];
}

/**
 * A form about sites that Waymark watches without being asked each time: which they are, whether the
 * browser lets it see them, and what else there is to say.
 */
export function SitesForm(props: {
  /** Of the form; begins the ids of its parts. */
  id: string;
  title: string;
  lead?: string;
  /** The lists of sites, from the top. */
  lists: SitesList[];
  /** Other fields, above and below the lists. */
  above?: JSX.Element;
  below?: JSX.Element;
  /** What is to be saved, of each list what stands in it. */
  change(...lists: string[][]): SitesChange;
  /** A field was edited: what was said to be wrong no longer is. */
  onEdit?(): void;
  missing(sites: readonly string[]): string;
  saved(...lists: string[][]): string;
  save: string;
  host: OptionsHost;
}) {
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<HTMLElement | null>(null);
  const [sites, setSites] = createSignal([...new Set(props.lists.flatMap((list) => list.sites))]);
  const [missing, { refetch }] = createResource(sites, missingOf);
  const fields: HTMLTextAreaElement[] = [];
  const outcomeId = () => `${props.id}-outcome`;

  async function missingOf(all: readonly string[]): Promise<string[]> {
    const may = await Promise.all(all.map((site) => props.host.hasOrigins(originsOfSite(site))));
    return all.filter((_, i) => !may[i]);
  }

  const edited = () => {
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    setWrong(null);
    props.onEdit?.();
  };

  function refuse(field: HTMLElement, sentence: string): void {
    setWrong(field);
    setSaid({ tone: "bad", sentence });
    field.focus();
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const lists: string[][] = [];
    for (const [i, field] of fields.entries()) {
      const read = parseSiteLines(field.value);
      if (!read.ok) {
        return refuse(field, optionsStrings.badSite(props.lists[i]!.name, read.line, read.typed));
      }
      lists.push(read.sites);
    }
    const changed = props.change(...lists);
    if (!changed.ok) return refuse(changed.field, changed.sentence);
    const wanted = [...new Set(lists.flat())];
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
      for (const [i, field] of fields.entries()) field.value = lists[i]!.join("\n");
      setSites(wanted);
      await refetch();
      setSaid({ tone: "good", sentence: props.saved(...lists) });
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
      {props.lists.map((list, i) => (
        <div class="field">
          <label for={list.id}>{list.name}</label>
          <p id={`${list.id}-hint`} class="hint">
            {list.hint}
          </p>
          <textarea
            id={list.id}
            ref={(field) => (fields[i] = field)}
            class="input mono"
            rows="3"
            spellcheck={false}
            autocapitalize="off"
            value={list.sites.join("\n")}
            aria-invalid={wrong() !== null && wrong() === fields[i]}
            aria-describedby={`${list.id}-hint ${outcomeId()}`}
          />
        </div>
      ))}
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
