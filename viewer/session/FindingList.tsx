import { createMemo, For, Show, type JSX } from "solid-js";
import type { Finding } from "../../src/analysis/finding.ts";
import type { TabId } from "../../src/format/ids.ts";
import { formatOffset } from "../../src/format/time.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { findingText, scoreText } from "../words.ts";
import { LEAD_MS, ranked, startOf } from "./likely-moments.ts";
import type { Player } from "./player.ts";

/** Ranked: what hurt most comes first. */
export function FindingList(props: {
  view: SessionView;
  player: Player;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
}): JSX.Element {
  const findings = createMemo(() => ranked(props.view.findings));
  const isHere = ({ window }: Finding) =>
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
        <For each={findings()}>
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
    </Show>
  );
}
