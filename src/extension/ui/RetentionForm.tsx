import { createResource, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { LimitsPreview, StoreLimits } from "../../store/session-store.ts";
import { ConfirmRetention } from "./ConfirmRetention.tsx";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { bytesText } from "../../format/size.ts";
import {
  parseRetention,
  type RetentionField,
  type RetentionTexts,
  showRetention,
  SIZE_UNITS,
  type SizeUnit,
} from "./retention-fields.ts";
import { RetentionPreview } from "./RetentionPreview.tsx";
import { optionsStrings } from "./strings/options.ts";

const TYPING_MS = 250;

/** How many sessions, how much and how old: each optional, with what it would remove at once. */
export function RetentionForm(props: { limits: StoreLimits; host: OptionsHost }) {
  const [texts, setTexts] = createSignal<RetentionTexts>(showRetention(props.limits));
  const [shown, setShown] = createSignal<{ limits: StoreLimits; preview: LimitsPreview }>();
  const [said, setSaid] = createSignal<Said | null>(null);
  const [wrong, setWrong] = createSignal<RetentionField | null>(null);
  const [asking, setAsking] = createSignal<{ limits: StoreLimits; preview: LimitsPreview }>();
  const [removals, { refetch }] = createResource(() => props.host.readRemovals());
  const fields = {} as Record<RetentionField, HTMLInputElement>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Only the answer to the last question counts. */
  let asked = 0;
  onCleanup(() => clearTimeout(timer));
  onMount(() => void showPreview());

  /** The limits in the form, or null after the wrong field was named. */
  function read(): StoreLimits | null {
    const parsed = parseRetention(texts());
    setWrong(parsed.ok ? null : parsed.field);
    if (parsed.ok) return parsed.limits;
    setSaid({ tone: "bad", sentence: parsed.sentence });
    return null;
  }

  async function showPreview(): Promise<void> {
    const mine = ++asked;
    const limits = read();
    if (!limits) return;
    try {
      const preview = await props.host.previewRetention(limits);
      if (mine === asked) setShown({ limits, preview });
    } catch (error) {
      if (mine !== asked) return;
      setSaid({ tone: "bad", sentence: optionsStrings.retentionPreviewFailed(messageOf(error)) });
    }
  }

  function edit(change: Partial<RetentionTexts>): void {
    setTexts({ ...texts(), ...change });
    setSaid({ tone: "busy", sentence: optionsStrings.unsaved });
    clearTimeout(timer);
    timer = setTimeout(() => void showPreview(), TYPING_MS);
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    clearTimeout(timer);
    const limits = read();
    if (!limits) return fields[wrong()!].focus();
    try {
      // Asked anew: what is confirmed is what goes now, not when the field was typed in.
      const preview = await props.host.previewRetention(limits);
      setShown({ limits, preview });
      if (preview.evicted.length > 0) setAsking({ limits, preview });
      else await save(limits);
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.retentionPreviewFailed(messageOf(error)) });
    }
  }

  async function save(limits: StoreLimits): Promise<void> {
    try {
      await props.host.writeSettings({ retention: limits });
      const { evicted } = await props.host.enforceRetention();
      const bytes = evicted.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
      setSaid({
        tone: "good",
        sentence: optionsStrings.retentionSaved(evicted.length, bytesText(bytes)),
      });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.saveFailed(messageOf(error)) });
    }
    await showPreview();
    await refetch();
  }

  const field = (name: RetentionField) => (
    <input
      id={`retention-${name}`}
      ref={(element) => (fields[name] = element)}
      class="input numbers"
      type="text"
      inputmode={name === "size" ? "decimal" : "numeric"}
      autocomplete="off"
      placeholder={optionsStrings.retentionNoLimit}
      value={texts()[name]}
      onInput={(event) => edit({ [name]: event.currentTarget.value })}
      aria-invalid={wrong() === name}
      aria-describedby="retention-outcome"
    />
  );

  return (
    <form
      id="retention"
      class="card part"
      onSubmit={(event) => void submit(event)}
      novalidate
      aria-labelledby="retention-title"
    >
      <h2 id="retention-title">{optionsStrings.retentionTitle}</h2>
      <p class="hint">{optionsStrings.retentionLead}</p>
      <div class="retention-fields">
        <div class="field">
          <label for="retention-sessions">{optionsStrings.retentionFields.sessions}</label>
          {field("sessions")}
        </div>
        <div class="field">
          <label for="retention-size">{optionsStrings.retentionFields.size}</label>
          <div class="row">
            {field("size")}
            <select
              class="select"
              aria-label={optionsStrings.retentionUnit}
              value={texts().unit}
              onChange={(event) => edit({ unit: event.currentTarget.value as SizeUnit })}
            >
              <For each={Object.keys(SIZE_UNITS)}>{(unit) => <option>{unit}</option>}</For>
            </select>
          </div>
        </div>
        <div class="field">
          <label for="retention-days">{optionsStrings.retentionFields.days}</label>
          {field("days")}
        </div>
      </div>
      <Show when={shown()}>
        {(now) => (
          <RetentionPreview
            preview={now().preview}
            limited={Object.keys(now().limits).length > 0}
          />
        )}
      </Show>
      <Outcome id="retention-outcome" said={said()} />
      <div class="row wrap">
        <button class="button primary" type="submit">
          {optionsStrings.saveRetention}
        </button>
      </div>
      <Show when={removals.error}>
        <p class="notice danger">{optionsStrings.removalsFailed(messageOf(removals.error))}</p>
      </Show>
      <Show when={!removals.error && (removals()?.length ?? 0) > 0}>
        <details>
          <summary>{optionsStrings.removalsTitle}</summary>
          <ul class="removals numbers">
            <For each={removals()}>
              {({ at, sessions, bytes }) => (
                <li>{optionsStrings.removal(at, sessions, bytesText(bytes))}</li>
              )}
            </For>
          </ul>
        </details>
      </Show>
      <Show when={asking()} keyed>
        {({ limits, preview }) => (
          <ConfirmRetention
            preview={preview}
            onAnswer={(yes) => {
              setAsking(undefined);
              if (yes) void save(limits);
            }}
          />
        )}
      </Show>
    </form>
  );
}
