import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import type { TabId } from "../../src/format/ids.ts";
import { formatOffset } from "../../src/format/time.ts";
import type { ListedFinding, SessionView } from "../../src/worker/api.ts";
import { onRest } from "../ui/on-rest.ts";
import { findingText, plural, scoreText } from "../words.ts";
import { LEAD_MS, ranked, startOf } from "./likely-moments.ts";
import type { Player } from "./player.ts";

/** Nobody reads hundreds of them, and each row costs the page what a small page costs. */
const SHOWN_AT_ONCE = 50;

/** Ranked: what hurt most comes first. */
export function FindingList(props: {
  view: SessionView;
  player: Player;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  /** As in `EventList`. */
  onPoint: (offsetMs: number, tabId?: TabId) => void;
}): JSX.Element {
  const findings = createMemo(() => ranked(props.view.findings));
  const [most, setMost] = createSignal(SHOWN_AT_ONCE);
  const left = () => Math.max(0, findings().length - most());
  const isHere = ({ window }: ListedFinding) =>
    props.player.position() >= window.fromOffsetMs - LEAD_MS &&
    props.player.position() <= window.toOffsetMs;

  return (
    <Show
      when={findings().length > 0}
      fallback={
        <div class="panel-empty">
          <h3>Nothing stood out</h3>
          <p class="hint">
            No clicks without an answer, failed requests, left forms or other signs of trouble were
            found.
          </p>
        </div>
      }
    >
      <Show when={props.view.score}>
        {(score) => <p class="hint finding-score">{scoreText(score())}</p>}
      </Show>
      <ol class="findings">
        <For each={findings().slice(0, most())}>
          {(finding) => (
            <li
              class={`finding ${finding.severity}`}
              classList={{ here: isHere(finding) }}
              data-finding={finding.id}
              data-kind={finding.kind}
              data-selector={finding.target?.selector ?? ""}
            >
              <p class="hint">{findingText(finding.kind)}</p>
              <div class="row">
                <h3 class="grow">{finding.title}</h3>
                <span class={`badge ${finding.severity === "high" ? "danger" : "blaze"}`}>
                  {finding.severity}
                </span>
              </div>
              <Show when={finding.target?.selector}>
                {(selector) => (
                  <p class="finding-target mono clip" title={selector()}>
                    {selector()}
                  </p>
                )}
              </Show>
              <p class="finding-why">{finding.why}</p>
              <button
                ref={(element) =>
                  onRest(element, () => props.onPoint(startOf(finding), finding.tabId))
                }
                class="button"
                aria-label={`Go to ${finding.title} at ${formatOffset(finding.window.fromOffsetMs)}`}
                onClick={() => props.onGoTo(startOf(finding), finding.tabId)}
              >
                Go to {formatOffset(finding.window.fromOffsetMs)}
              </button>
            </li>
          )}
        </For>
      </ol>
      <Show when={left() > 0}>
        <div class="findings-more row">
          <button class="button" onClick={() => setMost((shown) => shown + SHOWN_AT_ONCE)}>
            Show {Math.min(left(), SHOWN_AT_ONCE)} more
          </button>
          <p class="hint">{plural(left(), "finding")} that hurt less</p>
        </div>
      </Show>
    </Show>
  );
}
