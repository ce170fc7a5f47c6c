import { For, Show, type JSX } from "solid-js";
import type { TabId } from "../../src/format/ids.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { Icon } from "../ui/icons.tsx";
import { plural, stretchText } from "../words.ts";

/** A long list of gaps stands in the details; up here only the first ones. */
const MOST_GAPS = 2;
/** Shorter stretches stand in the details only: a replay without them misleads nobody. */
const WORTH_A_BANNER_MS = 1_000;

/** What one must know before trusting the replay: not complete, or not finished. */
export function Banners(props: {
  view: SessionView;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  onReload: () => void;
}): JSX.Element {
  const { session } = props.view;
  const gaps = () =>
    props.view.gaps.filter(
      ({ fromOffsetMs, toOffsetMs }) => toOffsetMs - fromOffsetMs >= WORTH_A_BANNER_MS,
    );
  const live = session.state === "recording" || session.state === "paused";
  return (
    <div class="banners">
      <Show when={session.state === "interrupted"}>
        <div class="notice blaze" role="note">
          <Icon name="alert" />
          <span class="grow">
            <strong>This recording was interrupted.</strong>{" "}
            {session.endReason ?? "The tab or the browser ended before it was stopped."}
            {session.counts.events > 0 ? " What was stored until then replays as usual." : ""}
          </span>
        </div>
      </Show>
      <Show when={live}>
        <div class="notice" role="note">
          <Icon name="eye" />
          <span class="grow">
            Still {session.state}: this is what was stored when you opened it.
          </span>
          <button class="button" onClick={() => props.onReload()}>
            Reload
          </button>
        </div>
      </Show>
      <For each={gaps().slice(0, MOST_GAPS)}>
        {(gap) => (
          <div class="notice" role="note">
            <span class="hatch" aria-hidden="true" />
            <span class="grow">
              Not recorded {stretchText(gap.fromOffsetMs, gap.toOffsetMs)}: {gap.why}
            </span>
            <button class="button" onClick={() => props.onGoTo(gap.fromOffsetMs, gap.tabId)}>
              Show
            </button>
          </div>
        )}
      </For>
      <Show when={gaps().length > MOST_GAPS}>
        <p class="hint">
          {plural(gaps().length - MOST_GAPS, "more stretch", "more stretches")} not recorded, listed
          in Details.
        </p>
      </Show>
    </div>
  );
}
