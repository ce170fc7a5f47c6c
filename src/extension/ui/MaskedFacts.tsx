import { createResource, For, Show } from "solid-js";
import { messageOf } from "../../format/errors.ts";
import type { Level } from "../../privacy/policy.ts";
import { optionsStrings, NEVER_RECORDED, popupStrings } from "./strings.ts";
import { maskedList } from "./masked-list.ts";

/** What was masked in a session, or before there is one, what always is. */
export function MaskedFacts(props: {
  counted: { level: Level; masked: Record<string, number> } | null;
  running: boolean;
  readLevel: () => Promise<Level>;
}) {
  const [level] = createResource(() => props.readLevel());
  const always = () => {
    if (level.error)
      return `${optionsStrings.loadFailed(messageOf(level.error))} ${NEVER_RECORDED}`;
    const known = level();
    return known ? popupStrings.always[known] : NEVER_RECORDED;
  };

  return (
    <section class="masked">
      <Show when={props.counted} fallback={<p class="hint">{always()}</p>}>
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
