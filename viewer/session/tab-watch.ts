import { createEffect, createMemo, createSignal, on, untrack, type Accessor } from "solid-js";
import { eachEvent } from "../../src/worker/packed-events.ts";
import { tabTurns, type TabTurns } from "../../src/analysis/tab-turns.ts";
import type { TabId } from "../../src/format/ids.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { firstTabOf } from "./view-questions.ts";

/** Which tab is on stage: the one that was in front at the moment shown, or one that was chosen. */
export interface TabWatch {
  turns: Accessor<TabTurns>;
  tabId: Accessor<TabId | null>;
  /** Whether there is more than one tab to follow. */
  many: boolean;
  /** Which tab is on stage when that moment is sought. */
  tabAt(offsetMs: number): TabId | null;
  follow: Accessor<boolean>;
  setFollow(on: boolean): void;
  /** Shows this tab from now on, whichever is in front. */
  choose(tabId: TabId): void;
  /** A moment in this tab is asked for: chooses it only where another tab was in front then. */
  goTo(offsetMs: number, tabId: TabId): void;
}

/** `asked` is the tab that the address names: then that one is shown and not the one in front. */
export function createTabWatch(
  view: Accessor<SessionView>,
  asked: TabId | null,
  position: Accessor<number>,
): TabWatch {
  // Known only once the session is analysed; until then its first tab is in front.
  const turns = createMemo(() => tabTurns({ ...view(), events: [...eachEvent(view().events)] }));
  const { tabs } = untrack(view).session;
  const has = (tabId: TabId | null) => tabs.some(({ id }) => id === tabId);
  const many = tabs.length > 1;
  const [follow, setFollow] = createSignal(many && !has(asked));
  const inFront = (offsetMs: number) => turns().at(offsetMs) ?? firstTabOf(view(), null);
  const [tabId, setTabId] = createSignal<TabId | null>(
    untrack(follow) ? untrack(() => inFront(position())) : firstTabOf(untrack(view), asked),
  );

  createEffect(
    on([follow, position, turns], ([following, at]) => {
      if (following) setTabId(inFront(at));
    }),
  );

  function choose(next: TabId): void {
    if (!has(next)) return;
    setFollow(false);
    setTabId(next);
  }

  return {
    turns,
    tabId,
    many,
    tabAt: (offsetMs) => (follow() ? inFront(offsetMs) : tabId()),
    follow,
    setFollow: (next) => setFollow(many && next),
    choose,
    goTo(offsetMs, next) {
      if (!follow() || inFront(offsetMs) !== next) choose(next);
    },
  };
}
