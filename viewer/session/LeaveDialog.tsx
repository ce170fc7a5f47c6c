import { For, onMount, Show, type JSX } from "solid-js";
import { recordLines } from "../../src/export/manifest-text.ts";
import type { Manifest } from "../../src/export/manifest.ts";
import type { SignalTag } from "../../src/format/signals/signals.ts";
import type { Leak } from "../../src/privacy/cleared.ts";
import { isMarkRule } from "../../src/privacy/rule-words.ts";
import { sessionHash } from "../route.ts";
import { BarList } from "../ui/bar-list.tsx";
import { Icon } from "../ui/icons.tsx";
import { ProgressBar } from "../ui/progress.tsx";
import { bytesText, countText, plural, preciseOffset } from "../words.ts";
import { EXPORT_WORDS } from "./export-words.ts";
import { EXPORT_FORMS, type Leaving } from "./leave-state.ts";
import { NumbersGrid } from "./NumbersGrid.tsx";
import "./leave.css";

/** What leaves is listed and looked through before it does (rule P10); closing the dialog keeps it here. */
export function LeaveDialog(props: {
  leaving: Leaving;
  /** Opens redaction at a place that must not leave. */
  onRedact?: ((leak: Leak) => void) | undefined;
}): JSX.Element {
  let dialog!: HTMLDialogElement;
  onMount(() => dialog.showModal());
  const stay = () => props.leaving.answer(false);
  const leaks = () => props.leaving.manifest?.leaks ?? [];
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class="dialog leave"
      aria-labelledby="leave-title"
      onClose={stay}
    >
      <h2 id="leave-title">
        {props.leaving.verb} {props.leaving.where}
      </h2>
      <Show when={props.leaving.choice}>{(choice) => <FormChoice choice={choice()} />}</Show>
      <Show
        when={props.leaving.manifest}
        fallback={<ProgressBar label="Looking through" progress={props.leaving.progress} />}
      >
        {(manifest) => (
          <>
            <Verdict manifest={manifest()} />
            <Show when={leaks().length > 0}>
              <LeakList manifest={manifest()} onGo={stay} onRedact={props.onRedact} />
            </Show>
            <Contents manifest={manifest()} />
          </>
        )}
      </Show>
      <div class="row wrap dialog-buttons">
        <button class="button" autofocus onClick={stay}>
          Cancel
        </button>
        <Show when={props.leaving.manifest && leaks().length === 0}>
          <button class="button primary" onClick={() => props.leaving.answer(true)}>
            <Icon name={props.leaving.verb === "Push" ? "push" : "download"} />
            {props.leaving.verb}
          </button>
        </Show>
      </div>
    </dialog>
  );
}

