import { For } from "solid-js";
import type { OnboardingHost } from "./onboarding-host.ts";
import { onboardingStrings as words } from "./strings/onboarding.ts";
import { ShortcutTable } from "./ShortcutTable.tsx";
import "./options.css";
import "./onboarding.css";

/** Opens once, after the install: what Waymark does, what it asks for, and how to begin. */
export function Onboarding(props: { host: OnboardingHost }) {
  return (
    <div class="onboarding">
      <header class="options-head">
        <img src="/icon/icon.svg" alt="" width="36" height="36" />
        <div class="grow">
          <h1>{words.title}</h1>
          <p class="hint">{words.lead}</p>
        </div>
      </header>
      <main>
        <section class="card part" aria-labelledby="start-title">
          <h2 id="start-title">{words.startTitle}</h2>
          <ol class="steps">
            <For each={words.steps}>{(step) => <li>{step}</li>}</For>
          </ol>
          <div class="row wrap">
            <a class="button" href="viewer.html#/">
              {words.library}
            </a>
            <a class="button" href="options.html">
              {words.settings}
            </a>
          </div>
        </section>
        <section class="card part" aria-labelledby="privacy-title">
          <h2 id="privacy-title">{words.privacyTitle}</h2>
          <For each={words.privacy}>{(sentence) => <p>{sentence}</p>}</For>
          <div class="row wrap">
            <a class="button" href="options.html#privacy">
              {words.privacyMore}
            </a>
          </div>
        </section>
        <section class="card part" aria-labelledby="permissions-title">
          <h2 id="permissions-title">{words.permissionsTitle}</h2>
          <p class="hint">{words.permissionsLead}</p>
          <dl class="permissions">
            <For each={words.permissions}>
              {([what, why]) => (
                <div>
                  <dt>{what}</dt>
                  <dd>{why}</dd>
                </div>
              )}
            </For>
          </dl>
        </section>
        <ShortcutTable host={props.host} />
      </main>
    </div>
  );
}
