import { createEffect, createSignal, For, Match, Show, Switch, type JSX } from "solid-js";
import type { TabId } from "../../src/format/ids.ts";
import type { Session } from "../../src/format/session.ts";
import type { SessionView } from "../../src/worker/api.ts";
import type { ListedEvent } from "../../src/worker/packed-events.ts";
import { messageOf } from "../../src/format/errors.ts";
import { ProgressBar } from "../ui/progress.tsx";
import { countText } from "../words.ts";
import type { AnalysisState } from "./analysis-state.ts";
import { Details } from "./Details.tsx";
import { EventList } from "./EventList.tsx";
import { FindingList } from "./FindingList.tsx";
import type { Marks } from "./marks/marks.ts";
import { MarkList } from "./marks/MarkList.tsx";
import { MARKS_WORDS } from "./marks/words.ts";
import type { Player } from "./player.ts";
import "./panels.css";

const PANELS = [
  ["findings", "Findings"],
  ["events", "Events"],
  ["marks", MARKS_WORDS.panel],
  ["details", "Details"],
] as const;
export type Panel = (typeof PANELS)[number][0];

export function Panels(props: {
  view: SessionView;
  marks: Marks;
  onMark: () => void;
  session: Session;
  player: Player;
  tabId: TabId | null;
  analysis: AnalysisState;
  /** Whoever follows a link to a moment wants to see what happened then. */
  opensAtMoment: boolean;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  /** As in `EventList`. */
  onPoint: (offsetMs: number, tabId?: TabId) => void;
  onRedact: ((event: ListedEvent) => void) | undefined;
}): JSX.Element {
  const [chosen, setOpen] = createSignal<Panel | null>(null);
  const open = (): Panel =>
    chosen() ?? (props.view.findings.length > 0 && !props.opensAtMoment ? "findings" : "events");
  const count = (panel: Panel) => {
    if (panel === "marks") return props.marks.all().length || null;
    if (!props.view.analyzed || panel === "details") return null;
    return panel === "findings"
      ? props.view.findings.length
      : props.view.events.length + props.marks.all().length;
  };
  // Whoever begins a mark from elsewhere writes it here.
  createEffect(() => props.marks.draft() && setOpen("marks"));

  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0 || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const index = PANELS.findIndex(([panel]) => panel === open());
    const next = PANELS[(index + by + PANELS.length) % PANELS.length];
    if (!next) return;
    setOpen(next[0]);
    document.getElementById(`panel-tab-${next[0]}`)?.focus();
  }

  return (
    <aside class="panels card" aria-label="What happened">
      <div class="panel-tabs" role="tablist" aria-label="Panels" onKeyDown={onKeyDown}>
        <For each={PANELS}>
          {([panel, label]) => (
            <button
              id={`panel-tab-${panel}`}
              role="tab"
              class="panel-tab"
              aria-selected={open() === panel}
              aria-controls="panel"
              tabindex={open() === panel ? 0 : -1}
              onClick={() => setOpen(panel)}
            >
              {label}
              <Show when={count(panel) !== null}>
                <span
                  class="badge numbers"
                  classList={{ blaze: panel === "findings" && (count(panel) ?? 0) > 0 }}
                >
                  {countText(count(panel) ?? 0)}
                </span>
              </Show>
            </button>
          )}
        </For>
      </div>
      <div id="panel" class="panel" role="tabpanel" aria-labelledby={`panel-tab-${open()}`}>
        <Switch>
          <Match when={open() === "marks"}>
            <MarkList
              marks={props.marks}
              session={props.session}
              player={props.player}
              tabId={props.tabId}
              onAdd={props.onMark}
              onGoTo={props.onGoTo}
              onPoint={props.onPoint}
            />
          </Match>
          <Match when={open() !== "details" && !props.view.analyzed}>
            <AnalysisWork analysis={props.analysis} />
          </Match>
          <Match when={open() === "findings"}>
            <FindingList
              view={props.view}
              player={props.player}
              onGoTo={props.onGoTo}
              onPoint={props.onPoint}
            />
          </Match>
          <Match when={open() === "events"}>
            <EventList
              view={props.view}
              marks={props.marks.all()}
              player={props.player}
              tabId={props.tabId}
              onGoTo={props.onGoTo}
              onPoint={props.onPoint}
              onRedact={props.onRedact}
            />
          </Match>
          <Match when={open() === "details"}>
            <Details view={props.view} session={props.session} />
          </Match>
        </Switch>
      </div>
    </aside>
  );
}

function AnalysisWork(props: { analysis: AnalysisState }): JSX.Element {
  return (
    <div class="panel-empty">
      <Show
        when={props.analysis.error}
        fallback={
          <ProgressBar
            label="Reading events"
            progress={props.analysis.progress}
            onCancel={props.analysis.cancel}
          />
        }
      >
        {(error) => (
          <>
            <h3>Events and findings are not listed</h3>
            <p class="hint">{messageOf(error())}</p>
            <button class="button" onClick={() => props.analysis.retry()}>
              Try again
            </button>
          </>
        )}
      </Show>
    </div>
  );
}
