import { Show, type JSX } from "solid-js";
import type { Session } from "../../src/format/session.ts";
import { formatOffset } from "../../src/format/time.ts";
import { useViewer } from "../context.ts";
import { sessionHash } from "../route.ts";
import { EditableTitle } from "../ui/editable-title.tsx";
import { Icon } from "../ui/icons.tsx";
import { onRest } from "../ui/on-rest.ts";
import { PinButton } from "../ui/pin-button.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { createStoredSize } from "../ui/stored-size.ts";
import { agoText, asJsonText, dateText, onDiskText, plural } from "../words.ts";
import { Thumbnail } from "./Thumbnail.tsx";

export function SessionRow(props: {
  session: Session;
  onRename: ((title: string) => void) | undefined;
  onPin: ((pinned: boolean) => void) | undefined;
  onDelete: (() => void) | undefined;
  onCopyLink: (url: string) => void;
}): JSX.Element {
  const { ahead } = useViewer();
  const title = () => props.session.title || "Untitled session";
  const href = () => sessionHash(props.session.id);
  const counts = () => props.session.counts;
  const stored = createStoredSize(() => props.session);
  const size = () => {
    const onDisk = stored();
    return onDisk === null ? asJsonText(counts().bytes) : onDiskText(onDisk);
  };
  const lengthMs = () =>
    (props.session.endedAt ?? (props.session.state === "recording" ? Date.now() : 0)) -
    props.session.startedAt;

  const openAhead = () => ahead.point(props.session.id);
  /** Of a session that goes on there will be more to show once somebody follows. */
  function drawAhead(): void {
    const { id, state } = props.session;
    if (state !== "recording" && state !== "paused") ahead.draw(id);
  }
  const isLink = (element: HTMLElement) =>
    onRest(element, drawAhead, () => ahead.leave(props.session.id));

  return (
    <article
      class="session-row card"
      role="listitem"
      data-session={props.session.id}
      ref={(element) => onRest(element, openAhead)}
    >
      <a class="thumb" href={href()} tabindex="-1" aria-hidden="true" ref={isLink}>
        <Thumbnail session={props.session} />
        <Show when={lengthMs() >= 0}>
          <span class="length numbers">{formatOffset(lengthMs())}</span>
        </Show>
      </a>
      <div class="session-main">
        <EditableTitle
          title={props.session.title}
          what={`session “${title()}”`}
          {...(props.onRename ? { onRename: props.onRename } : {})}
        >
          <a class="session-title clip" href={href()} title={title()} ref={isLink}>
            {title()}
          </a>
        </EditableTitle>
        <div class="session-where hint">
          <Show when={props.session.site}>
            <span class="clip">{props.session.site}</span>
          </Show>
          <time
            datetime={new Date(props.session.startedAt).toISOString()}
            title={dateText(props.session.startedAt)}
          >
            {agoText(props.session.startedAt, Date.now())}
            <span class="exact"> · {dateText(props.session.startedAt)}</span>
          </time>
        </div>
        <div class="row wrap session-facts">
          <StateBadge session={props.session} />
          <Show when={props.session.pinned}>
            <span class="badge accent">
              <Icon name="pinned" class="badge-icon" />
              Pinned
            </span>
          </Show>
          <Show when={counts().findings > 0}>
            <span class="badge blaze">
              <Icon name="flag" class="badge-icon" />
              {plural(counts().findings, "finding")}
            </span>
          </Show>
          <Show when={counts().errors > 0}>
            <span class="badge danger">{plural(counts().errors, "error")}</span>
          </Show>
          <span class="hint numbers">
            {plural(counts().clicks, "click")} · {plural(counts().events, "event")} ·{" "}
            <span title={`The events are ${asJsonText(counts().bytes)}`}>{size()}</span>
          </span>
          <Show when={props.session.tabs.length > 1}>
            <span class="hint">{plural(props.session.tabs.length, "tab")}</span>
          </Show>
        </div>
      </div>
      <div class="row session-tools">
        <button
          class="button quiet icon"
          aria-label={`Copy link to “${title()}”`}
          title="Copy link"
          onClick={() => props.onCopyLink(new URL(href(), location.href).href)}
        >
          <Icon name="link" />
        </button>
        <Show when={props.onPin}>
          {(onPin) => <PinButton session={props.session} onPin={(pinned) => onPin()(pinned)} />}
        </Show>
        <Show when={props.onDelete}>
          {(remove) => (
            <button
              class="button quiet icon"
              aria-label={`Delete “${title()}”`}
              title="Delete"
              onClick={() => remove()()}
            >
              <Icon name="trash" />
            </button>
          )}
        </Show>
      </div>
    </article>
  );
}
