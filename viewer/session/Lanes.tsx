import { createEffect, createMemo, createSelector, For, type JSX } from "solid-js";
import type { TabLane } from "../../src/analysis/tab-turns.ts";
import type { TabId } from "../../src/format/ids.ts";
import { formatOffset } from "../../src/format/time.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { spanText } from "../words.ts";
import { groupMoments, momentsOf } from "./markers.ts";
import type { Player } from "./player.ts";
import type { TabWatch } from "./tab-watch.ts";
import type { TimeScale } from "./time-scale.ts";
import "./lanes.css";

/** One row a browser tab, under the bar and on its scale: when it was open, when in front, what happened in it. */
export function Lanes(props: {
  view: SessionView;
  watch: TabWatch;
  player: Player;
  scale: TimeScale;
}): JSX.Element {
  const { watch, scale } = props;
  const isShown = createSelector(watch.tabId);
  const names = new Map(
    props.view.session.tabs.map(({ id, title, url }) => [id, title || url || id]),
  );
  let list!: HTMLDivElement;

  const percent = (fraction: number) => `${(fraction * 100).toFixed(3)}%`;
  const gapsOf = (tabId: TabId) => props.view.gaps.filter((gap) => gap.tabId === tabId);
  const stretch = ({ fromOffsetMs, toOffsetMs }: TabLane["open"]) => {
    const from = scale.toFraction(fromOffsetMs);
    return { left: percent(from), width: percent(scale.toFraction(toOffsetMs) - from) };
  };

  // Whichever way another tab came on stage, its lane must not stay out of sight.
  createEffect(() => {
    const row = list.querySelector<HTMLElement>(`[data-tab="${watch.tabId() ?? ""}"]`);
    if (!row) return;
    const top = row.offsetTop - list.offsetTop;
    if (top < list.scrollTop) list.scrollTop = top;
    const below = top + row.offsetHeight - list.clientHeight;
    if (below > list.scrollTop) list.scrollTop = below;
  });

  return (
    <div ref={(element) => (list = element)} class="lanes" role="group" aria-label="Tabs over time">
      <For each={watch.turns().lanes}>
        {(lane) => (
          <button
            class="lane"
            data-tab={lane.tabId}
            aria-pressed={isShown(lane.tabId)}
            aria-label={laneWords(names.get(lane.tabId) ?? lane.tabId, lane)}
            title={names.get(lane.tabId)}
            onClick={() => watch.choose(lane.tabId)}
          >
            <span class="lane-name clip">{names.get(lane.tabId)}</span>
            <span class="lane-track" aria-hidden="true">
              <span class="lane-open" style={stretch(lane.open)} />
              <For each={lane.seen}>
                {(seen) => <span class="lane-seen" style={stretch(seen)} />}
              </For>
              <For each={gapsOf(lane.tabId)}>
                {(gap) => <span class="lane-hole hole" style={stretch(gap)} />}
              </For>
              <LaneSigns view={props.view} tabId={lane.tabId} scale={scale} />
              <span
                class="lane-now"
                style={{ left: percent(scale.toFraction(props.player.position())) }}
              />
            </span>
          </button>
        )}
      </For>
    </div>
  );
}

function LaneSigns(props: { view: SessionView; tabId: TabId; scale: TimeScale }): JSX.Element {
  const markers = createMemo(() => groupMoments(momentsOf(props.view, props.tabId), props.scale));
  return (
    <For each={markers()}>
      {(marker) => (
        <span
          class="lane-sign"
          data-kind={marker.kind}
          style={{ left: `${(marker.fraction * 100).toFixed(3)}%` }}
        />
      )}
    </For>
  );
}

function laneWords(name: string, { open, seen }: TabLane): string {
  const inFront = seen.reduce(
    (sum, { fromOffsetMs, toOffsetMs }) => sum + toOffsetMs - fromOffsetMs,
    0,
  );
  const from = formatOffset(open.fromOffsetMs);
  const to = formatOffset(open.toOffsetMs);
  const front = inFront > 0 ? `in front for ${spanText(inFront)}` : "never in front";
  return `${name}: open from ${from} to ${to}, ${front}`;
}
