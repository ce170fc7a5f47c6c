import { createMemo, createSignal, Show } from "solid-js";
import { FactList } from "./FactList.tsx";
import { OpenWarning } from "./LevelChoice.tsx";
import type { ParsedPrivacy } from "./privacy-draft.ts";
import { privacyStrings } from "./strings/privacy.ts";
import { tryAddress } from "./try-address.ts";

/** Shows what would hold for an address under the settings as they stand in the form. */
export function TryAddress(props: {
  settings: () => ParsedPrivacy;
  /** They are an administrator's. */
  managed?: boolean;
}) {
  const [typed, setTyped] = createSignal("");
  const parsed = createMemo(() => (typed().trim() === "" ? null : props.settings()));
  const tried = createMemo(() => {
    const settings = parsed();
    return settings?.ok ? tryAddress(settings.privacy, typed(), props.managed) : null;
  });
  const wrong = () => {
    const settings = parsed();
    return settings && !settings.ok ? settings.sentence : null;
  };
  return (
    <fieldset class="stack">
      <legend>{privacyStrings.tryLegend}</legend>
      <div class="field">
        <label for="try-address">{privacyStrings.tryAddress}</label>
        <p id="try-address-hint" class="hint">
          {privacyStrings.tryAddressHint}
        </p>
        <input
          id="try-address"
          class="input mono"
          type="text"
          inputmode="url"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
          // It is no part of what the form saves.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          aria-describedby="try-address-hint"
        />
      </div>
      <div role="status" class="stack">
        <Show when={wrong()}>
          {(sentence) => <p class="notice danger">{privacyStrings.tryWrong(sentence())}</p>}
        </Show>
        <Show when={tried()}>
          {(held) => (
            <>
              <Show when={held().refusal}>
                {(sentence) => <p class="notice danger">{sentence()}</p>}
              </Show>
              <FactList facts={held().facts} name={privacyStrings.tryLegend} />
            </>
          )}
        </Show>
      </div>
      <OpenWarning level={tried()?.level ?? ""} />
    </fieldset>
  );
}
