import { createResource, createSignal, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { OptionsHost } from "./options-host.ts";
import { Outcome, type Said } from "./Outcome.tsx";
import { optionsStrings } from "./strings/options.ts";
import { bytesText } from "../../format/size.ts";

/** What is used, what is free, and whether the browser promises to keep it. */
export function StorageCard(props: { host: OptionsHost }) {
  const [facts, { refetch }] = createResource(() => props.host.readStorage());
  const [said, setSaid] = createSignal<Said | null>(null);

  async function ask(): Promise<void> {
    try {
      const granted = await props.host.persist();
      setSaid(
        granted
          ? { tone: "good", sentence: optionsStrings.persistGranted }
          : { tone: "busy", sentence: optionsStrings.persistDenied },
      );
      await refetch();
    } catch (error) {
      setSaid({ tone: "bad", sentence: optionsStrings.persistFailed(messageOf(error)) });
    }
  }

  return (
    <section id="storage" class="card part" aria-labelledby="storage-title">
      <h2 id="storage-title">{optionsStrings.storageTitle}</h2>
      <Show when={facts.error}>
        <p class="notice danger" role="alert">
          {optionsStrings.storageFailed(messageOf(facts.error))}
        </p>
      </Show>
      <Show when={!facts.error && facts()}>
        {(known) => (
          <>
            <dl class="storage-facts numbers">
              <div>
                <dt>{optionsStrings.storageUsed}</dt>
                <dd>{bytesText(known().usedBytes)}</dd>
              </div>
              <div>
                <dt>{optionsStrings.storageFree}</dt>
                <dd>
                  {known().freeBytes === null
                    ? optionsStrings.storageUnknown
                    : bytesText(known().freeBytes!)}
                </dd>
              </div>
              <div>
                <dt>{optionsStrings.storageKept}</dt>
                <dd>{known().persisted ? optionsStrings.yes : optionsStrings.no}</dd>
              </div>
            </dl>
            <p class="hint">
              {known().persisted ? optionsStrings.persistedHint : optionsStrings.notPersistedHint}
            </p>
            <Outcome id="storage-outcome" said={said()} />
            <Show when={!known().persisted}>
              <div class="row wrap">
                <button class="button" type="button" onClick={() => void ask()}>
                  {optionsStrings.persistAsk}
                </button>
              </div>
            </Show>
          </>
        )}
      </Show>
    </section>
  );
}
