import { createResource, createSignal, For, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { OnboardingHost } from "./onboarding-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { Keys } from "./Keys.tsx";
import { optionsStrings } from "./strings/options.ts";

/** The shortcuts as the browser has them; only the browser can change them. */
export function ShortcutTable(props: { host: OnboardingHost }) {
  const [shortcuts] = createResource(() => props.host.readShortcuts());
  const [said, setSaid] = createSignal<Said | null>(null);

  const open = () =>
    props.host.openShortcutSettings().catch((error) => {
      const sentence = `${optionsStrings.shortcutOpenFailed} (${messageOf(error)})`;
      setSaid({ tone: "bad", sentence });
    });

  return (
    <section id="shortcuts" class="card part" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">{optionsStrings.shortcutsTitle}</h2>
      <Show
        when={!shortcuts.error}
        fallback={
          <p class="notice danger">{optionsStrings.shortcutsFailed(messageOf(shortcuts.error))}</p>
        }
      >
        <dl class="shortcuts">
          <For each={shortcuts()}>
            {(shortcut) => (
              <div>
                <dt>{shortcut.description}</dt>
                <dd>
                  <Show when={shortcut.keys} fallback={optionsStrings.shortcutNone}>
                    <Keys keys={shortcut.keys} />
                  </Show>
                </dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
      <Outcome id="shortcuts-outcome" said={said()} />
      <div class="row">
        <button class="button" type="button" onClick={() => void open()}>
          {optionsStrings.shortcutChange}
        </button>
      </div>
    </section>
  );
}
