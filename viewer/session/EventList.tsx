import { createEffect, createMemo, createSignal, For, on, Show, untrack, type JSX } from "solid-js";
import { VList, type VListHandle } from "virtua/solid";
import type { Category, Kind } from "../../src/analysis/event.ts";
import type { TabId } from "../../src/format/ids.ts";
import type { Annotation } from "../../src/format/session.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { eachEvent, eventAt, type ListedEvent, offsetAt } from "../../src/worker/packed-events.ts";
import { Icon } from "../ui/icons.tsx";
import { EventRow, ROW_HEIGHT } from "./EventRow.tsx";
import { listRows, type ListRows } from "./list-rows.ts";
import { asEvent } from "./marks/marks.ts";
import type { Player } from "./player.ts";
import { lastAt } from "./view-questions.ts";

const CATEGORY_WORDS: Record<Category, string> = {
  user: "Acts",
  page: "Page",
  network: "Network",
  problem: "Problems",
  browser: "Browser",
  meta: "Other",
};

/** Kinds that one looks for among others of their category. */
const KIND_WORDS: Partial<Record<Kind, string>> = {
  console: "Console",
  error: "Errors",
  mark: "Marks",
};

/** Rows are drawn by eights: the list then remembers the height of thousands of things, and not of tens of thousands. */
const BLOCK_ROWS = 8;

