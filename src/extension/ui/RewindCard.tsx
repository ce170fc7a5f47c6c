import { createEffect, createSignal, on, Show } from "solid-js";
import type { RewindState } from "../messages.ts";
import type { RecorderLink, RecorderView } from "./recorder-link.ts";
import { popupStrings } from "./strings/popup.ts";
import "./rewind.css";

const words = popupStrings.rewind;

/** What rewind keeps of the tab, and the button that saves it. */
export function RewindCard(props: { rewind: RewindState; link: RecorderLink; view: RecorderView }) {
  const [said, setSaid] = createSignal("");
  const saving = () => props.view.busy === "save-rewind" || props.rewind.saving !== null;
  const status = () =>
    props.rewind.status === "off" && props.rewind.refusal ? "no-permission" : props.rewind.status;
  const done = () => Math.round((props.rewind.saving ?? 0) * 100);

  // Only once it has happened: the numbers beside it tick.
  createEffect(
    on(
      () => props.rewind.saved?.id,
      (id) => id && setSaid(words.savedSaid),
      { defer: true },
    ),
  );

  return (
    <section class="card rewind" aria-labelledby="rewind-title">
      <p class="spoken" role="status">
        {said()}
      </p>
      <div class="row">
        <h2 id="rewind-title" class="grow">
          {words.title}
        </h2>
        <span class="hint">{words.status[status()]}</span>
      </div>
      <p class="hint numbers" id="rewind-hint">
        {words.hint(props.rewind)}
      </p>
      <Show when={props.rewind.status === "no-permission"}>
        <a href="options.html#rewind" target="_blank">
          {words.openSettings}
        </a>
      </Show>
      <Show when={props.rewind.keptMs > 0}>
        <button
          class="button"
          type="button"
          aria-describedby="rewind-hint"
          onClick={() => void props.link.run("save-rewind")}
        >
          {words.save(props.rewind.minutes)}
        </button>
      </Show>
      <Show when={saving()}>
        <div class="row">
          <progress class="grow" max="100" value={done()} aria-label={words.saving} />
          <span class="hint">{words.saving}</span>
        </div>
      </Show>
      <Show when={!saving() && props.rewind.saved}>
        {(saved) => (
          <p class="row">
            <span class="grow clip">{saved().title}</span>
            <a href={`viewer.html#/sessions/${saved().id}`} target="_blank">
              {words.open}
            </a>
          </p>
        )}
      </Show>
    </section>
  );
}
