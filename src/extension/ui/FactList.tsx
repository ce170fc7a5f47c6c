import { For, Show } from "solid-js";
import type { Fact } from "./privacy-facts.ts";
import { privacyStrings } from "./strings/privacy.ts";

/** What holds, in words, one thing a line. */
export function FactList(props: { facts: readonly Fact[]; name: string }) {
  return (
    <dl class="facts" aria-label={props.name}>
      <For each={props.facts}>
        {({ about, says }) => (
          <div>
            <dt>{about}</dt>
            <dd>
              <Show when={says.length > 0} fallback={privacyStrings.facts.none}>
                <For each={says}>{(line) => <span>{line}</span>}</For>
              </Show>
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}
