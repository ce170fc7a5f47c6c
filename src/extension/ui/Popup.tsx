import { createSignal, Match, onCleanup, Show, Switch } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { PopupHost } from "./popup-host.ts";
import { makeRecorderLink, type RecorderLink, type RecorderView } from "./recorder-link.ts";
import { RecorderPanel } from "./RecorderPanel.tsx";
import { ShortcutHint } from "./ShortcutHint.tsx";
import { popupStrings } from "./strings/popup.ts";
import "./popup.css";

/** The toolbar popup: one tab's recorder, its controls and what it masks. */
export function Popup(props: { host: PopupHost }) {
  const [view, setView] = createSignal<RecorderView>();
  const [tabTrouble, setTabTrouble] = createSignal<string>();
  const [link, setLink] = createSignal<RecorderLink>();
  const closing = new AbortController();
  onCleanup(() => closing.abort());

  const { ask, findTab } = props.host;
  findTab().then(
    (tabId) => setLink(makeRecorderLink({ tabId, ask, onView: setView, signal: closing.signal })),
    (error) => setTabTrouble(messageOf(error)),
  );

  const trouble = () => tabTrouble() ?? view()?.trouble;

  return (
    <>
      <header class="popup-head">
        <img src="/icon/icon.svg" alt="" width="24" height="24" />
        <h1>{popupStrings.title}</h1>
        <nav class="popup-links">
          <a href="viewer.html#/" target="_blank">
            {popupStrings.library}
          </a>
          <a href="options.html" target="_blank">
            {popupStrings.settings}
          </a>
        </nav>
      </header>
      <main class="popup-body">
        <Show when={trouble()}>
          {(sentence) => (
            <p class="notice danger" role="alert">
              {sentence()}
            </p>
          )}
        </Show>
        <Switch>
          <Match when={link() && view()?.state}>
            {(state) => (
              <RecorderPanel host={props.host} link={link()!} state={state()} view={view()!} />
            )}
          </Match>
          <Match when={!trouble()}>
            <p class="hint">{popupStrings.loading}</p>
          </Match>
        </Switch>
      </main>
      <ShortcutHint read={props.host.readShortcut} />
    </>
  );
}
