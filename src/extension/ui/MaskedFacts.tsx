import { For, Show } from "solid-js";
import type { Level } from "../../privacy/policy.ts";
import { popupStrings } from "./strings/popup.ts";
import { NEVER_RECORDED } from "./strings/shared.ts";
import { maskedList } from "./masked-list.ts";

/** What was masked in a session, or before there is one, what always is. */
export function MaskedFacts(props: {
  counted: { level: Level; masked: Record<string, number> } | null;
  running: boolean;
  /** Holds for the tab's page. */
  level: Level;
}) {
  return (
    <section class="masked">
      <Show when={props.counted} fallback={<p class="hint">{popupStrings.always[props.level]}</p>}>
        {(counted) => (
          <>
            <h3>{props.running ? popupStrings.maskedTitle : popupStrings.maskedTotalTitle}</h3>
            <Show
              when={maskedList(counted().masked).length > 0}
              fallback={<p>{popupStrings.maskedNothing}</p>}
            >
              <ul class="masked-list numbers">
                <For each={maskedList(counted().masked)}>{(words) => <li>{words}</li>}</For>
              </ul>
            </Show>
            <p class="hint">
              {popupStrings.maskedLevel(counted().level)} {NEVER_RECORDED}
            </p>
          </>
        )}
      </Show>
    </section>
  );
}
