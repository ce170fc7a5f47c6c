import { createResource, createSignal, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { optionsStrings } from "./strings.ts";

/** Gives and takes the permission by which the browser tells of every request of recorded tabs. */
export function RequestsCard(props: { host: OptionsHost }) {
  const [sees, { mutate }] = createResource(() => props.host.seesRequests());
  const [said, setSaid] = createSignal<Said | null>(null);

  async function set(on: boolean): Promise<void> {
    setSaid(null);
    try {
      const now = await props.host.setSeesRequests(on);
      mutate(now);
      if (on && !now) setSaid({ tone: "busy", sentence: optionsStrings.requestsRefused });
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.requestsFailed(messageOf(error)) });
    }
  }

  return (
    <section id="requests" class="card part" aria-labelledby="requests-title">
      <h2 id="requests-title">{optionsStrings.requestsTitle}</h2>
      <p class="hint">{optionsStrings.requestsLead}</p>
      <Show when={sees.error}>
        <p class="notice danger" role="alert">
          {optionsStrings.requestsFailed(messageOf(sees.error))}
        </p>
      </Show>
      <Show when={!sees.error && sees() !== undefined}>
        <p>{sees() ? optionsStrings.requestsOn : optionsStrings.requestsOff}</p>
        <Outcome id="requests-outcome" said={said()} />
        <div class="row wrap">
          <button class="button" type="button" onClick={() => void set(!sees())}>
            {sees() ? optionsStrings.requestsTake : optionsStrings.requestsGive}
          </button>
        </div>
      </Show>
    </section>
  );
}
