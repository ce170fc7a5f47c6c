import { Show } from "solid-js";
import type { ManagedPolicy } from "../managed-policy.ts";
import { FactList } from "./FactList.tsx";
import { PolicyFile } from "./PolicyFile.tsx";
import { factsOf } from "./privacy-facts.ts";
import { privacyStrings } from "./strings/privacy.ts";
import { TryAddress } from "./TryAddress.tsx";

/** What an administrator set, to be read only. */
export function ManagedPrivacy(props: { managed: ManagedPolicy }) {
  return (
    <>
      <section id="privacy" class="card part" aria-labelledby="privacy-title">
        <h2 id="privacy-title">{privacyStrings.sections.privacy}</h2>
        <p class="notice">{privacyStrings.managed}</p>
        <Show
          when={props.managed.refusal}
          fallback={
            <>
              <FactList facts={factsOf(props.managed.privacy)} name={privacyStrings.managedFacts} />
              <TryAddress settings={() => ({ ok: true, privacy: props.managed.privacy })} managed />
            </>
          }
        >
          {(sentence) => (
            <p class="notice danger" role="alert">
              {sentence()}
            </p>
          )}
        </Show>
      </section>
      <Show when={!props.managed.refusal}>
        <PolicyFile privacy={props.managed.privacy} propose={null} />
      </Show>
    </>
  );
}
