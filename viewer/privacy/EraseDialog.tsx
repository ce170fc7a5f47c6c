import { createSignal, For, Match, onMount, Show, Switch, type JSX } from "solid-js";
import { messageOf } from "../../src/format/errors.ts";
import type {
  ErasurePreview,
  ErasureQuery,
  ErasureResult,
} from "../../src/worker/erase/erasure.ts";
import { confirmWith } from "../ui/confirm.tsx";
import { Icon } from "../ui/icons.tsx";
import { ProgressBar } from "../ui/progress.tsx";
import { dateText, onDiskText, plural } from "../words.ts";
import { dayEnd, dayStart } from "./audit-filter.ts";
import { DayField } from "./AuditFilters.tsx";
import { createErasure, type ErasureStep } from "./erasure-state.ts";
import "./erase.css";

type Step<At extends ErasureStep["at"]> = Extract<ErasureStep, { at: At }>;

/** Erases by site, time or id: asks what, lists what would go, asks once more, says what went. */
export function EraseDialog(props: { onClose: () => void }): JSX.Element {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const erasure = createErasure();
  // Kept while it is looked for: whoever goes back wants to change a word, not to write all again.
  const [fields, setFields] = createSignal<Fields>({ site: "", from: "", to: "", ids: "" });
  const stepAt = <At extends ErasureStep["at"]>(at: At) => {
    const step = erasure.step();
    return step.at === at ? (step as Step<At>) : null;
  };

  async function confirm(preview: ErasurePreview): Promise<void> {
    const count = preview.items.length;
    const yes = await confirmWith({
      title: `Erase ${plural(count, "session")} for good?`,
      text: "There is no undo. Recordings, marks, files, thumbnails and what rewind keeps of them are removed at once, and read back to be sure.",
      yes: `Erase ${plural(count, "session")}`,
    });
    if (yes) await erasure.erase(preview);
  }

  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog erase"
      aria-labelledby="erase-title"
      onClose={() => props.onClose()}
      onCancel={(event) => {
        // What is being erased is stopped by its own button, which says what was left.
        if (stepAt("erase")) event.preventDefault();
      }}
    >
      <h2 id="erase-title">Erase sessions</h2>
      <Switch>
        <Match when={stepAt("ask")}>
          {(step) => (
            <EraseForm
              fields={fields()}
              onChange={setFields}
              error={step().error}
              onLook={(query) => void erasure.look(query)}
              onClose={() => dialog.close()}
            />
          )}
        </Match>
        <Match when={stepAt("look")}>
          {(step) => (
            <ProgressBar
              label="Looking"
              progress={step().progress}
              onCancel={() => erasure.cancel()}
            />
          )}
        </Match>
        <Match when={stepAt("list")}>
          {(step) => (
            <>
              <Show when={step().error}>
                {(error) => (
                  <p class="notice danger" role="alert">
                    Not all was erased: {messageOf(error())} Look again to see what is left.
                  </p>
                )}
              </Show>
              <PreviewList preview={step().preview} />
              <div class="row wrap dialog-buttons">
                <button class="button" onClick={() => erasure.again()}>
                  Back
                </button>
                <Show when={step().preview.items.length > 0}>
                  <button class="button danger" onClick={() => void confirm(step().preview)}>
                    <Icon name="trash" />
                    Erase {plural(step().preview.items.length, "session")}…
                  </button>
                </Show>
              </div>
            </>
          )}
        </Match>
        <Match when={stepAt("erase")}>
          {(step) => (
            <ProgressBar
              label={step().stopping ? "Stopping" : "Erasing"}
              progress={step().progress}
              onCancel={() => erasure.cancel()}
            />
          )}
        </Match>
        <Match when={stepAt("done")}>
          {(step) => <Outcome result={step().result} onClose={() => dialog.close()} />}
        </Match>
      </Switch>
    </dialog>
  );
}

interface Fields {
  site: string;
  from: string;
  to: string;
  ids: string;
}

