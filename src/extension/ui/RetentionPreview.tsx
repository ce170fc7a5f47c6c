import { For, Show } from "solid-js";
import type { LimitsPreview } from "../../store/session-store.ts";
import { bytesText } from "../../format/size.ts";
import { optionsStrings } from "./strings/options.ts";

/** More would push the Save button out of sight; the sentence above says how many there are. */
const MOST_SHOWN = 100;

/** Which sessions rules would remove now: what each is, when it was recorded, what it takes. */
export function RetentionPreview(props: { preview: LimitsPreview; limited: boolean }) {
  const gone = () => props.preview.evicted;
  const freed = () => gone().reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  return (
    <div class="retention-preview">
      <p class="hint numbers">
        {optionsStrings.retentionNow(
          props.preview.sessions,
          props.preview.pinned,
          bytesText(props.preview.storedBytes),
        )}
      </p>
      <p role="status" classList={{ notice: true, danger: gone().length > 0 }}>
        {!props.limited
          ? optionsStrings.retentionOff
          : gone().length === 0
            ? optionsStrings.retentionNone
            : optionsStrings.retentionGone(gone().length, bytesText(freed()))}
      </p>
      <Show when={gone().length > 0}>
        <ul class="retention-list" aria-label={optionsStrings.retentionListName} tabindex="0">
          <For each={gone().slice(0, MOST_SHOWN)}>
            {(session) => (
              <li data-session={session.id}>
                <a class="clip grow" href={`viewer.html#/sessions/${session.id}`} target="_blank">
                  {session.title || optionsStrings.untitled}
                </a>
                <time class="hint" datetime={new Date(session.startedAt).toISOString()}>
                  {new Date(session.startedAt).toLocaleDateString("en", { dateStyle: "medium" })}
                </time>
                <span class="hint numbers">{bytesText(session.storedBytes)}</span>
              </li>
            )}
          </For>
        </ul>
        <Show when={gone().length > MOST_SHOWN}>
          <p class="hint">{optionsStrings.retentionMore(gone().length - MOST_SHOWN)}</p>
        </Show>
      </Show>
    </div>
  );
}