/** In which form; another one leaves with other things, so it is listed and looked through anew. */
function FormChoice(props: { choice: NonNullable<Leaving["choice"]> }): JSX.Element {
  return (
    <fieldset class="leave-forms">
      <legend class="hint">{EXPORT_WORDS.choice}</legend>
      <For each={EXPORT_FORMS}>
        {(form) => (
          <label class="leave-form">
            <input
              type="radio"
              name="export-form"
              value={form}
              checked={props.choice.form === form}
              onChange={() => props.choice.choose(form)}
            />
            <span>
              {EXPORT_WORDS[form].name}
              <span class="hint leave-form-hint">{EXPORT_WORDS[form].hint}</span>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}

function Verdict(props: { manifest: Manifest }): JSX.Element {
  const count = () => props.manifest.leaks.length;
  return (
    <Show
      when={count() > 0}
      fallback={
        <p class="notice verdict" role="status">
          <Icon name="shield" />
          <span class="grow">Looked through once more: nothing was found that must not leave.</span>
        </p>
      }
    >
      <p class="notice danger" role="alert">
        <Icon name="alert" />
        <span class="grow">
          <strong>It stays here.</strong> {plural(count(), "place")} still{" "}
          {count() === 1 ? "holds" : "hold"} what must not leave. Redact{" "}
          {count() === 1 ? "it" : "them"}, then try again.
        </span>
      </p>
    </Show>
  );
}

function LeakList(props: {
  manifest: Manifest;
  onGo: () => void;
  onRedact: ((leak: Leak) => void) | undefined;
}): JSX.Element {
  const href = ({ offsetMs, tabId }: NonNullable<Leak["pointer"]>) =>
    sessionHash(props.manifest.sessionId, offsetMs, tabId);
  return (
    <ul class="leaks" aria-label="Places that must not leave">
      <For each={props.manifest.leaks}>
        {(leak) => (
          <li>
            <span class="badge danger">{leak.rule}</span>
            <span class="leak-place">
              {leak.where}
              <code>{leak.path}</code>
            </span>
            <Show when={leak.pointer}>
              {(pointer) => (
                <a class="button" href={href(pointer())} onClick={() => props.onGo()}>
                  {preciseOffset(pointer().offsetMs)}
                </a>
              )}
            </Show>
            <Show when={props.onRedact}>
              {(redact) => (
                <button
                  class="button danger"
                  onClick={() => {
                    props.onGo();
                    redact()(leak);
                  }}
                >
                  Redact…
                </button>
              )}
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}

type NameOf<Tag> = Tag extends `waymark.${infer Name}` ? Name : never;

const SIGNAL_WORDS: Readonly<Record<NameOf<SignalTag> | "other", string>> = {
  click: "What clicks met",
  key: "Shortcuts",
  circumstances: "Browser and page facts",
  link: "Links between tabs",
  capture: "Capture left out or ended",
  network: "Requests",
  error: "Errors",
  console: "Console lines",
  navigation: "Navigations",
  browser: "Browser signals",
  lifecycle: "Starts, stops and gaps",
  frame: "Frames of other sites",
  vital: "Vitals",
  canvas: "Canvas pictures",
  state: "Element states",
  redacted: "Redacted events",
  form: "Forms",
  track: "Custom events",
  identify: "Identifications",
  other: "Other signals",
};

const filesText = ({ count, bytes }: Manifest["blobs"]) =>
  count === 0 ? "0" : `${countText(count)}, ${bytesText(bytes)}`;

/** What leaves, in numbers and bars. */
function Contents(props: { manifest: Manifest }): JSX.Element {
  const sum = (of: "segments" | "events" | "bytes") =>
    props.manifest.tabs.reduce((all, tab) => all + tab[of], 0);
  const masked = () =>
    Object.entries(props.manifest.masked)
      .filter(([rule]) => !isMarkRule(rule))
      .reduce((all, [, count]) => all + count, 0);
  const numbers = (): [string, string][] => [
    ["Events", countText(sum("events"))],
    ["Segments", countText(sum("segments"))],
    ["Size as JSON", bytesText(sum("bytes"))],
    ["Marks", countText(props.manifest.annotations)],
    ["Files", filesText(props.manifest.blobs)],
    ["Masked before", countText(masked())],
  ];
  return (
    <div class="leave-contents">
      <NumbersGrid numbers={numbers()} />
      <Show when={recordLines(props.manifest).length > 0}>
        <section>
          <h3>Its record</h3>
          <ul class="stays" aria-label="What leaves of its record">
            <For each={recordLines(props.manifest)}>{(sentence) => <li>{sentence}</li>}</For>
          </ul>
        </section>
      </Show>
      <section>
        <h3>{plural(props.manifest.tabs.length, "tab")}</h3>
        <BarList
          label="Size of each tab as JSON"
          rows={props.manifest.tabs.map(({ tabId, bytes, origins }) => ({
            name: origins.join(", ") || `Tab ${tabId}`,
            count: bytes,
            text: bytesText(bytes),
          }))}
        />
      </section>
      <Show when={Object.keys(props.manifest.signals).length > 0}>
        <section>
          <h3>Signals</h3>
          <BarList
            label="Signals by kind"
            rows={Object.entries(props.manifest.signals)
              .toSorted(([, a], [, b]) => b - a)
              .map(([kind, count]) => ({
                name: SIGNAL_WORDS[kind as keyof typeof SIGNAL_WORDS] ?? kind,
                count,
              }))}
          />
        </section>
      </Show>
      <section>
        <h3>Stays here</h3>
        <ul class="stays hint">
          <For each={props.manifest.notIncluded}>{(sentence) => <li>{sentence}</li>}</For>
        </ul>
      </section>
    </div>
  );
}