function EraseForm(props: {
  fields: Fields;
  onChange: (fields: Fields) => void;
  error: unknown;
  onLook: (query: ErasureQuery) => void;
  onClose: () => void;
}): JSX.Element {
  const change = (part: Partial<Fields>) => props.onChange({ ...props.fields, ...part });

  function query(): ErasureQuery {
    const { ids, site, from, to } = props.fields;
    const named = ids.split(/[\s,]+/).filter(Boolean);
    const [start, end] = [dayStart(from), dayEnd(to)];
    return {
      ...(named.length > 0 && { ids: named }),
      ...(site.trim() !== "" && { site: site.trim() }),
      ...(start !== null && { from: start }),
      ...(end !== null && { to: end }),
    };
  }

  return (
    <form
      class="erase-form"
      onSubmit={(event) => {
        event.preventDefault();
        props.onLook(query());
      }}
    >
      <p class="hint">
        What would go is listed first. A site counts wherever it was visited, in any tab or frame.
      </p>
      <label class="field">
        <span>Site</span>
        <input
          class="input"
          autofocus
          spellcheck={false}
          placeholder="shop.example or *.example.com"
          value={props.fields.site}
          onInput={(event) => change({ site: event.currentTarget.value })}
        />
      </label>
      <div class="erase-days">
        <DayField
          label="Recorded from"
          value={props.fields.from}
          onChange={(from) => change({ from })}
        />
        <DayField label="Recorded to" value={props.fields.to} onChange={(to) => change({ to })} />
      </div>
      <label class="field">
        <span>Or session ids</span>
        <textarea
          class="input mono"
          rows="2"
          spellcheck={false}
          value={props.fields.ids}
          onInput={(event) => change({ ids: event.currentTarget.value })}
        />
      </label>
      <Show when={props.error}>
        {(error) => (
          <p class="notice danger" role="alert">
            {messageOf(error())}
          </p>
        )}
      </Show>
      <div class="row wrap dialog-buttons">
        <button class="button" type="button" onClick={() => props.onClose()}>
          Cancel
        </button>
        <button class="button primary">
          <Icon name="search" />
          Show what would go
        </button>
      </div>
    </form>
  );
}

function PreviewList(props: { preview: ErasurePreview }): JSX.Element {
  const bytes = () => props.preview.items.reduce((sum, item) => sum + item.bytes, 0);
  return (
    <div class="erase-list">
      <p role="status">
        <Show
          when={props.preview.items.length > 0}
          fallback="There is nothing to erase: no session matches."
        >
          <strong>{plural(props.preview.items.length, "session")}</strong> would go,{" "}
          {onDiskText(bytes())}.
        </Show>
      </p>
      <ul class="erase-items" aria-label="Sessions that would go">
        <For each={props.preview.items}>
          {(item) => (
            <li>
              <span class="clip" title={item.id}>
                {item.where === "rewind" ? "Rewind" : item.title || "Untitled session"}
              </span>
              <span class="hint clip">{item.site}</span>
              <span class="hint numbers">
                {item.startedAt === null ? "" : dateText(item.startedAt)}
              </span>
              <span class="numbers">{onDiskText(item.bytes)}</span>
            </li>
          )}
        </For>
      </ul>
      <For each={props.preview.recording}>
        {({ id, title }) => (
          <p class="notice blaze">
            “{title || id}” is still being recorded and stays. Stop it first, then erase again.
          </p>
        )}
      </For>
      <For each={props.preview.unsure}>
        {({ id, why }) => (
          <p class="notice">
            <span>
              <code>{id}</code> stays: {why} To be rid of it, erase it by its id.
            </span>
          </p>
        )}
      </For>
    </div>
  );
}

function Outcome(props: { result: ErasureResult; onClose: () => void }): JSX.Element {
  return (
    <>
      <p class="notice" classList={{ danger: !props.result.verified }} role="status">
        <Icon name={props.result.verified ? "shield" : "alert"} />
        <span class="grow">
          {plural(props.result.erased.length, "session")} erased, {onDiskText(props.result.bytes)}.{" "}
          {props.result.verified
            ? "Read back: nothing of them is left."
            : "Read back: not all of it is gone."}
        </span>
      </p>
      <For each={props.result.left}>
        {({ id, what }) => (
          <p class="notice danger">
            <span>
              Of <code>{id}</code> there still is: {what.join(", ")}.
            </span>
          </p>
        )}
      </For>
      <Show when={props.result.recording.length > 0}>
        <p class="notice blaze">
          {plural(props.result.recording.length, "session")} began to be recorded meanwhile and
          stayed. Stop it first, then erase again.
        </p>
      </Show>
      <Show when={props.result.notReached.length > 0}>
        <p class="notice blaze">
          Cancelled: {plural(props.result.notReached.length, "session")} stayed as they were.
        </p>
      </Show>
      <div class="row wrap dialog-buttons">
        <button class="button primary" autofocus onClick={() => props.onClose()}>
          Done
        </button>
      </div>
    </>
  );
}
