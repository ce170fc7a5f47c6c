import { createUniqueId, Show, untrack, type JSX } from "solid-js";
import type { Kind } from "../../src/analysis/event.ts";
import type { SessionId } from "../../src/format/ids.ts";
import type { ListedEvent } from "../../src/worker/packed-events.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { onRest } from "../ui/on-rest.ts";
import { preciseOffset } from "../words.ts";
import { EventMore } from "./EventMore.tsx";
import { MORE_WORDS } from "./event-words.ts";
import { REDACT_WORDS } from "./redact/words.ts";

/** In pixels, while its details are closed. */
export const ROW_HEIGHT = 38;

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

/** A row's event is the same for as long as it stands, so nothing waits for another one. */
export function EventRow(props: {
  event: ListedEvent;
  here: boolean;
  later: boolean;
  /** In another tab than the one on stage; undefined where there is only one. */
  elsewhere: boolean | undefined;
  sessionId: SessionId;
  open: boolean;
  onOpen: () => void;
  onRedact: (() => void) | undefined;
  onGoTo: () => void;
  onPoint: () => void;
}): JSX.Element {
  const { category, kind, label, note, masked, offsetMs, selector, url } = untrack(
    () => props.event,
  );
  const id = createUniqueId();
  const looks = `event ${category}`;
  const when = preciseOffset(offsetMs);
  const title = selector ?? url;
  const icon = KIND_ICONS[kind] ?? "dot";
  const manyTabs = untrack(() => props.elsewhere !== undefined);
  const hasMore = HAS_MORE.has(kind);
  return (
    <div role="listitem" class="event-item">
      <div class="event-row">
        <button
          ref={(element) => onRest(element, () => props.onPoint())}
          class={looks}
          classList={{ here: props.here, later: props.later }}
          aria-current={props.here ? "time" : undefined}
          data-offset-ms={offsetMs}
          title={title}
          onClick={() => props.onGoTo()}
        >
          <span class="event-time numbers">{when}</span>
          <Icon name={icon} />
          <span class="event-label clip">{label}</span>
          {note && <span class="event-note numbers">{note}</span>}
          {masked && (
            <span class="badge" title="The text was masked when it was recorded">
              masked
            </span>
          )}
          {manyTabs && (
            <Show when={props.elsewhere}>
              <span class="badge" title="Happened in another tab">
                other tab
              </span>
            </Show>
          )}
        </button>
        <Show when={props.onRedact}>
          <button
            class="button quiet icon small event-redact"
            aria-label={`Redact “${label}”…`}
            title={REDACT_WORDS.open}
            onClick={() => props.onRedact?.()}
          >
            <Icon name="redact" />
          </button>
        </Show>
        {hasMore && (
          <button
            class="button quiet icon small event-open"
            aria-label={MORE_WORDS.open(label)}
            aria-expanded={props.open}
            aria-controls={id}
            title={MORE_WORDS.details}
            onClick={() => props.onOpen()}
          >
            <Icon name="more" />
          </button>
        )}
      </div>
      {hasMore && (
        <Show when={props.open}>
          <div id={id} class="event-more">
            <EventMore sessionId={props.sessionId} event={props.event} />
          </div>
        </Show>
      )}
    </div>
  );
}
