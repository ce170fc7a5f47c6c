import { Show, type JSX } from "solid-js";
import type { Session } from "../../src/format/session.ts";
import type { Leak } from "../../src/privacy/cleared.ts";
import { ThemeSwitch } from "../ui/app-bar.tsx";
import { EditableTitle } from "../ui/editable-title.tsx";
import { Icon } from "../ui/icons.tsx";
import { PinButton } from "../ui/pin-button.tsx";
import { ProgressBar } from "../ui/progress.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { agoText, dateText } from "../words.ts";
import { REDACT_WORDS } from "./redact/words.ts";
import { LeaveDialog } from "./LeaveDialog.tsx";
import { createTransfers } from "./transfers.ts";

export function SessionHead(props: {
  session: Session;
  onRename: ((title: string) => void) | undefined;
  onPin: ((pinned: boolean) => void) | undefined;
  onDelete: (() => void) | undefined;
  onRedact: (() => void) | undefined;
  onCopyLink: () => void;
  onKeyMap: () => void;
  /** Opens redaction at a place that an export or a push was stopped for. */
  onRedactLeak: ((leak: Leak) => void) | undefined;
}): JSX.Element {
  const transfers = createTransfers(() => props.session);
  const busy = () => transfers.work() !== null || transfers.leaving() !== null;
  const title = () => props.session.title || "Untitled session";
  return (
    <header class="session-head">
      <a class="button quiet icon" href="#/" aria-label="Back to the library" title="Library">
        <Icon name="back" />
      </a>
      <div class="grow session-name">
        <EditableTitle
          title={props.session.title}
          what={`session “${title()}”`}
          {...(props.onRename ? { onRename: props.onRename } : {})}
        >
          <h1 class="clip" title={title()}>
            {title()}
          </h1>
        </EditableTitle>
        <div class="row hint session-sub">
          <StateBadge session={props.session} />
          <span class="clip">{props.session.site}</span>
          <time class="clip" title={dateText(props.session.startedAt)}>
            {agoText(props.session.startedAt, Date.now())}
          </time>
        </div>
      </div>
      <div class="row session-actions">
        <button
          class="button"
          aria-label="Copy link"
          title="Copy link to this moment (C)"
          onClick={() => props.onCopyLink()}
        >
          <Icon name="link" />
          <span class="word">Copy link</span>
        </button>
        <button
          class="button"
          aria-label="Export"
          title="Export as rrweb JSON or as a bundle"
          disabled={busy()}
          onClick={() => void transfers.exportSession()}
        >
          <Icon name="download" />
          <span class="word">Export</span>
        </button>
        <Show when={transfers.canPush}>
          <button
            class="button"
            aria-label="Push"
            title="Push to the team server"
            disabled={busy()}
            onClick={() => void transfers.push()}
          >
            <Icon name="push" />
            <span class="word">Push</span>
          </button>
        </Show>
        <Show when={props.onRedact}>
          {(redact) => (
            <button
              class="button"
              aria-label={REDACT_WORDS.open}
              title={REDACT_WORDS.openTitle}
              onClick={() => redact()()}
            >
              <Icon name="redact" />
              <span class="word">{REDACT_WORDS.open}</span>
            </button>
          )}
        </Show>
        <Show when={props.onPin}>
          {(onPin) => <PinButton session={props.session} onPin={(pinned) => onPin()(pinned)} />}
        </Show>
        <Show when={props.onDelete}>
          {(remove) => (
            <button
              class="button quiet icon"
              aria-label="Delete"
              title="Delete this session"
              onClick={() => remove()()}
            >
              <Icon name="trash" />
            </button>
          )}
        </Show>
        <button
          class="button quiet icon key-button"
          aria-label="Keys"
          title="Keys (?)"
          onClick={() => props.onKeyMap()}
        >
          <Icon name="keys" />
        </button>
        <ThemeSwitch />
      </div>
      <Show when={transfers.leaving()}>
        {(leaving) => <LeaveDialog leaving={leaving()} onRedact={props.onRedactLeak} />}
      </Show>
      <Show when={transfers.work()}>
        {(work) => (
          <div class="session-work">
            <ProgressBar label={work().label} progress={work().progress} onCancel={work().cancel} />
          </div>
        )}
      </Show>
      <Show when={transfers.failure()}>
        {(failure) => (
          <div class="notice danger session-work" role="alert">
            <span class="grow">{failure().text}</span>
            <button class="button" onClick={() => failure().again()}>
              {failure().againLabel}
            </button>
            <button
              class="button quiet icon"
              aria-label="Dismiss"
              onClick={() => transfers.forget()}
            >
              <Icon name="cross" />
            </button>
          </div>
        )}
      </Show>
    </header>
  );
}