/** The list keeps the playhead in its middle until someone scrolls it by hand. */
export function EventList(props: {
  view: SessionView;
  /** Stand among the events, in order of time. */
  marks: readonly Annotation[];
  player: Player;
  tabId: TabId | null;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  /** The pointer or the focus rests on what leads there. */
  onPoint: (offsetMs: number, tabId?: TabId) => void;
  onRedact: ((event: ListedEvent) => void) | undefined;
}): JSX.Element {
  const [choice, setChoice] = createSignal<Category | Kind | null>(null);
  const [text, setText] = createSignal("");
  const [following, setFollowing] = createSignal(true);
  /** The row whose details are shown. */
  const [openRow, setOpenRow] = createSignal<number | null>(null);
  let list: VListHandle | undefined;

  const choices = createMemo(() => {
    const present = new Set<Category | Kind>();
    for (const { category, kind } of props.view.events.sorts) present.add(category).add(kind);
    if (props.marks.length > 0) present.add("user").add("mark");
    const words = Object.entries({ ...CATEGORY_WORDS, ...KIND_WORDS });
    return (words as [Category | Kind, string][]).filter(([each]) => present.has(each));
  });
  const offsetOf = (row: number) =>
    row < 0 ? props.marks[~row]!.offsetMs : offsetAt(props.view.events, row);
  /** The list makes objects only of those that are on screen. */
  const shown = createMemo((): ListRows => {
    const { events } = props.view;
    const { marks } = props;
    const words = text().toLowerCase().split(/\s+/).filter(Boolean);
    const isAll = choice() === null && words.length === 0;
    const wantedOf = (all: Iterable<ListedEvent>) =>
      isAll ? null : Uint32Array.from(placesOf(all, (event) => isWanted(event, choice(), words)));
    return listRows(
      {
        count: events.length,
        wanted: wantedOf(eachEvent(events)),
        offsetOf: (place) => offsetAt(events, place),
      },
      {
        count: marks.length,
        wanted: wantedOf(marks.map((mark) => asEvent(mark, null))),
        offsetOf: (place) => marks[place]!.offsetMs,
      },
    );
  });
  const blocks = createMemo(() =>
    Array.from({ length: Math.ceil(shown().length / BLOCK_ROWS) }, (_, block) => block),
  );
  const placesIn = (block: number) => {
    const from = block * BLOCK_ROWS;
    const length = Math.max(0, Math.min(BLOCK_ROWS, shown().length - from));
    return Array.from({ length }, (_, nth) => from + nth);
  };
  const current = createMemo(() => {
    const rows = shown();
    return lastAt(rows.length, (place) => offsetOf(rows.at(place)), props.player.listPosition());
  });

  function scrollToCurrent(): void {
    if (!list) return;
    const place = Math.max(0, current());
    const block = Math.floor(place / BLOCK_ROWS);
    const inBlock = placesIn(block);
    const height = list.getItemSize(block);
    // Details that are open in this block, above the row or below it.
    const opened = inBlock.find((each) => shown().at(each) === openRow());
    const details = opened === undefined ? 0 : height - inBlock.length * ROW_HEIGHT;
    const above = opened !== undefined && opened < place ? details : 0;
    const row = (height - details) / inBlock.length;
    const middle = (place - inBlock[0]! + 0.5) * row + above;
    list.scrollToIndex(block, { align: "center", offset: middle - height / 2 });
  }

  createEffect(
    on([current, following, shown], () => {
      if (following() && shown().length > 0) scrollToCurrent();
    }),
  );
  const letGo = () => setFollowing(false);
  const manyTabs = () => props.view.session.tabs.length > 1;

  function Row(own: { row: number; place: number }): JSX.Element {
    const { row } = own;
    const state = {
      get here() {
        return own.place === current();
      },
      get later() {
        return own.place > current();
      },
      get open() {
        return openRow() === row;
      },
      onOpen: () => setOpenRow(openRow() === row ? null : row),
      sessionId: untrack(() => props.view.session.id),
    };
    const goTo = ({ offsetMs, tabId }: ListedEvent) => {
      setFollowing(true);
      props.onGoTo(offsetMs, tabId);
    };
    const point = ({ offsetMs, tabId }: ListedEvent) => props.onPoint(offsetMs, tabId);
    if (row < 0) {
      return (
        <Show when={props.marks[~row]} keyed>
          {(mark) => (
            <EventRow
              {...state}
              event={asEvent(mark, null)}
              elsewhere={mark.tabId !== undefined && mark.tabId !== props.tabId}
              onGoTo={() => goTo(asEvent(mark, props.tabId))}
              onPoint={() => point(asEvent(mark, props.tabId))}
              onRedact={undefined}
            />
          )}
        </Show>
      );
    }
    const event = untrack(() => eventAt(props.view.events, row));
    return (
      <EventRow
        {...state}
        event={event}
        elsewhere={manyTabs() ? event.tabId !== props.tabId : undefined}
        onGoTo={() => goTo(event)}
        onPoint={() => point(event)}
        onRedact={props.onRedact && (() => props.onRedact?.(event))}
      />
    );
  }

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
              setChoice((event.currentTarget.value || null) as Category | Kind | null)
            }
          >
            <option value="">All</option>
            <For each={choices()}>{([value, words]) => <option value={value}>{words}</option>}</For>
          </select>
        </label>
      </div>
      <Show
        when={shown().length > 0}
        fallback={
          <p class="panel-empty hint">
            {props.view.events.length + props.marks.length > 0
              ? "No event matches."
              : "No events were recorded."}
          </p>
        }
      >
        <VList
          ref={(handle) => {
            list = handle;
            // The list is laid out after this; only then can it scroll to where the playhead is.
            requestAnimationFrame(() => handle && scrollToCurrent());
          }}
          class="event-list"
          role="list"
          aria-label="Events"
          data={blocks()}
          itemSize={BLOCK_ROWS * ROW_HEIGHT}
          onWheel={letGo}
          onTouchMove={letGo}
          onPointerDown={(event) => {
            // A press on the list itself, not on a row, is a press on its scroll bar.
            if (event.target === event.currentTarget) letGo();
          }}
        >
          {(block) => (
            // Other events, other rows: what a row says of its event never changes.
            <Show when={props.view.events} keyed>
              {(_events) => (
                <For each={placesIn(block).map((place) => shown().at(place))}>
                  {(row, nth) => <Row row={row} place={block * BLOCK_ROWS + nth()} />}
                </For>
              )}
            </Show>
          )}
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

function* placesOf(
  events: Iterable<ListedEvent>,
  isIn: (event: ListedEvent) => boolean,
): Generator<number> {
  let place = 0;
  for (const event of events) {
    if (isIn(event)) yield place;
    place++;
  }
}

function isWanted(
  event: ListedEvent,
  choice: Category | Kind | null,
  words: readonly string[],
): boolean {
  if (choice && event.category !== choice && event.kind !== choice) return false;
  const hay = `${event.label} ${event.url} ${event.selector ?? ""} ${event.kind}`.toLowerCase();
  return words.every((word) => hay.includes(word));
}
