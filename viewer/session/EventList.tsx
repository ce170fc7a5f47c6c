import { createEffect, createMemo, createSignal, For, on, Show, type JSX } from "solid-js";
import { VList, type VListHandle } from "virtua/solid";
import type { Category, Kind } from "../../src/analysis/event.ts";
import type { TabId } from "../../src/format/ids.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { eachEvent, eventAt, type ListedEvent } from "../../src/worker/packed-events.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { preciseOffset } from "../words.ts";
import type { Player } from "./player.ts";
import { REDACT_WORDS } from "./redact/words.ts";
import { lastAt } from "./view-questions.ts";

const CATEGORY_WORDS: Record<Category, string> = {
  user: "Acts",
  page: "Page",
  network: "Network",
  problem: "Problems",
  browser: "Browser",
  meta: "Other",
};

const KIND_ICONS: Partial<Record<Kind, IconName>> = {
  navigation: "route",
  click: "click",
  tap: "click",
  input: "typing",
  form: "typing",
  network: "net",
  error: "alert",
  console: "alert",
  mark: "mark",
  viewport: "full",
};

/** The list keeps the playhead in its middle until someone scrolls it by hand. */
export function EventList(props: {
  view: SessionView;
  player: Player;
  tabId: TabId | null;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  onRedact: ((event: ListedEvent) => void) | undefined;
}): JSX.Element {
  const [category, setCategory] = createSignal<Category | null>(null);
  const [text, setText] = createSignal("");
  const [following, setFollowing] = createSignal(true);
  let list: VListHandle | undefined;

  const categories = () => {
    const present = new Set<Category>();
    for (const event of eachEvent(props.view.events)) present.add(event.category);
    return (Object.keys(CATEGORY_WORDS) as Category[]).filter((each) => present.has(each));
  };
  /** Rows of `events`: the list makes objects only of those that are on screen. */
  const shown = createMemo(() => {
    const words = text().toLowerCase().split(/\s+/).filter(Boolean);
    const rows: number[] = [];
    let row = 0;
    for (const event of eachEvent(props.view.events)) {
      if (isWanted(event, category(), words)) rows.push(row);
      row++;
    }
    return rows;
  });
  const current = createMemo(() => {
    const { offsetMs } = props.view.events;
    const rows = shown();
    return lastAt(rows.length, (place) => offsetMs[rows[place]!]!, props.player.position());
  });

  createEffect(
    on([current, following, shown], ([index]) => {
      if (following()) list?.scrollToIndex(Math.max(0, index), { align: "center" });
    }),
  );
  const letGo = () => setFollowing(false);

  return (
    <div class="events">
      <div class="event-filters">
        <label class="grow">
          <span class="spoken">Filter events by text</span>
          <input
            class="input"
            type="search"
            placeholder="Filter by text"
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label>
          <span class="spoken">Category</span>
          <select
            class="select"
            onChange={(event) =>
              setCategory((event.currentTarget.value || null) as Category | null)
            }
          >
            <option value="">All</option>
            <For each={categories()}>
              {(each) => <option value={each}>{CATEGORY_WORDS[each]}</option>}
            </For>
          </select>
        </label>
      </div>
      <Show
        when={shown().length > 0}
        fallback={
          <p class="panel-empty hint">
            {props.view.events.length > 0 ? "No event matches." : "No events were recorded."}
          </p>
        }
      >
        <VList
          ref={(handle) => {
            list = handle;
            // The list is laid out after this; only then can it scroll to where the playhead is.
            requestAnimationFrame(() =>
              handle?.scrollToIndex(Math.max(0, current()), { align: "center" }),
            );
          }}
          class="event-list"
          role="list"
          aria-label="Events"
          data={shown()}
          itemSize={38}
          onWheel={letGo}
          onTouchMove={letGo}
          onPointerDown={(event) => {
            // A press on the list itself, not on a row, is a press on its scroll bar.
            if (event.target === event.currentTarget) letGo();
          }}
        >
          {(row, index) => {
            const event = createMemo(() => eventAt(props.view.events, row));
            return (
              <EventRow
                event={event()}
                here={index() === current()}
                later={index() > current()}
                elsewhere={event().tabId !== props.tabId}
                onRedact={props.onRedact && (() => props.onRedact?.(event()))}
                onGoTo={() => {
                  setFollowing(true);
                  props.onGoTo(event().offsetMs, event().tabId);
                }}
              />
            );
          }}
        </VList>
      </Show>
      <Show when={!following() && shown().length > 0}>
        <button class="button follow" onClick={() => setFollowing(true)}>
          <Icon name="down" />
          Follow the playhead
        </button>
      </Show>
    </div>
  );
}

function isWanted(
  event: ListedEvent,
  category: Category | null,
  words: readonly string[],
): boolean {
  if (category && event.category !== category) return false;
  const hay = `${event.label} ${event.url} ${event.selector ?? ""} ${event.kind}`.toLowerCase();
  return words.every((word) => hay.includes(word));
}

function EventRow(props: {
  event: ListedEvent;
  here: boolean;
  later: boolean;
  elsewhere: boolean;
  onRedact: (() => void) | undefined;
  onGoTo: () => void;
}): JSX.Element {
  return (
    <div role="listitem" class="event-item">
      <button
        class={`event ${props.event.category}`}
        classList={{ here: props.here, later: props.later }}
        aria-current={props.here ? "time" : undefined}
        data-offset-ms={props.event.offsetMs}
        title={props.event.selector ?? props.event.url}
        onClick={() => props.onGoTo()}
      >
        <span class="event-time numbers">{preciseOffset(props.event.offsetMs)}</span>
        <Icon name={KIND_ICONS[props.event.kind] ?? "dot"} />
        <span class="event-label clip">{props.event.label}</span>
        <Show when={props.event.masked}>
          <span class="badge" title="The text was masked when it was recorded">
            masked
          </span>
        </Show>
        <Show when={props.elsewhere}>
          <span class="badge" title="Happened in another tab">
            other tab
          </span>
        </Show>
      </button>
      <Show when={props.onRedact}>
        {(redact) => (
          <button
            class="button quiet icon small event-redact"
            aria-label={`Redact “${props.event.label}”…`}
            title={REDACT_WORDS.open}
            onClick={() => redact()()}
          >
            <Icon name="redact" />
          </button>
        )}
      </Show>
    </div>
  );
}
