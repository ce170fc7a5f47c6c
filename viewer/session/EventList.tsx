import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  on,
  Show,
  type JSX,
} from "solid-js";
import { VList, type VListHandle } from "virtua/solid";
import type { Category, Kind } from "../../src/analysis/event.ts";
import type { SessionId, TabId } from "../../src/format/ids.ts";
import type { Annotation } from "../../src/format/session.ts";
import type { SessionView } from "../../src/worker/api.ts";
import { eachEvent, eventAt, type ListedEvent } from "../../src/worker/packed-events.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { onRest } from "../ui/on-rest.ts";
import { preciseOffset } from "../words.ts";
import { EventMore } from "./EventMore.tsx";
import { MORE_WORDS } from "./event-words.ts";
import { asEvent } from "./marks/marks.ts";
import { placed } from "./marks/placed.ts";
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

/** Kinds that one looks for among others of their category. */
const KIND_WORDS: Partial<Record<Kind, string>> = {
  console: "Console",
  error: "Errors",
  mark: "Marks",
};

/** Kinds of which more is stored than their label says. */
const HAS_MORE: ReadonlySet<Kind> = new Set(["console", "error", "network"]);

const KIND_ICONS: Partial<Record<Kind, IconName>> = {
  navigation: "route",
  click: "click",
  tap: "click",
  input: "typing",
  form: "typing",
  network: "net",
  error: "alert",
  console: "console",
  mark: "mark",
  viewport: "full",
};

/** The list keeps the playhead in its middle until someone scrolls it by hand. */
export function EventList(props: {
  view: SessionView;
  /** Stand among the events, in order of time. */
  marks: readonly Annotation[];
  player: Player;
  tabId: TabId | null;
  onGoTo: (offsetMs: number, tabId?: TabId) => void;
  /** The pointer rests on what leads there. */
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
    for (const event of eachEvent(props.view.events)) present.add(event.category).add(event.kind);
    if (props.marks.length > 0) present.add("user").add("mark");
    const words = Object.entries({ ...CATEGORY_WORDS, ...KIND_WORDS });
    return (words as [Category | Kind, string][]).filter(([each]) => present.has(each));
  });
  const offsetOf = (row: number) =>
    row < 0 ? props.marks[~row]!.offsetMs : props.view.events.offsetMs[row]!;
  /** Null for a mark that was taken away while its row still stands. */
  const eventOf = (row: number): ListedEvent | null => {
    if (row >= 0) return eventAt(props.view.events, row);
    const mark = props.marks[~row];
    return mark ? asEvent(mark, props.tabId) : null;
  };
  /** Rows of `events`, or `~place` of a mark: the list makes objects only of those that are on screen. */
  const shown = createMemo(() => {
    const words = text().toLowerCase().split(/\s+/).filter(Boolean);
    const rows: number[] = [];
    let row = 0;
    for (const event of eachEvent(props.view.events)) {
      if (isWanted(event, choice(), words)) rows.push(row);
      row++;
    }
    const wanted = props.marks.flatMap((mark, place) =>
      isWanted(asEvent(mark, props.tabId), choice(), words) ? [~place] : [],
    );
    return placed(rows, wanted, offsetOf);
  });
  const current = createMemo(() => {
    const rows = shown();
    return lastAt(rows.length, (place) => offsetOf(rows[place]!), props.player.listPosition());
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
            const event = createMemo<ListedEvent>((before) => eventOf(row) ?? before!);
            return (
              <EventRow
                event={event()}
                here={index() === current()}
                later={index() > current()}
                elsewhere={event().tabId !== props.tabId}
                sessionId={props.view.session.id}
                open={openRow() === row}
                onOpen={() => setOpenRow(openRow() === row ? null : row)}
                onRedact={row < 0 ? undefined : props.onRedact && (() => props.onRedact?.(event()))}
                onGoTo={() => {
                  setFollowing(true);
                  props.onGoTo(event().offsetMs, event().tabId);
                }}
                onPoint={() => props.onPoint(event().offsetMs, event().tabId)}
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
  choice: Category | Kind | null,
  words: readonly string[],
): boolean {
  if (choice && event.category !== choice && event.kind !== choice) return false;
  const hay = `${event.label} ${event.url} ${event.selector ?? ""} ${event.kind}`.toLowerCase();
  return words.every((word) => hay.includes(word));
}

function EventRow(props: {
  event: ListedEvent;
  here: boolean;
  later: boolean;
  elsewhere: boolean;
  sessionId: SessionId;
  open: boolean;
  onOpen: () => void;
  onRedact: (() => void) | undefined;
  onGoTo: () => void;
  onPoint: () => void;
}): JSX.Element {
  const id = createUniqueId();
  return (
    <div role="listitem" class="event-item">
      <div class="event-row">
        <button
          ref={(element) => onRest(element, () => props.onPoint())}
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
          <Show when={props.event.note}>
            <span class="event-note numbers">{props.event.note}</span>
          </Show>
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
        <Show when={HAS_MORE.has(props.event.kind)}>
          <button
            class="button quiet icon small event-open"
            aria-label={MORE_WORDS.open(props.event.label)}
            aria-expanded={props.open}
            aria-controls={id}
            title={MORE_WORDS.details}
            onClick={() => props.onOpen()}
          >
            <Icon name="more" />
          </button>
        </Show>
      </div>
      <Show when={props.open}>
        <div id={id} class="event-more">
          <EventMore sessionId={props.sessionId} event={props.event} />
        </div>
      </Show>
    </div>
  );
}
