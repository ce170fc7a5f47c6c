import { createMemo, createSignal, For, onCleanup, Show, type JSX } from "solid-js";
import { formatOffset } from "../../src/format/time.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { RESTS_MS } from "../ui/on-rest.ts";
import { preciseOffset, spanText } from "../words.ts";
import { FollowSwitch } from "./FollowSwitch.tsx";
import { Lanes } from "./Lanes.tsx";
import { groupMoments, momentsOf, type Marker, type MarkerKind } from "./markers.ts";
import type { Player } from "./player.ts";
import type { TabWatch } from "./tab-watch.ts";
import type { TimeScale } from "./time-scale.ts";
import "./timeline.css";

const KIND_WORDS: Record<MarkerKind, [string, string]> = {
  finding: ["finding", "findings"],
  mark: ["mark", "marks"],
  problem: ["problem", "problems"],
  navigation: ["navigation", "navigations"],
  click: ["click", "clicks"],
};
const MOST_TIP_LINES = 5;

/** The bar: what happened when, and where we are. Idle stretches are squeezed; see time-scale. */
export function Timeline(props: {
  view: SessionView;
  watch: TabWatch;
  player: Player;
  scale: TimeScale;
  /** The pointer rests on this moment. */
  onPoint: (offsetMs: number) => void;
}): JSX.Element {
  const { player, scale, watch } = props;
  const markers = createMemo(() => groupMoments(momentsOf(props.view, watch.tabId()), scale));
  const gaps = () => props.view.gaps.filter((gap) => gap.tabId === watch.tabId());
  const [hover, setHover] = createSignal<number | null>(null);
  let bar!: HTMLDivElement;
  let dragging = false;
  let playedBefore = false;
  let resting: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(resting));

  const percent = (fraction: number) => `${(fraction * 100).toFixed(3)}%`;

  function fractionAt(event: PointerEvent): number {
    const box = bar.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  }

  function grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    clearTimeout(resting);
    dragging = true;
    playedBefore = player.playing();
    player.pause();
    bar.setPointerCapture(event.pointerId);
    player.seek(scale.toOffset(fractionAt(event)));
  }

  function move(event: PointerEvent): void {
    const at = fractionAt(event);
    setHover(at);
    clearTimeout(resting);
    if (!dragging) resting = setTimeout(() => props.onPoint(scale.toOffset(at)), RESTS_MS);
    if (dragging) player.seek(scale.toOffset(fractionAt(event)));
  }

  function letGo(): void {
    if (dragging && playedBefore) player.play();
    dragging = false;
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    player.seek(event.key === "Home" ? 0 : player.durationMs);
  }

  /** What stands under the pointer, within a marker's width. */
  const near = () => {
    const at = hover();
    if (at === null) return [];
    const reach = 8 / Math.max(1, bar.clientWidth);
    return markers().filter((each) => Math.abs(each.fraction - at) <= reach);
  };
  const hoverGap = () => {
    const at = hover();
    if (at === null) return null;
    return gaps().find(
      (gap) => scale.toOffset(at) >= gap.fromOffsetMs && scale.toOffset(at) < gap.toOffsetMs,
    );
  };
  const hoverIdle = () => {
    const at = hover();
    return at === null ? undefined : scale.spans.find((s) => s.idle && at >= s.from && at <= s.to);
  };

  return (
    <div class="timeline" classList={{ many: watch.many }}>
      <Show when={watch.many}>
        <FollowSwitch watch={watch} />
      </Show>
      <div
        ref={(element) => (bar = element)}
        class="bar"
        role="slider"
        tabindex="0"
        aria-label="Position in the session"
        aria-valuemin="0"
        aria-valuemax={player.durationMs}
        aria-valuenow={player.position()}
        aria-valuetext={`${formatOffset(player.position())} of ${formatOffset(player.durationMs)}`}
        onPointerDown={grab}
        onPointerMove={move}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onPointerLeave={() => {
          clearTimeout(resting);
          setHover(null);
        }}
        onKeyDown={onKeyDown}
      >
        <div class="rail">
          <span class="played" style={{ width: percent(scale.toFraction(player.position())) }} />
          <For each={scale.spans.filter((span) => span.idle)}>
            {(span) => (
              <span
                class="idle"
                style={{ left: percent(span.from), width: percent(span.to - span.from) }}
              />
            )}
          </For>
          <For each={gaps()}>
            {(gap) => (
              <span
                class="hole"
                style={{
                  left: percent(scale.toFraction(gap.fromOffsetMs)),
                  width: percent(
                    scale.toFraction(gap.toOffsetMs) - scale.toFraction(gap.fromOffsetMs),
                  ),
                }}
              />
            )}
          </For>
        </div>
        <For each={markers()}>
          {(marker) => (
            <MarkerSign marker={marker} left={percent(marker.fraction)} onGoTo={player.seek} />
          )}
        </For>
        <span class="playhead" style={{ left: percent(scale.toFraction(player.position())) }} />
        <Show when={hover()}>
          {(at) => (
            <div
              class="tip"
              classList={{ right: at() > 0.6 }}
              style={{ left: percent(at()) }}
              aria-hidden="true"
            >
              <strong class="numbers">{preciseOffset(scale.toOffset(at()))}</strong>
              <Show when={hoverIdle()}>
                {(span) => <span>{spanText(span().toMs - span().fromMs)} without activity</span>}
              </Show>
              <Show when={hoverGap()}>{(gap) => <span>Not recorded: {gap().why}</span>}</Show>
              <For each={near().flatMap(tipLines).slice(0, MOST_TIP_LINES)}>
                {(line) => (
                  <span class="tip-line" data-kind={line.kind}>
                    {line.text}
                  </span>
                )}
              </For>
            </div>
          )}
        </Show>
      </div>
      <Show when={watch.many}>
        <Lanes view={props.view} watch={watch} player={player} scale={scale} />
      </Show>
    </div>
  );
}

function MarkerSign(props: {
  marker: Marker;
  left: string;
  onGoTo: (offsetMs: number) => void;
}): JSX.Element {
  const many = () => props.marker.count > 1;
  const sign = () => (many() ? props.marker.count : "");
  return (
    <span
      class="marker"
      data-kind={props.marker.kind}
      classList={{ many: many() }}
      style={{ left: props.left }}
      role="img"
      aria-label={markerWords(props.marker)}
      onPointerDown={(event) => {
        // The marker stands for an exact moment; the bar below would take the pointer's.
        event.stopPropagation();
        props.onGoTo(props.marker.named[0].offsetMs);
      }}
    >
      {props.marker.kind === "finding" || props.marker.kind === "problem" ? sign() : ""}
    </span>
  );
}

function markerWords({ kind, count, named: [first] }: Marker): string {
  const [one, many] = KIND_WORDS[kind];
  const at = formatOffset(first.offsetMs);
  return count > 1 ? `${count} ${many} from ${at}` : `${one} at ${at}: ${first.label}`;
}

function tipLines({ kind, count, named }: Marker): { kind: MarkerKind; text: string }[] {
  const [, many] = KIND_WORDS[kind];
  const lines = named.flatMap((moment) => (moment ? [{ kind, text: moment.label }] : []));
  const rest = count - lines.length;
  if (rest > 0) lines.push({ kind, text: `${rest} more ${many}` });
  return lines;
}
