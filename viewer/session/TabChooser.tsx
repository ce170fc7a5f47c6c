import { For, type JSX } from "solid-js";
import type { TabId } from "../../src/format/ids.ts";
import type { SessionView } from "../../src/worker/api.ts";

/** One tab is on stage at a time; the clock is the session's, so changing tabs keeps the moment. */
export function TabChooser(props: {
  view: SessionView;
  tabId: TabId | null;
  position: number;
  onTab: (id: TabId) => void;
}): JSX.Element {
  return (
    <div class="tabs" role="group" aria-label="Browser tabs">
      <For each={props.view.session.tabs}>
        {(tab) => (
          <button
            class="tab clip"
            aria-pressed={tab.id === props.tabId}
            classList={{
              early: tab.startedAt - props.view.session.startedAt > props.position,
            }}
            title={`${tab.title}\n${tab.url}`}
            onClick={() => props.onTab(tab.id)}
          >
            {tab.title || tab.url || tab.id}
          </button>
        )}
      </For>
    </div>
  );
}
