import { For, Show, type JSX } from "solid-js";
import { formatOffset } from "../../src/format/time.ts";
import { Icon } from "../ui/icons.tsx";
import type { KeyAction } from "./keys.ts";
import { MARKS_WORDS } from "./marks/words.ts";
import { SPEEDS, type Player } from "./player.ts";

export function Transport(props: {
  player: Player;
  hasFindings: boolean;
  canMark: boolean;
  onAct: (action: KeyAction) => void;
  onFullscreen: () => void;
}): JSX.Element {
  const { player } = props;
  const label = () => (player.playing() ? "Pause" : "Play");
  return (
    <div class="transport" role="toolbar" aria-label="Playback">
      <button
        class="button primary icon play"
        aria-label={label()}
        title={`${label()} (Space)`}
        onClick={() => player.toggle()}
      >
        <Icon name={player.playing() ? "pause" : "play"} />
      </button>
      <output class="clock numbers" aria-label="Time">
        <strong>{formatOffset(player.position())}</strong>
        <span class="hint"> / {formatOffset(player.durationMs)}</span>
      </output>
      <Show when={props.hasFindings}>
        <div class="row finding-steps">
          <button
            class="button quiet"
            title="Previous finding (P)"
            aria-label="Previous finding"
            onClick={() => props.onAct({ do: "step-finding", by: -1 })}
          >
            <Icon name="back" />
            <Icon name="flag" class="blaze-icon" />
          </button>
          <button
            class="button quiet"
            title="Next finding (N)"
            aria-label="Next finding"
            onClick={() => props.onAct({ do: "step-finding", by: 1 })}
          >
            <Icon name="flag" class="blaze-icon" />
            <Icon name="back" class="turned" />
          </button>
        </div>
      </Show>
      <Show when={props.canMark}>
        <button
          class="button quiet icon"
          aria-label={MARKS_WORDS.add}
          title={MARKS_WORDS.addTitle}
          onClick={() => props.onAct({ do: "mark" })}
        >
          <Icon name="mark" />
        </button>
      </Show>
      <span class="grow" />
      <label class="row skip">
        <input
          type="checkbox"
          checked={player.skipIdle()}
          onChange={(event) => player.setSkipIdle(event.currentTarget.checked)}
        />
        <span>
          Skip<span class="word"> idle</span>
        </span>
      </label>
      <label>
        <span class="spoken">Speed</span>
        <select
          class="select"
          value={String(player.speed())}
          onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
        >
          <For each={SPEEDS}>{(speed) => <option value={String(speed)}>{speed}×</option>}</For>
        </select>
      </label>
      <button
        class="button quiet icon"
        aria-label="Full screen"
        title="Full screen (F)"
        onClick={() => props.onFullscreen()}
      >
        <Icon name="full" />
      </button>
    </div>
  );
}
